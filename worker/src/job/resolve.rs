//! Resolution of a request to an action of this binary.

use std::borrow::Cow;
use std::panic::AssertUnwindSafe;

use futures_util::FutureExt;
use mistral_actions::ActionDescriptor;
use mistral_actions::input::RawInput;
use mistral_wire::messages::{ActionForm, RunAction, SoughtAction, read_action};
use serde_json::Value;

use crate::metrics::OTHER;
use crate::worker::Worker;

/// A resolved request.
pub(super) enum Wanted {
    /// An action of this binary.
    Ours(Box<ResolvedAction>),
    /// An action that this binary does not have.
    Foreign(ForeignAction),
    /// A malformed request; the text describes the problem.
    Senseless(String),
    /// The operator does not allow the action; the text says so.
    Forbidden(String),
}

impl Wanted {
    /// Returns the action's name, for metrics; that of an action of others is not known.
    pub(super) fn action(&self) -> &str {
        match self {
            Self::Ours(resolved) => resolved.action.name(),
            _ => OTHER,
        }
    }
}

/// An action of this binary, and how to run it.
pub(super) struct ResolvedAction {
    pub(super) action: ActionDescriptor,
    pub(super) input: RawInput,
    pub(super) run: RunAction,
}

/// An action that this binary does not have.
pub(super) struct ForeignAction {
    /// For the log.
    pub(super) description: String,
    pub(super) sought: SoughtAction,
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
        let foreign = |class: Option<String>, name: Option<&str>| {
            let name = name.map(str::to_owned);
            Wanted::Foreign(ForeignAction {
                description,
                sought: SoughtAction { class, name },
            })
        };
        let (class, name, input) = match form {
            ActionForm::Catalog(action) => (None, Cow::Owned(action.name), action.input),
            ActionForm::Python(object) => {
                let class = object.class.clone();
                let Some(read) = self.classes.find(&class) else {
                    return foreign(Some(class), None);
                };
                match read(object) {
                    Ok(call) => (Some(class), call.name, call.input),
                    Err(problem) => {
                        let problem = format!("cannot run Python class `{class}`: {problem}");
                        return Wanted::Senseless(problem);
                    }
                }
            }
        };
        // Before it is looked up: a forbidden action is not forwarded either.
        if let Err(problem) = self.config.permissions.check(&name) {
            return Wanted::Forbidden(problem);
        }
        match self.find(&name).await {
            Some(action) => Wanted::Ours(Box::new(ResolvedAction {
                action,
                input: RawInput::Value(Value::Object(input)),
                run,
            })),
            None => foreign(class, Some(&name)),
        }
    }

    /// Returns whether this binary has an action that another worker looks for.
    pub(super) async fn has(&self, sought: &SoughtAction) -> bool {
        let class = sought.class.as_deref();
        let has_class = class.is_none_or(|class| self.classes.find(class).is_some());
        has_class
            && match &sought.name {
                Some(name) => self.find(name).await.is_some(),
                None => class.is_some(),
            }
    }
}
