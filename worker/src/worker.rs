//! [`Worker`]: the parts of a worker.

use std::sync::Arc;

use mistral_actions::provider::CompositeProvider;
use mistral_actions::{ActionDescriptor, ActionProvider, Dispatcher};
use mistral_wire::python::PythonClasses;
use tokio::runtime::Handle;
use tokio::sync::{Semaphore, watch};
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use crate::audit::Audit;
use crate::config::Config;
use crate::env::Env;
use crate::job::afterwards::Afterwards;
use crate::job::blocked::Polls;
use crate::job::contexts::Contexts;
use crate::job::notes::Notes;
use crate::job::peers::Peers;
use crate::job::table::Jobs;
use crate::metrics::Metrics;
use crate::transport::{Address, Transport};

/// Upper bound on requests that wait outside of the prefetch.
const ROOM: usize = 1000;

/// The surroundings of a worker: those of a process or of the simulation.
pub(crate) struct Surroundings {
    pub(crate) transport: Arc<dyn Transport>,
    pub(crate) env: Arc<dyn Env>,
    /// Runtime of the actions.
    pub(crate) actions: Handle,
    pub(crate) audit: Option<Arc<Audit>>,
}

/// Runs actions for a Mistral engine.
pub(crate) struct Worker {
    pub(crate) config: Arc<Config>,
    pub(crate) dispatcher: Dispatcher,
    /// Actions of the application that are not linked into the binary.
    providers: Option<CompositeProvider>,
    pub(crate) classes: PythonClasses,
    /// Runtime of the actions; everything else runs on that of the connections.
    pub(crate) actions: Handle,
    pub(crate) transport: Arc<dyn Transport>,
    pub(crate) env: Arc<dyn Env>,
    pub(crate) engine: Address,
    pub(crate) forward: Option<Address>,
    pub(crate) jobs: Arc<Jobs>,
    pub(crate) afterwards: Afterwards,
    pub(crate) slots: Semaphore,
    pub(crate) peers: Peers,
    pub(crate) notes: Notes,
    /// Bounds the requests that wait outside of the prefetch: for answers of other workers, or passed on by them.
    pub(crate) room: Semaphore,
    pub(crate) contexts: Contexts,
    pub(crate) metrics: Metrics,
    /// Polls of actions, to find those that block.
    pub(crate) polls: Polls,
    pub(crate) audit: Option<Arc<Audit>>,
    pub(crate) tasks: TaskTracker,
    /// Begin of the drain: no new actions start.
    pub(crate) stop: CancellationToken,
    /// Forced shutdown: running actions are requeued.
    pub(crate) abandon: CancellationToken,
    /// Number of request queues that are being consumed from.
    pub(crate) consuming: watch::Sender<usize>,
}

impl Worker {
    /// Creates a worker.
    pub(crate) fn new(
        config: Arc<Config>,
        dispatcher: Dispatcher,
        providers: Option<CompositeProvider>,
        classes: PythonClasses,
        surroundings: Surroundings,
    ) -> Arc<Self> {
        let Surroundings {
            transport,
            env,
            actions,
            audit,
        } = surroundings;
        let topic = |routing_key: &str| Address {
            exchange: config.control_exchange.clone(),
            routing_key: routing_key.to_owned(),
        };
        Arc::new(Self {
            engine: topic(&config.engine_topic),
            forward: config.forward_topic.as_deref().map(topic),
            transport,
            env,
            actions,
            polls: Polls::default(),
            metrics: Metrics::new(
                &config,
                dispatcher.registry().iter().map(ActionDescriptor::name),
            ),
            audit,
            slots: Semaphore::new(config.slots.into()),
            dispatcher,
            providers,
            classes,
            jobs: Arc::default(),
            afterwards: Afterwards::default(),
            peers: Peers::default(),
            notes: Notes::default(),
            room: Semaphore::new(ROOM),
            contexts: Contexts::default(),
            tasks: TaskTracker::new(),
            stop: CancellationToken::new(),
            abandon: CancellationToken::new(),
            consuming: watch::Sender::new(0),
            config,
        })
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
    pub(crate) async fn find(&self, name: &str) -> Option<ActionDescriptor> {
        if let Some(action) = self.dispatcher.registry().find(name) {
            return Some(action.clone());
        }
        match self.providers.as_ref()?.find(name).await {
            Ok(action) => action,
            Err(error) => {
                tracing::error!("a provider failed to look up `{name}`: {error}");
                None
            }
        }
    }
}
