//! [`CallState`]: one call of one action, behind its [`ActionContext`].

use std::any::Any;
use std::iter::{once, successors};
use std::pin::Pin;
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};

use serde_json::Value;
use tokio_util::sync::CancellationToken;

use super::ActionContext;
use super::request::RequestState;
use crate::async_result::{OutstandingResults, PendingResult, ResultSink};
use crate::dry_run::DryRunReport;
use crate::error::ActionError;
use crate::redactor::Redactor;
use crate::state::StateMap;

/// The work of a call. Its result is stored by the caller, so that the type does not depend on it.
pub(crate) type ErasedWork<'a> = Pin<Box<dyn Future<Output = Result<(), ActionError>> + Send + 'a>>;

/// The dispatcher that runs a call, as far as the context needs it.
///
/// Contexts are part of every action's signature and know nothing of the machinery that creates them.
pub(crate) trait CallHost: Any + Send + Sync {
    /// Returns the contexts of requests that set none.
    fn default_request(&self) -> &RequestState;

    /// Returns the state that the application registered.
    fn state(&self) -> &StateMap;

    /// Returns the application's sink for the results of asynchronous actions.
    fn result_sink(&self) -> Option<&Arc<dyn ResultSink>>;

    /// Returns the results that live handles owe.
    fn outstanding_results(&self) -> &OutstandingResults;

    /// Runs the work of a call in its span and within its limits.
    fn run_bounded<'a>(
        &'a self,
        context: &'a ActionContext,
        work: ErasedWork<'a>,
    ) -> ErasedWork<'a>;
}

/// The called action, as far as the context needs it.
pub(crate) trait CalledAction: Any + Send + Sync {
    /// Returns the name of the action.
    fn name(&self) -> &str;

    /// Returns whether the action returns its result, rather than delivering it later.
    fn is_sync(&self) -> bool;
}

/// A reference to the called action.
#[derive(Clone)]
pub(crate) enum Called {
    Linked(&'static dyn CalledAction),
    Provided(Arc<dyn CalledAction>),
}

/// The properties of a call, which do not change.
#[derive(Clone)]
pub(crate) struct Call {
    pub(crate) host: Arc<dyn CallHost>,
    pub(crate) action: Called,
    /// `None` if the request sets no contexts.
    pub(crate) request: Option<Arc<RequestState>>,
    /// The call that makes this one; `None` if it comes from outside.
    pub(crate) parent: Option<Arc<SharedCall>>,
    /// Number of calls between this one and the one from outside.
    pub(crate) depth: usize,
    /// True if a limit applies to the call.
    pub(crate) is_limited: bool,
}

/// One call of one action.
///
/// It is part of the call's future until something shares it: a copy of the context, or an action that is called
/// from this one. Most calls are never shared, and allocate nothing for their contexts.
pub(crate) struct CallState {
    call: Call,
    shared: OnceLock<Arc<SharedCall>>,
}

/// A call that is shared, with the state that few calls need.
pub(crate) struct SharedCall {
    call: Call,
    cancellation: OnceLock<CancellationToken>,
    secrets: OnceLock<Redactor>,
    dry_run: Mutex<DryRunNotes>,
    result_sink: OnceLock<Arc<dyn ResultSink>>,
    pending_result: PendingResult,
}

/// Input and nested calls of a call in a dry run.
#[derive(Debug, Default)]
pub(crate) struct DryRunNotes {
    /// Secrets are masked.
    pub(crate) input: Value,
    pub(crate) calls: Vec<DryRunReport>,
}

impl Called {
    #[inline]
    pub(crate) fn get(&self) -> &dyn CalledAction {
        match self {
            Self::Linked(action) => *action,
            Self::Provided(action) => &**action,
        }
    }
}

impl CallState {
    #[inline]
    pub(crate) fn new(call: Call) -> Self {
        Self {
            call,
            shared: OnceLock::new(),
        }
    }

    /// Returns the properties of the call.
    #[inline]
    pub(crate) fn properties(&self) -> &Call {
        &self.call
    }

    #[inline]
    pub(crate) fn host(&self) -> &dyn CallHost {
        &*self.call.host
    }

    /// Returns the called action.
    #[inline]
    pub(crate) fn action(&self) -> &dyn CalledAction {
        self.call.action.get()
    }

    pub(crate) fn request(&self) -> &RequestState {
        let request = self.call.request.as_deref();
        request.unwrap_or_else(|| self.call.host.default_request())
    }

    /// Returns the callers of this call, innermost first.
    fn callers(&self) -> impl Iterator<Item = &SharedCall> {
        successors(self.call.parent.as_deref(), |caller| {
            caller.call.parent.as_deref()
        })
    }

    /// Returns the names of the called action and of those that call it, innermost first.
    pub(crate) fn chain(&self) -> impl Iterator<Item = &str> {
        let callers = self.callers().map(|caller| caller.call.action.get().name());
        once(self.action().name()).chain(callers)
    }

    /// Returns the secrets of the inputs of this call and of its callers.
    pub(super) fn secrets(&self) -> impl Iterator<Item = &Redactor> {
        let own = self.shared.get().map(|shared| &**shared);
        let calls = own.into_iter().chain(self.callers());
        calls.filter_map(|call| call.secrets.get())
    }

    /// Stores the secrets of this call's input. Each call decodes its input once.
    #[cold]
    pub(super) fn set_secrets(&self, secrets: Redactor) {
        let _ = self.shared().secrets.set(secrets);
    }

    pub(crate) fn notes(&self) -> MutexGuard<'_, DryRunNotes> {
        self.shared().notes()
    }

    /// Returns the cancellation token of this call, if the action has requested it.
    pub(crate) fn cancellation(&self) -> Option<&CancellationToken> {
        self.shared.get()?.cancellation.get()
    }

    /// Returns the cancellation token of this call. It is created on first use, because most actions
    /// do not use it.
    pub(super) fn cancellation_or_new(&self) -> &CancellationToken {
        let outer = self.request().cancellation.as_ref();
        self.shared().cancellation.get_or_init(|| {
            outer.map_or_else(CancellationToken::new, CancellationToken::child_token)
        })
    }

    /// Returns the sink for the result of this call. Set for a reused asynchronous action, which
    /// reports to its caller; otherwise the request's sink applies.
    pub(crate) fn result_sink(&self) -> Option<&Arc<dyn ResultSink>> {
        self.shared.get()?.result_sink.get()
    }

    /// Sets the sink for the result of this call, before the call starts.
    pub(crate) fn set_result_sink(&self, sink: Arc<dyn ResultSink>) {
        let _ = self.shared().result_sink.set(sink);
    }

    /// Returns the result that the handles of this call deliver.
    pub(crate) fn pending_result(&self) -> &PendingResult {
        &self.shared().pending_result
    }

    /// Hands the result over to the handles of this call if the action has started, and expects none if it has failed.
    pub(crate) fn end_start(&self, has_started: bool) {
        if let Some(shared) = self.shared.get() {
            if has_started {
                shared.pending_result.started();
            } else {
                shared.pending_result.failed();
            }
        }
    }

    /// Returns the call as others can hold it.
    pub(crate) fn shared(&self) -> &Arc<SharedCall> {
        self.shared
            .get_or_init(|| Arc::new(SharedCall::new(self.call.clone())))
    }
}

impl Clone for CallState {
    /// Returns the same call: both have the same shared state.
    fn clone(&self) -> Self {
        Self {
            call: self.call.clone(),
            shared: OnceLock::from(Arc::clone(self.shared())),
        }
    }
}

impl SharedCall {
    #[cold]
    fn new(call: Call) -> Self {
        Self {
            call,
            cancellation: OnceLock::new(),
            secrets: OnceLock::new(),
            dry_run: Mutex::default(),
            result_sink: OnceLock::new(),
            pending_result: PendingResult::default(),
        }
    }

    pub(crate) fn notes(&self) -> MutexGuard<'_, DryRunNotes> {
        // A panic while the lock is held leaves the notes valid.
        self.dry_run.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
