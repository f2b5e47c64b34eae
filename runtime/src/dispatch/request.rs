//! [`ActionRequest`]: one call from outside, and its [`CallOptions`].

use std::borrow::Cow;
use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use tokio_util::sync::CancellationToken;

use crate::async_result::ResultSink;
use crate::context::{ExecutionContext, RequestState, SecurityContext, SecuritySource};
use crate::input::RawInput;
use crate::progress::ProgressSink;

/// The contexts and bounds of a call from outside; reused actions inherit the contexts.
///
/// [`ActionRequest`] has the same methods, for a call by name. Options of their own are for
/// [`Dispatcher::call_typed`](crate::Dispatcher::call_typed).
#[derive(Clone, Default)]
pub struct CallOptions(Option<Arc<RequestState>>);

impl CallOptions {
    /// Starts from empty contexts and no bounds.
    pub fn new() -> Self {
        Self::default()
    }

    /// Sets the user and project on whose behalf the action runs.
    pub fn security(self, security: SecurityContext) -> Self {
        self.shared_security(Arc::new(security))
    }

    /// Sets a security context that many requests share. It may hold a whole service catalog, which is
    /// not copied.
    pub fn shared_security(self, security: Arc<SecurityContext>) -> Self {
        self.security_source(security)
    }

    /// Sets what builds the security context when an action asks for it.
    pub fn security_source(self, source: Arc<dyn SecuritySource>) -> Self {
        self.with(|state| state.security = Some(source))
    }

    /// Sets the workflow, task and action execution that the action runs for.
    pub fn execution(self, execution: ExecutionContext) -> Self {
        self.with(|state| state.execution = execution)
    }

    /// Limits the duration of the call. The action's own limit applies as well.
    pub fn timeout(self, timeout: Duration) -> Self {
        self.with(|state| state.timeout = Some(timeout))
    }

    /// Sets a token with which the caller cancels the call.
    pub fn cancellation(self, token: CancellationToken) -> Self {
        self.with(|state| state.cancellation = Some(token))
    }

    /// Sets the receiver of the action's progress reports.
    pub fn progress(self, sink: Arc<dyn ProgressSink>) -> Self {
        self.with(|state| state.progress = Some(sink))
    }

    /// Sets the receiver of an asynchronous action's result, in place of the dispatcher's.
    pub fn result_sink(self, sink: Arc<dyn ResultSink>) -> Self {
        self.with(|state| state.result_sink = Some(sink))
    }

    /// Returns the time limit and the cancellation token.
    pub(crate) fn bounds(&self) -> (Option<Duration>, Option<CancellationToken>) {
        let state = self.0.as_deref();
        state.map_or((None, None), |state| {
            (state.timeout, state.cancellation.clone())
        })
    }

    /// Marks the call as a dry run.
    pub(crate) fn dry_run(self) -> Self {
        self.with(|state| state.is_dry_run = true)
    }

    pub(crate) fn into_state(self) -> Option<Arc<RequestState>> {
        self.0
    }

    fn with(mut self, change: impl FnOnce(&mut RequestState)) -> Self {
        change(Arc::make_mut(self.0.get_or_insert_default()));
        self
    }
}

// Without the contexts, which hold tokens.
impl fmt::Debug for CallOptions {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("CallOptions").finish_non_exhaustive()
    }
}

/// One call from outside: the action's name, its input, and the [options](CallOptions) of the call.
pub struct ActionRequest {
    name: Cow<'static, str>,
    input: RawInput,
    options: CallOptions,
}

impl ActionRequest {
    /// Starts a call with a JSON value as input.
    pub fn new(name: impl Into<Cow<'static, str>>, input: impl Into<RawInput>) -> Self {
        Self {
            name: name.into(),
            input: input.into(),
            options: CallOptions::new(),
        }
    }

    /// Starts a call with JSON text as input, which is decoded without an intermediate tree.
    pub fn from_text(name: impl Into<Cow<'static, str>>, input: impl Into<String>) -> Self {
        Self::new(name, RawInput::Text(input.into()))
    }

    /// Returns the name of the action.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Replaces all options of the call.
    pub fn options(mut self, options: CallOptions) -> Self {
        self.options = options;
        self
    }

    /// See [`CallOptions::security`].
    pub fn security(self, security: SecurityContext) -> Self {
        self.with(|options| options.security(security))
    }

    /// See [`CallOptions::shared_security`].
    pub fn shared_security(self, security: Arc<SecurityContext>) -> Self {
        self.with(|options| options.shared_security(security))
    }

    /// See [`CallOptions::security_source`].
    pub fn security_source(self, source: Arc<dyn SecuritySource>) -> Self {
        self.with(|options| options.security_source(source))
    }

    /// See [`CallOptions::execution`].
    pub fn execution(self, execution: ExecutionContext) -> Self {
        self.with(|options| options.execution(execution))
    }

    /// See [`CallOptions::timeout`].
    pub fn timeout(self, timeout: Duration) -> Self {
        self.with(|options| options.timeout(timeout))
    }

    /// See [`CallOptions::cancellation`].
    pub fn cancellation(self, token: CancellationToken) -> Self {
        self.with(|options| options.cancellation(token))
    }

    /// See [`CallOptions::progress`].
    pub fn progress(self, sink: Arc<dyn ProgressSink>) -> Self {
        self.with(|options| options.progress(sink))
    }

    /// See [`CallOptions::result_sink`].
    pub fn result_sink(self, sink: Arc<dyn ResultSink>) -> Self {
        self.with(|options| options.result_sink(sink))
    }

    /// Returns the time limit and the cancellation token of the call.
    pub(crate) fn bounds(&self) -> (Option<Duration>, Option<CancellationToken>) {
        self.options.bounds()
    }

    /// Turns the call into a dry run.
    pub(crate) fn dry_run(self) -> Self {
        self.with(CallOptions::dry_run)
    }

    fn with(mut self, change: impl FnOnce(CallOptions) -> CallOptions) -> Self {
        self.options = change(self.options);
        self
    }

    pub(crate) fn into_parts(self) -> (Cow<'static, str>, RawInput, Option<Arc<RequestState>>) {
        (self.name, self.input, self.options.into_state())
    }
}

// Without the input, which may hold secrets.
impl fmt::Debug for ActionRequest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ActionRequest")
            .field("name", &self.name)
            .finish_non_exhaustive()
    }
}
