//! [`serve`]: a worker from its configuration to the signal that stops it.

use std::io;
use std::sync::Arc;

use mistral_actions::dispatch::DispatcherBuilder;
use mistral_actions::provider::CompositeProvider;
use mistral_cloud::mistral::{ApiSink, MistralActions};
use mistral_wire::python::PythonClasses;
use tokio::runtime::{Builder, Handle, Runtime};

use crate::config::{self, Config, ConfigLocation, Sources, Values};
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
    tracing::info!(
        "starting with {} actions, which replace {} Python classes; {} run at once",
        dispatcher.registry().len(),
        classes.names().count(),
        config.slots
    );
    let config = Arc::new(config);
    let surroundings = Surroundings {
        transport: Arc::new(RabbitMq::start(Arc::clone(&config))),
        env: Arc::new(System),
        actions: actions.clone(),
    };
    let worker = Worker::new(config, dispatcher, providers, classes, surroundings);
    let (stop, abandon) = (worker.stop_token(), worker.abandon_token());
    let listening = async {
        signals.end(|| reload_log(location, log)).await;
        stop.cancel();
        signals.end(|| {}).await;
        tracing::warn!("second signal: running actions are requeued");
        abandon.cancel();
        std::future::pending().await
    };
    tokio::select! {
        ended = worker.run() => ended.map_err(WorkerError::CannotStart),
        never = listening => never,
    }
}

/// Reads the levels of the log again and reopens its file.
fn reload_log(location: &ConfigLocation, log: &LogHandle) {
    let sources = location.read();
    let mut values = Values::new(&sources);
    let levels = config::Log::from_values(&mut values);
    for problem in &values.problems {
        tracing::error!("{problem}");
    }
    log.reload(&levels);
    tracing::info!("log levels were read again");
}
