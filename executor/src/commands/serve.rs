//! `serve`: be an executor of Mistral.

use std::sync::Arc;

use mistral_actions::__private::MASK;
use mistral_actions::python::PythonClasses;
use serde_json::{Value, json};
use tokio::runtime::Handle;

use crate::Exit;
use crate::args::ServeArgs;
use crate::broker::Dialer;
use crate::config::{self, Config, Sources, Values};
use crate::failure::Failure;
use crate::mistral::{Api, ApiSink, MistralActions};
use crate::serve::{LogHandle, Moderation, Signals, Worker, install_log};
use crate::session::Session;

/// Serves until a signal says otherwise; or only tells how it would.
pub(crate) fn serve(args: &ServeArgs, session: &mut Session<'_>) -> Result<Exit, Failure> {
    let mut sources = sources(args, session);
    let config = Config::for_worker(&mut sources);
    if args.show_config {
        show(&sources, args.json, session)?;
        return config
            .map(|_| Exit::Success)
            .map_err(|problems| refuse(&problems));
    }
    let config = config.map_err(|problems| refuse(&problems))?;
    let no_runtime = |error| Failure::io("no async runtime can be started", &error);
    let moderation = Moderation::default();
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .on_thread_park(move || moderation.pause())
        .build()
        .map_err(no_runtime)?;
    if args.check {
        return runtime.block_on(check(config, &sources, session));
    }
    // Apart from the connections, signals and heartbeats: an action that blocks its thread must not make the
    // broker, the operator or the engine believe that this worker is gone.
    let mut actions = tokio::runtime::Builder::new_multi_thread();
    if let Some(threads) = config.threads {
        actions.worker_threads(threads);
    }
    let actions = actions
        .thread_name("actions")
        .enable_all()
        .build()
        .map_err(no_runtime)?;
    let log = install_log(&config.log).map_err(cannot_start)?;
    // A panic of an action is its error result; its message may hold secrets.
    std::panic::set_hook(Box::new(|panic| {
        let place = panic.location().map(ToString::to_string);
        tracing::error!(
            "something panicked at {}",
            place.as_deref().unwrap_or("an unknown place")
        );
    }));
    let working = work(args, session, config, &sources, &log, actions.handle());
    let ended = runtime.block_on(working);
    // What an action has left blocking a thread must not keep the process.
    actions.shutdown_background();
    runtime.shutdown_background();
    log.end();
    ended.map(|()| Exit::Success)
}

async fn work(
    args: &ServeArgs,
    session: &mut Session<'_>,
    config: Config,
    sources: &Sources,
    log: &LogHandle,
    actions: &Handle,
) -> Result<(), Failure> {
    let mut signals =
        Signals::new().map_err(|error| Failure::io("cannot listen for signals", &error))?;
    let classes = PythonClasses::linked().map_err(cannot_start)?;
    let api = Arc::new(Api::new(&config).map_err(cannot_start)?);
    let providers = session.index.application_providers();
    let mut builder = std::mem::take(&mut session.builder)
        .state(config::settings(sources))
        .result_sink(Arc::new(ApiSink(Arc::clone(&api))));
    if let Some(providers) = providers.clone() {
        builder = builder.provider(providers);
    }
    let dispatcher = {
        // Layers may want to start tasks of their own.
        let _entered = actions.enter();
        let builder = builder.provider(MistralActions(api));
        builder.build().map_err(|error| Failure::startup(&error))?
    };
    tracing::info!(
        "starting with {} actions, in place of {} Python classes, {} at once",
        dispatcher.registry().len(),
        classes.names().count(),
        config.slots
    );
    let worker = Worker::new(config, dispatcher, providers, classes, actions.clone());
    let (stop, abandon) = (worker.stop_token(), worker.abandon_token());
    let reload = || {
        let sources = self::sources(args, session);
        let mut values = Values::new(&sources);
        let levels = config::Log::from_values(&mut values);
        for problem in &values.problems {
            tracing::error!("{problem}");
        }
        log.reload(&levels);
        tracing::info!("the levels of the log were read again");
    };
    let listening = async {
        signals.end(reload).await;
        stop.cancel();
        signals.end(|| {}).await;
        tracing::warn!("told to stop once more: what runs is given back to the broker");
        abandon.cancel();
        std::future::pending().await
    };
    tokio::select! {
        ended = worker.run() => ended.map_err(cannot_start),
        never = listening => never,
    }
}

fn sources(args: &ServeArgs, session: &Session<'_>) -> Sources {
    let mut files = args.config_files.clone();
    if args.config_files.is_empty() && args.config_dirs.is_empty() {
        files = config::default_files(&session.environment);
    }
    let mut problems = Vec::new();
    for folder in &args.config_dirs {
        match config::files_of(folder) {
            Ok(found) => files.extend(found),
            Err(error) => problems.push(format!("{}: {error}", folder.display())),
        }
    }
    let mut sources = Sources::read(&files, &session.environment);
    sources.problems.extend(problems);
    sources
}

fn cannot_start(problem: impl std::fmt::Display) -> Failure {
    Failure::new(Exit::CannotStart, "cannot_start", problem)
}

/// All that is wrong with the configuration.
fn refuse(problems: &[String]) -> Failure {
    let problems: Vec<&str> = problems.iter().map(String::as_str).collect();
    let problems = problems.join("\n  ");
    let message = format!("the configuration makes no sense:\n  {problems}");
    Failure::new(Exit::CannotStart, "configuration", message)
}

/// Prints what is honoured, as a file that could be read back.
fn show(sources: &Sources, as_json: bool, session: &mut Session<'_>) -> Result<(), Failure> {
    let mut sources = sources.clone();
    // With the query of transport_url put in its place. What is wrong is told in the end.
    let _ = Config::for_worker(&mut sources);
    let values = Values::new(&sources);
    if as_json {
        let options = values.shown().map(|shown| {
            json!({
                "group": shown.opt.group, "name": shown.opt.name, "value": shown.value,
                "source": shown.source.to_string(), "help": shown.opt.help,
            })
        });
        let options: Vec<Value> = options.collect();
        return session.print_json(&json!({"files": sources.files, "options": options}));
    }
    session.print(&as_file(&sources, &values))
}

/// The options as a file that could be read back.
fn as_file(sources: &Sources, values: &Values<'_>) -> String {
    let mut lines = vec![format!("# {MASK} stands for what is secret")];
    if sources.files.is_empty() {
        lines.push("# no configuration file was read".to_owned());
    }
    let files = sources.files.iter();
    lines.extend(files.map(|file| format!("# read: {}", file.display())));
    let mut group = "";
    for shown in values.shown() {
        if shown.opt.group != group {
            group = shown.opt.group;
            lines.push(format!("\n[{group}]"));
        }
        lines.push(format!("# {} ({})", shown.opt.help, shown.source));
        let value = shown.value.replace('\n', "\n    ");
        lines.push(format!("{} = {value}", shown.opt.name));
    }
    lines.join("\n") + "\n"
}

/// Tries the log file, every broker, and Mistral's API if it is configured.
async fn check(
    config: Config,
    sources: &Sources,
    session: &mut Session<'_>,
) -> Result<Exit, Failure> {
    if sources.files.is_empty() {
        session.print("no configuration file was read\n")?;
    }
    let api = Api::new(&config).map_err(cannot_start)?;
    let log = LogHandle::check(&config.log);
    let dialer = Dialer::new(Arc::new(config));
    let mut failed = 0;
    let mut tell = |checked: Result<String, String>| match checked {
        Ok(what) => session.print(&format!("ok: {what}\n")),
        Err(problem) => {
            failed += 1;
            session.print(&format!("failed: {problem}\n"))
        }
    };
    if let Some(checked) = log {
        tell(checked)?;
    }
    for broker in dialer.brokers() {
        let checked = dialer.check(broker).await;
        tell(checked.map(|()| format!("{broker} lets us in, and has or takes our queues")))?;
    }
    if api.is_configured() {
        let checked = api.check().await;
        tell(checked.map(|url| format!("Mistral answers at {url}")))?;
    }
    match failed {
        0 => Ok(Exit::Success),
        failed => Err(Failure::new(
            Exit::Failed,
            "check",
            format!("{failed} of these cannot be used"),
        )),
    }
}
