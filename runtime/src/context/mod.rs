//! [`ActionContext`]: all contexts of a call.

mod actions;
mod call;
mod execution;
mod masking;
mod redaction;
mod request;
mod security;

pub use actions::Actions;
pub(crate) use call::{Call, CallHost, CallState, Called, CalledAction, ErasedWork};
pub use execution::ExecutionContext;
pub(crate) use masking::Masking;
pub use masking::redact_log;
pub(crate) use request::RequestState;
pub use security::{SecurityContext, SecuritySource};

use serde_json::Value;
use tokio_util::sync::CancellationToken;

use crate::state::State;

/// All contexts of a call. Cheap to clone.
///
/// An annotated function usually takes only the parts that it needs as parameters
/// (`ctx: &SecurityContext`, `actions: &Actions`, …; see [`Inject`](crate::inject::Inject)).
#[derive(Clone, Debug)]
pub struct ActionContext {
    pub(crate) actions: Actions,
}

impl ActionContext {
    #[inline]
    pub(crate) fn new(call: Call) -> Self {
        let call = CallState::new(call);
        Self {
            actions: Actions { call },
        }
    }

    #[inline]
    pub(crate) fn call(&self) -> &CallState {
        &self.actions.call
    }

    pub(crate) fn request(&self) -> &RequestState {
        self.call().request()
    }

    /// Stores the input of a dry run, whose secrets are masked.
    pub(crate) fn record_input(&self, masked: Value) {
        self.call().notes().input = masked;
    }

    /// Returns the user and project on whose behalf the action runs.
    pub fn security(&self) -> &SecurityContext {
        self.request().security()
    }

    /// Returns the workflow, task and action execution that the action runs for.
    pub fn execution(&self) -> &ExecutionContext {
        &self.request().execution
    }

    /// Returns the handle through which the action calls other actions.
    pub fn actions(&self) -> &Actions {
        &self.actions
    }

    /// Returns the nesting depth of the call. A call from outside has depth 0, an action that it calls depth 1.
    pub fn depth(&self) -> usize {
        self.call().properties().depth
    }

    /// Returns whether the call is part of a dry run, which must not change anything. Actions that are called
    /// from here are dry-run as well.
    pub fn is_dry_run(&self) -> bool {
        self.request().is_dry_run
    }

    /// Returns a token that is cancelled when the call must end early.
    ///
    /// An action that calls this method gets some time to clean up after its caller has cancelled it. The
    /// future of any other action is dropped at once.
    pub fn cancellation(&self) -> &CancellationToken {
        self.call().cancellation_or_new()
    }

    /// Returns the state of this type, if the application has registered it. For authors of injectable types.
    pub fn state<T: Send + Sync + 'static>(&self) -> Option<&State<T>> {
        self.call().host().state().get()
    }
}
