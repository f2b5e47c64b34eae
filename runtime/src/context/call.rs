//! What is behind an [`ActionContext`](super::ActionContext): the request from outside and the call it led to.

use std::sync::{Arc, Mutex, OnceLock, PoisonError};
use std::time::Duration;

use serde_json::Value;
use tokio_util::sync::CancellationToken;

use super::{ActionContext, ExecutionContext, SecurityContext};
use crate::async_result::ResultSink;
use crate::descriptor::ActionDescriptor;
use crate::dispatch::Dispatcher;
use crate::dry_run::DryRunReport;
use crate::error::ActionError;
use crate::input::secrets;
use crate::linked::{LinkedAction, RegisteredAction};
use crate::progress::ProgressSink;
use crate::result::ActionResult;

/// Bytes of the shortest secret that is looked for in errors: shorter ones are in every other word, and
/// guessed as quickly as read.
const SHORTEST_SECRET: usize = 4;

/// What came from outside and holds for all actions that one request leads to.
#[derive(Clone, Default)]
pub(crate) struct RequestState {
    pub(crate) security: Arc<SecurityContext>,
    pub(crate) execution: ExecutionContext,
    pub(crate) cancellation: Option<CancellationToken>,
    pub(crate) progress: Option<Arc<dyn ProgressSink>>,
    pub(crate) result_sink: Option<Arc<dyn ResultSink>>,
    pub(crate) timeout: Option<Duration>,
    pub(crate) is_dry_run: bool,
}

/// One call of one action.
pub(crate) struct CallState {
    pub(crate) dispatcher: Dispatcher,
    /// `None` of a request without any context.
    pub(crate) request: Option<Arc<RequestState>>,
    pub(crate) action: ActionDescriptor,
    pub(crate) parent: Option<Arc<CallState>>,
    pub(crate) depth: usize,
    cold: OnceLock<Arc<ColdState>>,
}

/// What most calls never need, apart: what they carry has to be made and dropped for each of them. (In an
/// `Arc`, though nobody shares it: the code that drops one is out of the way of the calls that have none.)
#[derive(Default)]
struct ColdState {
    cancellation: OnceLock<CancellationToken>,
    secrets: OnceLock<Vec<String>>,
    dry_run: Mutex<DryRunNotes>,
    result_sink: OnceLock<Arc<dyn ResultSink>>,
}

/// What a dry run has learnt about one call.
#[derive(Debug, Default)]
pub(crate) struct DryRunNotes {
    pub(crate) input: Value,
    pub(crate) calls: Vec<DryRunReport>,
}

impl CallState {
    pub(crate) fn new(
        dispatcher: Dispatcher,
        request: Option<Arc<RequestState>>,
        action: ActionDescriptor,
        parent: Option<Arc<CallState>>,
    ) -> Self {
        let depth = parent.as_ref().map_or(0, |parent| parent.depth + 1);
        Self {
            dispatcher,
            request,
            action,
            parent,
            depth,
            cold: OnceLock::new(),
        }
    }

    pub(crate) fn request(&self) -> &RequestState {
        let request = self.request.as_deref();
        request.unwrap_or_else(|| self.dispatcher.no_context())
    }

    /// This call and its callers, innermost first.
    pub(crate) fn chain(&self) -> impl Iterator<Item = &CallState> {
        std::iter::successors(Some(self), |call| call.parent.as_deref())
    }

    pub(crate) fn notes(&self) -> std::sync::MutexGuard<'_, DryRunNotes> {
        // A panic while the notes were held leaves them as they were: still true.
        let notes = &self.cold().dry_run;
        notes.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The token of this call, if somebody has asked for it.
    pub(crate) fn cancellation(&self) -> Option<&CancellationToken> {
        self.cold.get()?.cancellation.get()
    }

    /// The token of this call; most actions never ask for it.
    pub(super) fn cancellation_or_new(&self) -> &CancellationToken {
        let outer = self.request().cancellation.as_ref();
        self.cold().cancellation.get_or_init(|| {
            outer.map_or_else(CancellationToken::new, CancellationToken::child_token)
        })
    }

    /// Where this call's result goes, if not where the request says: a reused asynchronous action
    /// reports to its caller.
    pub(crate) fn result_sink(&self) -> Option<&Arc<dyn ResultSink>> {
        self.cold.get()?.result_sink.get()
    }

    /// Says so, before the call starts.
    pub(crate) fn deliver_to(&self, sink: Arc<dyn ResultSink>) {
        let _ = self.cold().result_sink.set(sink);
    }

    fn keep_secrets(&self, secrets: Vec<String>) {
        // Set once per call: each call has a context of its own.
        let _ = self.cold().secrets.set(secrets);
    }

    fn cold(&self) -> &ColdState {
        self.cold.get_or_init(Arc::default)
    }
}

impl ActionContext {
    /// Remembers what must not appear in an error of this call.
    #[inline]
    pub(crate) fn keep_secrets<A: RegisteredAction>(&self, action: &A) {
        let linked = A::linked();
        if linked.has_secrets() {
            self.keep_secrets_in(action.to_json(), linked);
        }
    }

    #[cold]
    fn keep_secrets_in(&self, input: Value, action: &LinkedAction) {
        let secrets = secrets::texts(input, action.input_schema());
        self.call().keep_secrets(secrets);
    }

    /// Remembers the input of a dry run, secrets masked.
    pub(crate) fn note_input(&self, shown: Value) {
        self.call().notes().input = shown;
    }

    /// Like [`keep_secrets`](Self::keep_secrets), for an action that is only known by its schema.
    pub(crate) fn keep_secrets_of(&self, input: &Value, schema: &Value) {
        if secrets::are_in(schema) {
            self.call()
                .keep_secrets(secrets::texts(input.clone(), schema));
        }
    }

    /// Removes the caller's token and the secret inputs of this call and its callers from an error.
    pub(crate) fn redact(&self, error: ActionError) -> ActionError {
        error.redact(&self.secrets())
    }

    /// The same for an error result. Data is what the action is for, and stays as it is.
    pub(crate) fn redact_result(&self, result: ActionResult<Value>) -> ActionResult<Value> {
        match result {
            ActionResult::Error { mut error, data } => {
                for secret in self.secrets() {
                    crate::error::redact_value(&mut error, secret);
                }
                ActionResult::Error { error, data }
            }
            other => other,
        }
    }

    /// The same for a text that is not an error.
    pub(crate) fn redact_text(&self, text: String) -> String {
        self.secrets().into_iter().fold(text, |text, secret| {
            text.replace(secret, crate::secret::MASK)
        })
    }

    fn secrets(&self) -> Vec<&str> {
        let token = self
            .security()
            .auth_token
            .as_ref()
            .map(|token| token.expose().as_str());
        let inputs = self
            .call()
            .chain()
            .filter_map(|call| call.cold.get()?.secrets.get())
            .flatten();
        let secrets = token.into_iter().chain(inputs.map(String::as_str));
        secrets
            .filter(|secret| secret.len() >= SHORTEST_SECRET)
            .collect()
    }
}
