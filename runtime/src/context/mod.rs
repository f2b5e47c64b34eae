//! [`ActionContext`]: everything an action can learn about the call it serves.

mod actions;
mod call;
mod execution;
mod redaction;
mod request;
mod security;

pub use actions::Actions;
pub(crate) use call::{CallState, CallTarget};
pub use execution::ExecutionContext;
pub(crate) use request::RequestState;
pub use security::SecurityContext;

use std::sync::Arc;

use serde_json::Value;
use tokio_util::sync::CancellationToken;

use crate::state::State;

/// Everything an action can learn about the call it serves. Cheap to clone.
///
/// An annotated function rarely takes it as a whole: it names the parts it needs as parameters
/// (`ctx: &SecurityContext`, `actions: &Actions`, …; see [`Inject`](crate::inject::Inject)).
#[derive(Clone, Debug)]
pub struct ActionContext {
    pub(crate) actions: Actions,
}

impl ActionContext {
    pub(crate) fn new(call: Arc<CallState>) -> Self {
        Self {
            actions: Actions { call },
        }
    }

    pub(crate) fn call(&self) -> &Arc<CallState> {
        &self.actions.call
    }

    pub(crate) fn request(&self) -> &RequestState {
        self.call().request()
    }

    /// Stores the input of a dry run, whose secrets are masked.
    pub(crate) fn note_input(&self, shown: Value) {
        self.call().notes().input = shown;
    }

    /// On whose behalf the action runs.
    pub fn security(&self) -> &SecurityContext {
        &self.request().security
    }

    /// Which workflow, task and action execution it runs for.
    pub fn execution(&self) -> &ExecutionContext {
        &self.request().execution
    }

    /// The other actions, to be reused.
    pub fn actions(&self) -> &Actions {
        &self.actions
    }

    /// How many actions stand between this call and the one from outside, which has depth 0.
    pub fn depth(&self) -> usize {
        self.call().depth
    }

    /// Whether nothing must be changed: the actions called from here are dry-run too.
    pub fn is_dry_run(&self) -> bool {
        self.request().is_dry_run
    }

    /// Is cancelled when the call is to end early. An action that asks for it gets some time to clean
    /// up when its caller cancels it; without, its future is simply dropped.
    pub fn cancellation(&self) -> &CancellationToken {
        self.call().cancellation_or_new()
    }

    /// What the application registered under this type, for the authors of injectable types.
    pub fn state<T: Send + Sync + 'static>(&self) -> Option<&State<T>> {
        self.call().target().state().get()
    }
}
