//! Execution of cases with Mistral's own classes.

use std::io::Write;
use std::process::{Command, Stdio};

use mistral_actions::prelude::*;
use mistral_actions::serde_json;

use super::case::Case;
use test_servers::venv;

/// Outcome of a case.
#[derive(Debug, Deserialize)]
pub(crate) struct PythonOutcome {
    /// The action as the engine sends it.
    pub(crate) object: Option<Value>,
    /// The result as the engine receives it.
    pub(crate) result: Option<ActionResult<Value>>,
    /// The exception, in place of a result.
    pub(crate) failure: Option<Failure>,
}

/// A Python exception.
#[derive(Debug, Deserialize)]
pub(crate) struct Failure {
    #[serde(rename = "where")]
    pub(crate) step: Step,
    #[serde(rename = "type")]
    pub(crate) kind: String,
    pub(crate) message: String,
}

/// Step that raised an exception.
#[derive(Clone, Copy, Debug, PartialEq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Step {
    /// The engine's check of the names of the inputs.
    Check,
    /// The engine's construction of the object.
    Construct,
    /// `run()`.
    Run,
    /// The executor's serialization of the result. It only logs the error, and the workflow waits.
    Result,
}

/// Runs the cases, and returns their outcomes in the same order.
pub(crate) fn run_all(cases: &[Case]) -> Vec<PythonOutcome> {
    let sent: Vec<Value> = cases
        .iter()
        .map(|case| {
            json!({
                "action": case.action, "input": case.input, "settings": case.settings, "local": case.local,
                "environment": case.environment,
            })
        })
        .collect();
    let mut python = Command::new(venv::python())
        .args([
            "-W",
            "ignore",
            concat!(
                env!("CARGO_MANIFEST_DIR"),
                "/tests/parity/python_actions.py"
            ),
        ])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut stdin = python.stdin.take().unwrap();
    stdin
        .write_all(Value::from(sent).to_string().as_bytes())
        .unwrap();
    drop(stdin);
    let output = python.wait_with_output().unwrap();
    assert!(output.status.success(), "python_actions.py failed");
    let outcomes: Vec<PythonOutcome> = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(outcomes.len(), cases.len());
    outcomes
}
