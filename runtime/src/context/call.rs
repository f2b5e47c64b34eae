//! [`CallState`]: one call of one action, behind its [`ActionContext`](super::ActionContext).

use std::any::Any;
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};

use serde_json::Value;
use tokio_util::sync::CancellationToken;

use super::request::RequestState;
use crate::async_result::{OutstandingResults, PendingResult, ResultSink};
use crate::dry_run::DryRunReport;
use crate::redactor::Redactor;
use crate::state::StateMap;

/// The called action and its dispatcher, as far as the context needs them.
///
/// The dispatcher implements it. Contexts are part of every action's signature and know nothing of the
/// machinery that creates them.
pub(crate) trait CallTarget: Any + Send + Sync {
    /// Returns the name of the called action.
    fn action_name(&self) -> &str;

    /// Returns whether the action returns its result, rather than delivering it later.
    fn is_sync(&self) -> bool;

    /// Returns the contexts of requests that set none.
    fn default_request(&self) -> &RequestState;

    /// Returns the state that the application registered.
    fn state(&self) -> &StateMap;

    /// Returns the application's sink for the results of asynchronous actions.
    fn result_sink(&self) -> Option<&Arc<dyn ResultSink>>;

    /// Returns the results that live handles owe.
    fn outstanding_results(&self) -> &OutstandingResults;
}

/// One call of one action.
pub(crate) struct CallState<T: ?Sized = dyn CallTarget> {
    /// `None` if the request sets no contexts.
    pub(crate) request: Option<Arc<RequestState>>,
    /// The call that makes this one; `None` if it comes from outside.
    pub(crate) parent: Option<Arc<CallState>>,
    /// Number of calls between this one and the one from outside.
    pub(crate) depth: usize,
    cold: OnceLock<Arc<ColdState>>,
    target: T,
}

/// State that few calls need, allocated on first use. (In an `Arc`, though it is not shared: this keeps
/// the code that drops it out of the path of the calls without it.)
#[derive(Default)]
struct ColdState {
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

impl<T: CallTarget> CallState<T> {
    pub(crate) fn new(
        target: T,
        request: Option<Arc<RequestState>>,
        parent: Option<Arc<CallState>>,
    ) -> Self {
        Self {
            depth: parent.as_ref().map_or(0, |parent| parent.depth + 1),
            request,
            parent,
            cold: OnceLock::new(),
            target,
        }
    }
}

impl CallState {
    #[inline]
    pub(crate) fn target(&self) -> &dyn CallTarget {
        &self.target
    }

    pub(crate) fn request(&self) -> &RequestState {
        let request = self.request.as_deref();
        request.unwrap_or_else(|| self.target.default_request())
    }

    /// Returns this call and its callers, innermost first.
    pub(crate) fn chain(&self) -> impl Iterator<Item = &CallState> {
        std::iter::successors(Some(self), |call| call.parent.as_deref())
    }

    pub(crate) fn notes(&self) -> MutexGuard<'_, DryRunNotes> {
        // A panic while the lock is held leaves the notes valid.
        let notes = &self.cold().dry_run;
        notes.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Returns the cancellation token of this call, if the action has requested it.
    pub(crate) fn cancellation(&self) -> Option<&CancellationToken> {
        self.cold.get()?.cancellation.get()
    }

    /// Returns the cancellation token of this call. It is created on first use, because most actions
    /// do not use it.
    pub(super) fn cancellation_or_new(&self) -> &CancellationToken {
        let outer = self.request().cancellation.as_ref();
        self.cold().cancellation.get_or_init(|| {
            outer.map_or_else(CancellationToken::new, CancellationToken::child_token)
        })
    }

    /// Returns the sink for the result of this call. Set for a reused asynchronous action, which
    /// reports to its caller; otherwise the request's sink applies.
    pub(crate) fn result_sink(&self) -> Option<&Arc<dyn ResultSink>> {
        self.cold.get()?.result_sink.get()
    }

    /// Sets the sink for the result of this call, before the call starts.
    pub(crate) fn set_result_sink(&self, sink: Arc<dyn ResultSink>) {
        let _ = self.cold().result_sink.set(sink);
    }

    /// Returns the result that the handles of this call deliver.
    pub(crate) fn pending_result(&self) -> &PendingResult {
        &self.cold().pending_result
    }

    /// Hands the result over to the handles of this call if the action has started, and expects none if it has failed.
    pub(crate) fn end_start(&self, has_started: bool) {
        if let Some(cold) = self.cold.get() {
            if has_started {
                cold.pending_result.started();
            } else {
                cold.pending_result.failed();
            }
        }
    }

    /// Returns the secrets of this call's input.
    pub(super) fn secrets(&self) -> Option<&Redactor> {
        self.cold.get()?.secrets.get()
    }

    /// Stores the secrets of this call's input. Each call decodes its input once.
    #[cold]
    pub(super) fn set_secrets(&self, secrets: Redactor) {
        let _ = self.cold().secrets.set(secrets);
    }

    fn cold(&self) -> &ColdState {
        self.cold.get_or_init(Arc::default)
    }
}
