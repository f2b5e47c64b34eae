//! Resolution of a request to an action of this binary.

use std::borrow::Cow;
use std::panic::AssertUnwindSafe;

use futures_util::FutureExt;
use mistral_actions::ActionDescriptor;
use mistral_actions::input::RawInput;
use mistral_wire::messages::{ActionForm, RunAction, read_action};
use serde_json::Value;

use crate::worker::Worker;

/// A resolved request.
pub(super) enum Wanted {
    /// An action of this binary.
    Ours(Box<ResolvedAction>),
    /// An action that this binary does not have; the text describes it.
    Foreign(String),
    /// A malformed request; the text describes the problem.
    Senseless(String),
}

/// An action of this binary, and how to run it.
pub(super) struct ResolvedAction {
    pub(super) action: ActionDescriptor,
    pub(super) input: RawInput,
    pub(super) run: RunAction,
}

impl Worker {
    /// Resolves a request. A panic of a pack or a provider makes it senseless.
    pub(super) async fn resolve(&self, arguments: Result<RunAction, String>) -> Wanted {
        let resolving = AssertUnwindSafe(self.resolved(arguments)).catch_unwind();
        resolving.await.unwrap_or_else(|_| {
            Wanted::Senseless("the executor panicked before it called the action".to_owned())
        })
    }

    async fn resolved(&self, arguments: Result<RunAction, String>) -> Wanted {
        let run = match arguments {
            Ok(run) => run,
            Err(problem) => {
                let problem = format!("the executor cannot read the request: {problem}");
                return Wanted::Senseless(problem);
            }
        };
        let form = match read_action(&run.action) {
            Ok(form) => form,
            Err(problem) => {
                let problem = format!("the executor cannot read the action: {problem}");
                return Wanted::Senseless(problem);
            }
        };
        let description = form.describe();
        let (name, input) = match form {
            ActionForm::Catalog(action) => (Cow::Owned(action.name), action.input),
            ActionForm::Python(object) => {
                let Some(read) = self.classes.find(&object.class) else {
                    return Wanted::Foreign(description);
                };
                match read(object) {
                    Ok(call) => (call.name, call.input),
                    Err(problem) => {
                        return Wanted::Senseless(format!("cannot run {description}: {problem}"));
                    }
                }
            }
        };
        match self.find(&name).await {
            Some(action) => Wanted::Ours(Box::new(ResolvedAction {
                action,
                input: RawInput::Value(Value::Object(input)),
                run,
            })),
            None => Wanted::Foreign(description),
        }
    }
}
