//! Calls from within an action: the methods of [`Actions`], and [`ActionHandle`].

use serde::Serialize;
use serde_json::Value;

use crate::async_result::local;
use crate::context::Actions;
use crate::descriptor::{ActionDescriptor, Source};
use crate::dispatch::invocation::{Payload, Reply};
use crate::dry_run::DryRun;
use crate::error::{ActionError, UnknownAction};
use crate::registered::RegisteredAction;

impl Actions {
    /// Calls an action by its type. The input is not converted to JSON: the compiler checks its types, and
    /// the constraints of `#[input(…)]` are checked before the action runs.
    ///
    /// # Errors
    ///
    /// If the input is invalid or the action fails; if the action is asynchronous, because such actions are
    /// called [by name](Self::get); and in a dry run if the action does not implement one, because its
    /// result is unknown.
    pub async fn call<A: RegisteredAction>(&self, action: A) -> Result<A::Output, ActionError> {
        let context = self.new_context(&ActionDescriptor(Source::Linked(A::linked())));
        self.dispatcher().run_typed(context, action).await
    }

    /// Returns a handle to the action with this name.
    ///
    /// # Errors
    ///
    /// If the name is unknown. If the dispatcher has providers, [`run`](ActionHandle::run) queries them and
    /// reports an unknown name.
    pub fn get(&self, name: &str) -> Result<ActionHandle, UnknownAction> {
        let dispatcher = self.dispatcher();
        let target = match dispatcher.registry().get(name) {
            Ok(action) => Target::Found(action.clone()),
            Err(_) if dispatcher.has_providers() => Target::Named(name.to_owned()),
            Err(unknown) => return Err(unknown),
        };
        Ok(ActionHandle {
            actions: self.clone(),
            target,
        })
    }
}

/// A handle to an action that can be called by name; see [`Actions::get`].
#[derive(Clone, Debug)]
pub struct ActionHandle {
    actions: Actions,
    target: Target,
}

#[derive(Clone, Debug)]
enum Target {
    Found(ActionDescriptor),
    /// Looked up in the providers on each run.
    Named(String),
}

impl ActionHandle {
    /// Returns the description of the action, or `None` if only a provider may know it.
    pub fn descriptor(&self) -> Option<&ActionDescriptor> {
        match &self.target {
            Target::Found(action) => Some(action),
            Target::Named(_) => None,
        }
    }

    /// Runs the action as if a workflow had called it, and waits for its result, even if the action is
    /// asynchronous. In a dry run, the action is dry-run.
    ///
    /// # Errors
    ///
    /// If the input is invalid or the action fails.
    pub async fn run(&self, input: impl Serialize) -> Result<Value, ActionError> {
        let dispatcher = self.actions.dispatcher();
        let action = match &self.target {
            Target::Found(action) => action.clone(),
            Target::Named(name) => dispatcher.find(name).await?,
        };
        let input = serde_json::to_value(input)?.into();
        if action.is_sync() || self.actions.call.request().is_dry_run {
            let context = self.actions.new_context(&action);
            return match dispatcher.invoke(context, Payload::Json(input)).await? {
                Reply::Json(result) | Reply::DryRun(DryRun::WouldReturn(result)) => {
                    result.into_data()
                }
                Reply::DryRun(DryRun::InputIsValid) => {
                    Ok(serde_json::json!({"would_run": action.name()}))
                }
                Reply::Typed(_) => Err(ActionError::internal(
                    "a layer returned a typed result for a call by name",
                )),
            };
        }
        let (sink, delivered) = local();
        let name = action.name().to_owned();
        let context = self.actions.new_context(&action);
        context.call().set_result_sink(sink);
        let started = dispatcher.invoke(context, Payload::Json(input)).await?;
        if let Reply::Json(ended) = started
            && !ended.is_success()
        {
            return ended.into_data();
        }
        let lost = |_| {
            ActionError::new(format_args!(
                "the result of `{name}` is delivered elsewhere: it stored its result handle, or took none"
            ))
        };
        delivered.await.map_err(lost)?.into_data()
    }
}
