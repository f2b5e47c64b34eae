//! [`serve`]: a worker from its configuration to the signal that stops it.

use std::io;
use std::sync::Arc;

use mistral_actions::dispatch::DispatcherBuilder;
use mistral_actions::provider::CompositeProvider;
use mistral_cloud::mistral::{ApiSink, MistralActions};
use mistral_wire::python::PythonClasses;
use tokio::runtime::{Builder, Handle, Runtime};

use crate::audit::Audit;
use crate::config::{self, Config, ConfigLocation, Remarks, Sources, Values};
use crate::env::System;
use crate::error::WorkerError;
use crate::log::{self, LogHandle};
use crate::mistral_api::mistral_api;
use crate::signals::Signals;
use crate::transport::RabbitMq;
use crate::wakeup_throttle::WakeupThrottle;
use crate::worker::{Surroundings, Worker};

/// The actions that a worker runs.
#[derive(Debug, Default)]
pub struct ServedActions {
    /// The dispatcher's settings: limits, layers, state.
    pub builder: DispatcherBuilder,
    /// Actions of the application that are not linked into the binary.
    pub providers: Option<CompositeProvider>,
}

/// Runs actions for a Mistral engine until SIGTERM or SIGINT, and then drains. A second signal ends the drain.
///
/// Takes over the signals, the panic hook and the log of the process.
///
/// # Errors
///
/// If the configuration is invalid, or the worker cannot start.
pub fn serve(location: &ConfigLocation, served: ServedActions) -> Result<(), WorkerError> {
    let mut sources = location.read();
    let config = Config::for_worker(&mut sources).map_err(WorkerError::Configuration)?;
    let connections = connection_runtime()?;
    let actions = action_runtime(&config)?;
    let log = log::install(&config.log).map_err(WorkerError::CannotStart)?;
    // A panic of an action is its error result; its message may hold secrets.
    std::panic::set_hook(Box::new(|panic| {
        let place = panic.location().map(ToString::to_string);
        tracing::error!(
            "panic at {}",
            place.as_deref().unwrap_or("an unknown place")
        );
    }));
    let working = work(location, config, &sources, served, &log, actions.handle());
    let ended = connections.block_on(working);
    // A blocked thread of an action must not keep the process alive.
    actions.shutdown_background();
    connections.shutdown_background();
    log.end();
    ended
}

/// Returns the runtime of connections, heartbeats, signals and monitoring.
pub(crate) fn connection_runtime() -> Result<Runtime, WorkerError> {
    let throttle = WakeupThrottle::default();
    Builder::new_current_thread()
        .enable_all()
        .on_thread_park(move || throttle.pause())
        .build()
        .map_err(no_runtime)
}

/// Returns the runtime of the actions. It is separate from that of the connections: an action that blocks its thread
/// must not make the broker, the operator or the engine believe that this worker is gone.
fn action_runtime(config: &Config) -> Result<Runtime, WorkerError> {
    let mut actions = Builder::new_multi_thread();
    if let Some(threads) = config.threads {
        actions.worker_threads(threads);
    }
    actions
        .thread_name("actions")
        .enable_all()
        .build()
        .map_err(no_runtime)
}

fn no_runtime(error: io::Error) -> WorkerError {
    WorkerError::Io("no async runtime can be started", error)
}

async fn work(
    location: &ConfigLocation,
    config: Config,
    sources: &Sources,
    served: ServedActions,
    log: &LogHandle,
    actions: &Handle,
) -> Result<(), WorkerError> {
    let mut signals =
        Signals::new().map_err(|error| WorkerError::Io("cannot listen for signals", error))?;
    let classes = PythonClasses::linked()
        .map_err(|duplicates| WorkerError::CannotStart(duplicates.to_string()))?;
    let api = Arc::new(mistral_api(&config).map_err(WorkerError::CannotStart)?);
    let ServedActions { builder, providers } = served;
    let mut builder = builder
        .state(config::settings(sources))
        .result_sink(Arc::new(ApiSink::from(Arc::clone(&api))));
    if let Some(providers) = providers.clone() {
        builder = builder.provider(providers);
    }
    let dispatcher = {
        // Layers may want to start tasks of their own.
        let _entered = actions.enter();
        let builder = builder.provider(MistralActions::new(api));
        builder.build().map_err(WorkerError::Startup)?
    };
    let allowed = dispatcher.registry().iter();
    let allowed = allowed.filter(|action| config.permissions.check(action.name()).is_ok());
    tracing::info!(
        "{} {} starts with {} actions, of which requests may run {}, and which replace {} Python classes; {} run at once",
        config::binary_name(),
        env!("CARGO_PKG_VERSION"),
        dispatcher.registry().len(),
        allowed.count(),
        classes.names().count(),
        config.slots
    );
    report_sources(sources);
    let audit = config.audit_log.as_deref().map(Audit::open).transpose();
    let audit = audit.map_err(WorkerError::CannotStart)?.map(Arc::new);
    let config = Arc::new(config);
    let surroundings = Surroundings {
        transport: Arc::new(RabbitMq::start(Arc::clone(&config))),
        env: Arc::new(System),
        actions: actions.clone(),
        audit: audit.clone(),
    };
    let worker = Worker::new(config, dispatcher, providers, classes, surroundings);
    let (stop, abandon) = (worker.stop_token(), worker.abandon_token());
    let listening = async {
        signals
            .end(|| reload_log(location, log, audit.as_deref()))
            .await;
        stop.cancel();
        signals.end(|| {}).await;
        tracing::warn!("second signal: running actions are requeued");
        abandon.cancel();
        std::future::pending().await
    };
    let watched = Arc::clone(&worker);
    tokio::select! {
        never = watched.polls.report() => never,
        ended = worker.run() => ended.map_err(WorkerError::CannotStart),
        never = listening => never,
    }
}

/// Logs where the configuration comes from, and what of it has no effect.
fn report_sources(sources: &Sources) {
    let files: Vec<_> = sources
        .files
        .iter()
        .map(|file| file.display().to_string())
        .collect();
    if files.is_empty() {
        tracing::warn!("no configuration file was read");
    } else {
        tracing::info!("configuration: {}", files.join(", "));
    }
    for (is_warning, line) in Remarks::on(sources).lines() {
        if is_warning {
            tracing::warn!("{line}");
        } else {
            tracing::info!("{line}");
        }
    }
}

/// Reads the levels of the log again and reopens its file.
fn reload_log(location: &ConfigLocation, log: &LogHandle, audit: Option<&Audit>) {
    if let Some(Err(problem)) = audit.map(Audit::reopen) {
        tracing::error!("{problem}");
    }
    let sources = location.read();
    let mut values = Values::new(&sources);
    let levels = config::Log::from_values(&mut values);
    for problem in &values.problems {
        tracing::error!("{problem}");
    }
    log.reload(&levels);
    tracing::info!("log levels were read again");
}
