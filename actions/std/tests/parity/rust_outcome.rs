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
        .args(["--exact", "parity::rust_outcome::child"])
        .args(["--ignored", "--nocapture"])
        .env_clear()
        .envs(&case.environment)
        .env(CALL, call.to_string())
        .output()
        .unwrap();
    let output = String::from_utf8(output.stdout).unwrap();
    let outcome = output.split(MARK).nth(1);
    let outcome = outcome.unwrap_or_else(|| panic!("the child has no outcome: {output}"));
    serde_json::from_str(outcome).unwrap()
}

/// Variable with the settings, the action and the input of a call.
const CALL: &str = "PARITY_CALL";
/// Stands before and after the outcome of a child.
const MARK: &str = "=====";

#[test]
#[ignore = "runs as a child of other tests"]
fn child() {
    let call: (Value, String, Value) = serde_json::from_str(&std::env::var(CALL).unwrap()).unwrap();
    let outcome = run_here(&call.0, &call.1, call.2);
    println!("{MARK}{}{MARK}", serde_json::to_string(&outcome).unwrap());
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
