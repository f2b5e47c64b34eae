//! [`Worker`]: the parts of a running worker, and its lifetime.

use std::borrow::Cow;
use std::sync::Arc;
use std::time::Duration;

use lapin::BasicProperties;
use mistral_actions::provider::CompositeProvider;
use mistral_actions::{ActionDescriptor, ActionProvider, Dispatcher};
use mistral_wire::python::PythonClasses;
use tokio::runtime::Handle;
use tokio::sync::{Semaphore, watch};
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use crate::config::Config;
use crate::job::contexts::Contexts;
use crate::job::peers::Questions;
use crate::job::running::Running;
use crate::job::{answer, heartbeat};
use crate::metrics::{Metrics, monitoring};
use crate::systemd;
use crate::transport::{Address, Consumer, Dialer, Names, Parking, Publisher};

/// Upper bound on closing the connection.
const CLOSE_TIMEOUT: Duration = Duration::from_secs(5);

/// Runs actions for a Mistral engine.
pub(crate) struct Worker {
    pub(crate) config: Arc<Config>,
    pub(crate) dispatcher: Dispatcher,
    /// Actions of the application that are not linked into the binary.
    providers: Option<CompositeProvider>,
    pub(crate) classes: PythonClasses,
    /// Opens the connection for receiving.
    dialer: Arc<Dialer>,
    /// Runtime of the actions; everything else runs on that of the connections.
    actions: Handle,
    pub(crate) publisher: Publisher,
    pub(crate) parking: Arc<Parking>,
    pub(crate) engine: Address,
    pub(crate) forward: Option<Address>,
    pub(crate) properties: BasicProperties,
    pub(crate) running: Running,
    pub(crate) questions: Questions,
    pub(crate) slots: Semaphore,
    pub(crate) contexts: Contexts,
    pub(crate) metrics: Metrics,
    pub(crate) jobs: TaskTracker,
    /// Begin of the drain: no new actions start.
    pub(crate) stop: CancellationToken,
    /// Forced shutdown: running actions are requeued.
    pub(crate) abandon: CancellationToken,
    /// Number of request queues that are being consumed from.
    pub(crate) consuming: watch::Sender<usize>,
}

impl Worker {
    /// Creates a worker; must be called within the runtime of the connections.
    pub(crate) fn new(
        config: Config,
        dispatcher: Dispatcher,
        providers: Option<CompositeProvider>,
        classes: PythonClasses,
        actions: Handle,
    ) -> Arc<Self> {
        let config = Arc::new(config);
        let topic = |routing_key: &str| Address {
            exchange: config.control_exchange.clone(),
            routing_key: routing_key.to_owned(),
        };
        let dialer = || Arc::new(Dialer::new(Arc::clone(&config)));
        Arc::new(Self {
            engine: topic(&config.engine_topic),
            forward: config.forward_topic.as_deref().map(topic),
            publisher: Publisher::start(Arc::clone(&config), dialer()),
            dialer: dialer(),
            actions,
            parking: Arc::new(Parking::new(&config)),
            metrics: Metrics::new(&config),
            slots: Semaphore::new(config.slots.into()),
            dispatcher,
            providers,
            classes,
            properties: answer::properties(),
            running: Running::default(),
            questions: Questions::default(),
            contexts: Contexts::default(),
            jobs: TaskTracker::new(),
            stop: CancellationToken::new(),
            abandon: CancellationToken::new(),
            consuming: watch::Sender::new(0),
            config,
        })
    }

    /// Runs until `stop` is cancelled, and then until all actions have ended or `abandon` is cancelled.
    ///
    /// # Errors
    ///
    /// If the monitoring address cannot be bound, or after an internal error that requires a restart.
    pub(crate) async fn run(self: Arc<Self>) -> Result<(), String> {
        let monitoring = match &self.config.monitoring_address {
            Some(address) => Some(monitoring::listen(address).await?),
            None => None,
        };
        let close = CancellationToken::new();
        // On the actions' runtime, so that a delivery does not change threads before its action.
        let mut consumer = self.actions.spawn(self.consumer(close.clone()).run());
        let mut background = tokio::task::JoinSet::new();
        if let Some(interval) = self.config.heartbeat_interval {
            background.spawn(heartbeat::send(Arc::clone(&self), interval));
        }
        if let Some(listener) = monitoring {
            background.spawn(monitoring::serve(listener, Arc::clone(&self)));
        }
        background.spawn(systemd::keep_notified(Arc::clone(&self)));
        tokio::select! {
            () = self.stop.cancelled() => {}
            ended = &mut consumer => {
                return Err(format!("internal error: consuming ended: {ended:?}"));
            }
        }
        systemd::stopping();
        self.drain().await;
        close.cancel();
        match tokio::time::timeout(CLOSE_TIMEOUT, consumer).await {
            Ok(Ok(())) => {}
            Ok(Err(error)) => tracing::error!("the consumer failed: {error}"),
            Err(_) => tracing::warn!("the broker did not close the connection in time"),
        }
        Ok(())
    }

    /// Returns the token that begins the drain.
    pub(crate) fn stop_token(&self) -> CancellationToken {
        self.stop.clone()
    }

    /// Returns the token that forces the shutdown.
    pub(crate) fn abandon_token(&self) -> CancellationToken {
        self.abandon.clone()
    }

    /// Finds an action of this binary or of the application.
    pub(crate) async fn find(&self, name: Cow<'static, str>) -> Option<ActionDescriptor> {
        if let Some(action) = self.dispatcher.registry().find(&name) {
            return Some(action.clone());
        }
        match self.providers.as_ref()?.find(&name).await {
            Ok(action) => action,
            Err(error) => {
                tracing::error!("a provider failed to look up `{name}`: {error}");
                None
            }
        }
    }

    fn consumer(self: &Arc<Self>, close: CancellationToken) -> Arc<Consumer> {
        let worker = Arc::clone(self);
        Arc::new(Consumer {
            config: Arc::clone(&self.config),
            dialer: Arc::clone(&self.dialer),
            names: Names::new(&self.config),
            parking: Arc::clone(&self.parking),
            on_delivery: Box::new(move |delivery, receipt| {
                // Boxed, because the future has kilobytes and would be moved ten times.
                let job = Box::pin(Arc::clone(&worker).serve(delivery, receipt));
                worker.jobs.spawn(job);
            }),
            stop: self.stop.clone(),
            close,
            consuming: self.consuming.clone(),
        })
    }
}
