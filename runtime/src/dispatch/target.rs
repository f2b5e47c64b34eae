//! The dispatcher and the called action as parts of a call's context.

use std::any::Any;
use std::sync::Arc;

use super::{Dispatcher, Inner, bounds};
use crate::async_result::{OutstandingResults, ResultSink};
use crate::context::{
    ActionContext, Actions, Call, CallHost, CallState, Called, CalledAction, ErasedWork,
    RequestState,
};
use crate::descriptor::{ActionDescriptor, Source};
use crate::linked::LinkedAction;
use crate::state::StateMap;

impl CallHost for Inner {
    fn default_request(&self) -> &RequestState {
        &self.default_request
    }

    fn state(&self) -> &StateMap {
        &self.state
    }

    fn result_sink(&self) -> Option<&Arc<dyn ResultSink>> {
        self.result_sink.as_ref()
    }

    fn outstanding_results(&self) -> &OutstandingResults {
        &self.outstanding_results
    }

    fn run_bounded<'a>(
        &'a self,
        context: &'a ActionContext,
        work: ErasedWork<'a>,
    ) -> ErasedWork<'a> {
        bounds::run(self, context, work)
    }
}

impl CalledAction for LinkedAction {
    fn name(&self) -> &str {
        self.name
    }

    fn is_sync(&self) -> bool {
        (self.vtable.is_sync)()
    }
}

impl CalledAction for ActionDescriptor {
    fn name(&self) -> &str {
        self.name()
    }

    fn is_sync(&self) -> bool {
        self.is_sync()
    }
}

/// Returns the reference to an action that a context holds.
#[inline]
fn called(action: &ActionDescriptor) -> Called {
    match &action.0 {
        Source::Linked(action) => Called::Linked(*action),
        Source::Provided(_) => Called::Provided(Arc::new(action.clone())),
    }
}

#[inline]
fn inner(call: &CallState) -> &Inner {
    let host: &dyn Any = call.host();
    host.downcast_ref()
        .expect("all calls are created by a dispatcher")
}

fn descriptor(call: &CallState) -> &ActionDescriptor {
    let action: &dyn Any = call.action();
    let descriptor = match action.downcast_ref::<LinkedAction>() {
        Some(linked) => inner(call).registry.find(linked.name),
        None => action.downcast_ref(),
    };
    descriptor.expect("all linked actions are in the registry")
}

impl ActionContext {
    /// Returns the action that is being called.
    pub fn action(&self) -> &ActionDescriptor {
        descriptor(self.call())
    }
}

impl Dispatcher {
    /// Creates the context of a call from outside.
    #[allow(
        clippy::inline_always,
        reason = "part of every call by name, and called there alone"
    )]
    #[inline(always)]
    pub(super) fn new_context(
        &self,
        action: &ActionDescriptor,
        request: Option<Arc<RequestState>>,
    ) -> ActionContext {
        ActionContext::new(Call {
            is_limited: bounds::is_limited(&self.0, action, request.as_deref(), 0),
            host: Arc::<Inner>::clone(&self.0),
            action: called(action),
            request,
            parent: None,
            depth: 0,
        })
    }
}

impl Actions {
    pub(crate) fn dispatcher(&self) -> &Inner {
        inner(&self.call)
    }

    /// Creates the context of a call that this one makes.
    pub(crate) fn new_context(&self, action: &ActionDescriptor) -> ActionContext {
        let caller = self.call.properties();
        let depth = caller.depth + 1;
        ActionContext::new(Call {
            is_limited: bounds::is_limited(self.dispatcher(), action, None, depth),
            host: Arc::clone(&caller.host),
            action: called(action),
            request: caller.request.clone(),
            parent: Some(Arc::clone(self.call.shared())),
            depth,
        })
    }
}
