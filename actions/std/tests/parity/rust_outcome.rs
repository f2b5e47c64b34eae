//! Execution of cases with the actions of this pack: by name, and from the objects that the engine sends.

use std::process::Command;

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
#[derive(Debug, Serialize, Deserialize)]
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
    if case.environment.is_empty() {
        return run_here(&case.settings, name, input);
    }
    // The environment of a process with threads must not change.
    let call = json!([case.settings, name, input]);
    let output = Command::new(std::env::current_exe().unwrap())
        .env_clear()
        .envs(&case.environment)
        .env(CALL, call.to_string())
        .output()
        .unwrap();
    let outcome = String::from_utf8(output.stdout).unwrap();
    serde_json::from_str(&outcome).unwrap_or_else(|error| {
        let log = String::from_utf8_lossy(&output.stderr);
        panic!("the process printed no outcome ({error}): {outcome}{log}")
    })
}

/// Variable with the settings, the action and the input of a call. It makes this program a child that runs the call.
const CALL: &str = "PARITY_CALL";

/// Runs the call of a child and returns its outcome as JSON; `None` in the process of the tests.
pub(crate) fn of_child() -> Option<String> {
    let call = std::env::var(CALL).ok()?;
    let (settings, name, input): (Value, String, Value) = serde_json::from_str(&call).unwrap();
    let outcome = run_here(&settings, &name, input);
    Some(serde_json::to_string(&outcome).unwrap())
}

fn run_here(settings: &Value, name: &str, input: Value) -> RustOutcome {
    let groups = settings.as_object().unwrap();
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
