//! [`ActionContext`]: everything an action can learn about the call it serves.

mod call;
mod execution;
mod security;

pub(crate) use call::{CallState, RequestState};
pub use execution::ExecutionContext;
pub use security::SecurityContext;

use std::sync::Arc;

use tokio_util::sync::CancellationToken;

use crate::async_result::ResultHandle;
use crate::descriptor::ActionDescriptor;
use crate::progress::Progress;
use crate::reuse::Actions;
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

    /// The action that is being called.
    pub fn action(&self) -> &ActionDescriptor {
        &self.call().action
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

    /// Tells the caller how far the work is.
    pub fn progress(&self) -> Progress {
        Progress::new(self.clone())
    }

    /// Where the result of an asynchronous action goes.
    pub fn result_handle(&self) -> ResultHandle {
        ResultHandle::new(self)
    }

    /// What the application registered under this type, for the authors of injectable types.
    pub fn state<T: Send + Sync + 'static>(&self) -> Option<&State<T>> {
        self.call().dispatcher.state().get()
    }
}
