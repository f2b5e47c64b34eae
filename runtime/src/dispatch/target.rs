//! [`DispatchTarget`]: the called action and its dispatcher, as a part of the call's context.

use std::any::Any;
use std::sync::Arc;

use super::Dispatcher;
use crate::async_result::{OutstandingResults, ResultSink};
use crate::context::{ActionContext, Actions, CallState, CallTarget, RequestState};
use crate::descriptor::ActionDescriptor;
use crate::state::StateMap;

/// The called action and its dispatcher.
pub(crate) struct DispatchTarget {
    pub(crate) dispatcher: Dispatcher,
    pub(crate) action: ActionDescriptor,
}

impl CallTarget for DispatchTarget {
    fn action_name(&self) -> &str {
        self.action.name()
    }

    fn is_sync(&self) -> bool {
        self.action.is_sync()
    }

    fn default_request(&self) -> &RequestState {
        &self.dispatcher.0.default_request
    }

    fn state(&self) -> &StateMap {
        &self.dispatcher.0.state
    }

    fn result_sink(&self) -> Option<&Arc<dyn ResultSink>> {
        self.dispatcher.0.result_sink.as_ref()
    }

    fn outstanding_results(&self) -> &OutstandingResults {
        &self.dispatcher.0.outstanding_results
    }
}

#[inline]
fn target(call: &CallState) -> &DispatchTarget {
    let target: &dyn Any = call.target();
    target
        .downcast_ref()
        .expect("all calls are created by a dispatcher")
}

impl ActionContext {
    /// Returns the action that is being called.
    pub fn action(&self) -> &ActionDescriptor {
        &target(self.call()).action
    }

    pub(super) fn dispatcher(&self) -> &Dispatcher {
        &target(self.call()).dispatcher
    }
}

impl Actions {
    pub(crate) fn dispatcher(&self) -> &Dispatcher {
        &target(&self.call).dispatcher
    }
}
