//! Runs the cases with our actions: by their names, and as the objects that the engine sends.

use mistral_actions::prelude::*;
use mistral_actions::{ErrorKind, Settings, serde_json};
use mistral_actions_std as _;
use mistral_wire::python::{PythonClasses, PythonObject};

use super::case::Case;
use super::theirs::Theirs;

/// What came of a case.
#[derive(Debug)]
pub(crate) enum Ours {
    /// The action ran.
    Result(ActionResult<Value>),
    /// The input was refused.
    Refused(String),
    /// The action failed.
    Failed(String),
}

/// What comes of a case on each of the ways.
pub(crate) fn outcomes(case: &Case, theirs: &Theirs) -> Vec<(&'static str, Ours)> {
    let mut outcomes = vec![("by name", run(case, case.action, case.input.clone()))];
    if let Some(object) = &theirs.object {
        let object: PythonObject = serde_json::from_value(object.clone()).unwrap();
        let classes = PythonClasses::linked().unwrap();
        let call = classes
            .find(&object.class)
            .expect("the class is registered")(object);
        let call = call.expect("the object can be read");
        outcomes.push(("as object", run(case, &call.name, Value::from(call.input))));
    }
    outcomes
}

fn run(case: &Case, name: &str, input: Value) -> Ours {
    let groups = case.settings.as_object().unwrap();
    let settings = Settings::new(groups.iter().flat_map(|(group, options)| {
        let options = options.as_object().unwrap().iter();
        options.map(move |(option, value)| (group.clone(), option.clone(), text(value)))
    }));
    let execution = serde_json::from_value(json!({
        "workflow_execution_id": "c1d2e3f4",
        "task_execution_id": "5ceea1b2",
        "workflow_name": "parity",
        "action_execution_id": "a7eb257e",
        "callback_url": "/v2/action_executions/a7eb257e",
    }));
    let test = ActionTest::new()
        .state(settings)
        .execution(execution.unwrap());
    match test.run(name, input).into_result() {
        Ok(result) => Ours::Result(result.unwrap_or(ActionResult::Data(Value::Null))),
        Err(error) if error.kind() == ErrorKind::InvalidInput => Ours::Refused(error.to_string()),
        Err(error) if error.data().is_some() => {
            Ours::Result(ActionResult::error(error.into_error_value()))
        }
        Err(error) => Ours::Failed(error.to_string()),
    }
}

/// The value of an option as it stands in the file.
fn text(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Array(items) => items.iter().map(text).collect::<Vec<_>>().join(","),
        value => value.to_string(),
    }
}
