//! Runs the cases with Mistral's own classes.

use std::io::Write;
use std::process::{Command, Stdio};

use mistral_actions::prelude::*;
use mistral_actions::serde_json;

use super::case::Case;
use test_servers::venv;

/// What came of a case.
#[derive(Debug, Deserialize)]
pub(crate) struct Theirs {
    /// The action as the engine sends it.
    pub(crate) object: Option<Value>,
    /// The result as it arrives at the engine.
    pub(crate) result: Option<ActionResult<Value>>,
    /// Why there is none.
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

/// Where it was raised.
#[derive(Clone, Copy, Debug, PartialEq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Step {
    /// The engine does not accept the names of the inputs.
    Check,
    /// The engine cannot make the object.
    Construct,
    /// `run()` raised it.
    Run,
    /// The executor cannot send the result. It only logs that; the workflow waits.
    Result,
}

/// Runs the cases, in their order.
pub(crate) fn outcomes(cases: &[Case]) -> Vec<Theirs> {
    let sent: Vec<Value> = cases
        .iter()
        .map(|case| {
            json!({
                "action": case.action, "input": case.input, "settings": case.settings, "local": case.local
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
    assert!(output.status.success(), "the Python actions did not answer");
    let outcomes: Vec<Theirs> = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(outcomes.len(), cases.len());
    outcomes
}
