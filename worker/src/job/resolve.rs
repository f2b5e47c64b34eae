//! Resolution of a request to an action of this binary.

use std::borrow::Cow;

use mistral_actions::ActionDescriptor;
use mistral_actions::input::RawInput;
use mistral_wire::python::PythonClasses;
use serde_json::Value;

use mistral_wire::messages::ActionForm;

/// A resolved request.
pub(crate) enum Wanted {
    /// An action of this binary.
    Ours(ActionDescriptor, RawInput),
    /// An action that this binary does not have; the text describes it.
    Foreign(String),
    /// A malformed action; the text describes the problem.
    Senseless(String),
}

/// Resolves a request. `find` returns the actions of this binary.
pub(crate) async fn wanted<F>(
    form: ActionForm,
    classes: &PythonClasses,
    find: impl Fn(Cow<'static, str>) -> F,
) -> Wanted
where
    F: Future<Output = Option<ActionDescriptor>>,
{
    let description = form.describe();
    let (name, input) = match form {
        ActionForm::Catalog(action) => (Cow::Owned(action.name), action.input),
        ActionForm::Python(object) => {
            let Some(read) = classes.find(&object.class) else {
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
    match find(name).await {
        Some(action) => Wanted::Ours(action, RawInput::Value(Value::Object(input))),
        None => Wanted::Foreign(description),
    }
}
