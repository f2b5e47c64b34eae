//! [`DispatcherBuilder`].

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use tower::util::BoxCloneSyncService;
use tower::{BoxError, Layer, Service, ServiceExt};

use super::invocation::{Innermost, Invocation, Reply};
use super::limits::Limits;
use super::startup::{StartupError, missing_state};
use super::{ActionService, Dispatcher, Inner};
use crate::async_result::ResultSink;
use crate::context::RequestState;
use crate::linked::LINKED_ACTIONS;
use crate::provider::{ActionProvider, CompositeProvider};
use crate::registry::Registry;
use crate::state::{State, StateMap};

/// Puts a [`Dispatcher`] together.
pub struct DispatcherBuilder {
    providers: CompositeProvider,
    state: StateMap,
    limits: Limits,
    max_depth: usize,
    cancellation_grace: Duration,
    result_sink: Option<Arc<dyn ResultSink>>,
    /// Applied when the dispatcher is built, the first one outermost.
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
            layers: Vec::new(),
        }
    }
}

impl DispatcherBuilder {
    /// Shares a value with all actions that take `&State<T>`.
    pub fn state<T: Send + Sync + 'static>(mut self, value: T) -> Self {
        self.state.insert(State::new(value));
        self
    }

    /// Adds actions that are not part of this binary. It is asked after the binary and after the
    /// providers added before.
    pub fn provider(mut self, provider: impl ActionProvider + 'static) -> Self {
        self.providers.push(Arc::new(provider));
        self
    }

    /// Limits how many requests are worked on at once; the others wait. Reused actions do not count.
    pub fn concurrency(mut self, most: usize) -> Self {
        self.limits.limit_all(most);
        self
    }

    /// Limits how many calls of one action run at once, reused or not; the others wait.
    pub fn concurrency_of(mut self, action: impl Into<String>, most: usize) -> Self {
        self.limits.limit(action.into(), most);
        self
    }

    /// Limits how deep actions may call each other; 16 unless told otherwise.
    pub fn max_depth(mut self, depth: usize) -> Self {
        self.max_depth = depth;
        self
    }

    /// How long an action that listens to its `&CancellationToken` may clean up; 5 s unless told
    /// otherwise.
    pub fn cancellation_grace(mut self, grace: Duration) -> Self {
        self.cancellation_grace = grace;
        self
    }

    /// Where the results of asynchronous actions go, unless the request says otherwise.
    pub fn result_sink(mut self, sink: Arc<dyn ResultSink>) -> Self {
        self.result_sink = Some(sink);
        self
    }

    /// Puts tower middleware around every call of every action, reused ones included. The first layer
    /// is the outermost.
    ///
    /// A layer that limits concurrency must let calls with a [`depth`](crate::ActionContext::depth) above 0 pass,
    /// since their callers wait for them.
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

    /// Checks everything that can be checked before anything runs.
    ///
    /// # Errors
    ///
    /// If names are taken twice, state is missing, or a limit is for an action that does not exist.
    pub fn build(self) -> Result<Dispatcher, StartupError> {
        let registry = Registry::linked().map_err(StartupError::Duplicates)?;
        let missing = missing_state(&LINKED_ACTIONS, &self.state);
        if !missing.is_empty() {
            return Err(StartupError::MissingState(missing));
        }
        // With providers nobody can tell at start-up which actions exist.
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
