//! Execution of cases with the actions of this pack: by name, and from the objects that the engine sends.

use mistral_actions::error::ErrorKind;
use mistral_actions::prelude::*;
use mistral_actions::serde_json;
use mistral_actions::settings::Settings;
use mistral_actions::testing::ActionTest;
use mistral_actions_std as _;
use mistral_wire::python::{PythonClasses, PythonObject};

use super::case::Case;
use super::python_outcome::PythonOutcome;

/// Outcome of a case.
#[derive(Debug)]
pub(crate) enum RustOutcome {
    /// The action ran.
    Result(ActionResult<Value>),
    /// The input was invalid.
    Rejected(String),
    /// The action failed.
    Failed(String),
}

/// Runs a case by name, and from the engine's object if there is one.
pub(crate) fn run(case: &Case, python: &PythonOutcome) -> Vec<(&'static str, RustOutcome)> {
    let mut outcomes = vec![("by name", run_action(case, case.action, case.input.clone()))];
    if let Some(object) = &python.object {
        let object: PythonObject = serde_json::from_value(object.clone()).unwrap();
        let classes = PythonClasses::linked().unwrap();
        let call = classes
            .find(&object.class)
            .expect("the Python class should be registered")(object);
        let call = call.expect("the object should be readable");
        outcomes.push((
            "as object",
            run_action(case, &call.name, Value::from(call.input)),
        ));
    }
    outcomes
}

fn run_action(case: &Case, name: &str, input: Value) -> RustOutcome {
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
        Ok(result) => RustOutcome::Result(result.unwrap_or(ActionResult::Data(Value::Null))),
        Err(error) if error.kind() == ErrorKind::InvalidInput => {
            RustOutcome::Rejected(error.to_string())
        }
        Err(error) if error.data().is_some() => {
            RustOutcome::Result(ActionResult::error(error.into_error_value()))
        }
        Err(error) => RustOutcome::Failed(error.to_string()),
    }
}

/// Returns the value of an option as it is written in the file.
fn text(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Array(items) => items.iter().map(text).collect::<Vec<_>>().join(","),
        value => value.to_string(),
    }
}
