//! What a request wants, once it is read: an action of this binary, or something it cannot run.

use std::borrow::Cow;

use mistral_actions::{ActionDescriptor, Input};
use mistral_wire::python::PythonClasses;
use serde_json::Value;

use mistral_wire::messages::ActionForm;

/// What an action request comes to.
pub(crate) enum Wanted {
    /// An action of this binary.
    Ours(Cow<'static, str>, Input),
    /// Something that this binary does not have, described.
    Foreign(String),
    /// Something that makes no sense, and why.
    Senseless(String),
}

/// Works out what to run. `find` knows the actions of this binary.
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
    match find(name.clone()).await {
        Some(_) => Wanted::Ours(name, Input::Value(Value::Object(input))),
        None => Wanted::Foreign(description),
    }
}
