//! [`DispatcherBuilder`]: configures a [`Dispatcher`].

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use tower::util::BoxCloneSyncService;
use tower::{BoxError, Layer, Service, ServiceExt};

use super::invocation::{Innermost, Invocation, Reply};
use super::limits::Limits;
use super::startup::{StartupError, missing_state};
use super::{ActionService, Dispatcher, Inner};
use crate::async_result::{OutstandingResults, ResultSink};
use crate::context::RequestState;
use crate::linked::LINKED_ACTIONS;
use crate::provider::{ActionProvider, CompositeProvider};
use crate::registry::Registry;
use crate::state::{State, StateMap};

/// Configures a [`Dispatcher`].
pub struct DispatcherBuilder {
    providers: CompositeProvider,
    state: StateMap,
    limits: Limits,
    max_depth: usize,
    cancellation_grace: Duration,
    result_sink: Option<Arc<dyn ResultSink>>,
    /// True if `build` reports missing state; false if the actions that need it do.
    requires_state: bool,
    /// Applied when the dispatcher is built; the first layer is the outermost.
    layers: Vec<Box<dyn FnOnce(ActionService) -> ActionService + Send>>,
}

impl Default for DispatcherBuilder {
    fn default() -> Self {
        Self {
            providers: CompositeProvider::default(),
            state: StateMap::default(),
            limits: Limits::default(),
            max_depth: 16,
            cancellation_grace: Duration::from_secs(5),
            result_sink: None,
            requires_state: true,
            layers: Vec::new(),
        }
    }
}

impl DispatcherBuilder {
    /// Registers a value for all actions that take `&State<T>`.
    pub fn state<T: Send + Sync + 'static>(mut self, value: T) -> Self {
        self.state.insert(State::new(value));
        self
    }

    /// Adds a provider of actions that are not linked into this binary. It is queried after the binary and
    /// after the providers that were added before.
    pub fn provider(mut self, provider: impl ActionProvider + 'static) -> Self {
        self.providers.push(Arc::new(provider));
        self
    }

    /// Limits the number of concurrent requests; further ones wait. Reused actions do not count.
    pub fn concurrency(mut self, max: usize) -> Self {
        self.limits.limit_all(max);
        self
    }

    /// Limits the number of concurrent calls of one action, reused or not; further ones wait.
    pub fn concurrency_of(mut self, action: impl Into<String>, max: usize) -> Self {
        self.limits.limit(action.into(), max);
        self
    }

    /// Limits the nesting depth of calls. The default is 16.
    pub fn max_depth(mut self, depth: usize) -> Self {
        self.max_depth = depth;
        self
    }

    /// Sets the time that a cancelled action may spend on its cleanup, if it uses its `&CancellationToken`.
    /// The default is 5 s.
    pub fn cancellation_grace(mut self, grace: Duration) -> Self {
        self.cancellation_grace = grace;
        self
    }

    /// Sets the sink for the results of asynchronous actions. The sink of a request takes precedence.
    pub fn result_sink(mut self, sink: Arc<dyn ResultSink>) -> Self {
        self.result_sink = Some(sink);
        self
    }

    /// Starts also if state is missing. An action that needs it then fails when it is called.
    pub(crate) fn state_on_demand(mut self) -> Self {
        self.requires_state = false;
        self
    }

    /// Adds tower middleware to all calls of all actions, including reused ones. The first layer is the
    /// outermost.
    ///
    /// A layer that limits concurrency must admit calls with a [`depth`](crate::ActionContext::depth) above
    /// 0, because their callers wait for them.
    pub fn layer<L>(mut self, layer: L) -> Self
    where
        L: Layer<ActionService> + Send + 'static,
        L::Service:
            Service<Invocation, Response = Reply, Future: Send> + Clone + Send + Sync + 'static,
        <L::Service as Service<Invocation>>::Error: Into<BoxError>,
    {
        self.layers.push(Box::new(move |inner| {
            BoxCloneSyncService::new(layer.layer(inner).map_err(Into::into))
        }));
        self
    }

    /// Builds the dispatcher, and checks that all linked actions can run.
    ///
    /// # Errors
    ///
    /// If names are not unique, state is missing, or a concurrency limit names an unknown action.
    pub fn build(self) -> Result<Dispatcher, StartupError> {
        let registry = Registry::linked().map_err(StartupError::Duplicates)?;
        let missing = missing_state(&LINKED_ACTIONS, &self.state);
        if self.requires_state && !missing.is_empty() {
            return Err(StartupError::MissingState(missing));
        }
        // With providers, the set of actions is unknown at start-up.
        if self.providers.is_empty() {
            let unknown = self
                .limits
                .limited_actions()
                .filter(|name| registry.find(name).is_none());
            let mut unknown: Vec<String> = unknown.map(str::to_owned).collect();
            unknown.sort_unstable();
            if !unknown.is_empty() {
                return Err(StartupError::UnknownLimits(unknown));
            }
        }
        let innermost = || BoxCloneSyncService::new(Innermost);
        let layered = (!self.layers.is_empty()).then(|| {
            self.layers
                .into_iter()
                .rev()
                .fold(innermost(), |inner, layer| layer(inner))
        });
        Ok(Dispatcher(Arc::new(Inner {
            registry,
            providers: self.providers,
            state: self.state,
            limits: self.limits,
            max_depth: self.max_depth,
            cancellation_grace: self.cancellation_grace,
            result_sink: self.result_sink,
            outstanding_results: OutstandingResults::default(),
            layered,
            default_request: RequestState::default(),
        })))
    }
}

impl fmt::Debug for DispatcherBuilder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("DispatcherBuilder")
    }
}
