//! [`ActionRequest`]: one call from outside.

use std::borrow::Cow;
use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use tokio_util::sync::CancellationToken;

use crate::context::RequestState;
use crate::{ExecutionContext, Input, ProgressSink, ResultSink, SecurityContext};

/// One call from outside: which action, its input, and in which contexts.
pub struct ActionRequest {
    name: Cow<'static, str>,
    input: Input,
    state: Option<Arc<RequestState>>,
}

impl ActionRequest {
    /// A call with a JSON value as input.
    pub fn new(name: impl Into<Cow<'static, str>>, input: impl Into<Input>) -> Self {
        Self {
            name: name.into(),
            input: input.into(),
            state: None,
        }
    }

    /// A call with JSON text as input, which is decoded without an intermediate tree.
    pub fn from_text(name: impl Into<Cow<'static, str>>, input: impl Into<String>) -> Self {
        Self {
            name: name.into(),
            input: Input::Text(input.into()),
            state: None,
        }
    }

    /// Name of the action.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// On whose behalf the action runs.
    pub fn security(self, security: SecurityContext) -> Self {
        self.shared_security(Arc::new(security))
    }

    /// On whose behalf the action runs, where many requests have the same context: it holds a whole service
    /// catalog.
    pub fn shared_security(self, security: Arc<SecurityContext>) -> Self {
        self.with(|state| state.security = security)
    }

    /// Which workflow, task and action execution it runs for.
    pub fn execution(self, execution: ExecutionContext) -> Self {
        self.with(|state| state.execution = execution)
    }

    /// How long the action may take; its own limit holds as well.
    pub fn timeout(self, timeout: Duration) -> Self {
        self.with(|state| state.timeout = Some(timeout))
    }

    /// Lets the caller end the call early.
    pub fn cancellation(self, token: CancellationToken) -> Self {
        self.with(|state| state.cancellation = Some(token))
    }

    /// Who wants to know how far the work is.
    pub fn progress(self, sink: Arc<dyn ProgressSink>) -> Self {
        self.with(|state| state.progress = Some(sink))
    }

    /// Where the result of an asynchronous action goes, if not where the dispatcher says.
    pub fn result_sink(self, sink: Arc<dyn ResultSink>) -> Self {
        self.with(|state| state.result_sink = Some(sink))
    }

    /// How long the call may take, and what ends it early.
    pub(crate) fn bounds(&self) -> (Option<Duration>, Option<CancellationToken>) {
        let state = self.state.as_deref();
        state.map_or((None, None), |state| {
            (state.timeout, state.cancellation.clone())
        })
    }

    pub(crate) fn dry(self) -> Self {
        self.with(|state| state.is_dry_run = true)
    }

    fn with(mut self, change: impl FnOnce(&mut RequestState)) -> Self {
        change(Arc::make_mut(self.state.get_or_insert_default()));
        self
    }

    pub(crate) fn into_parts(self) -> (Cow<'static, str>, Input, Option<Arc<RequestState>>) {
        (self.name, self.input, self.state)
    }
}

// The input may hold secrets that only the action knows to be ones.
impl fmt::Debug for ActionRequest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ActionRequest")
            .field("name", &self.name)
            .finish_non_exhaustive()
    }
}
