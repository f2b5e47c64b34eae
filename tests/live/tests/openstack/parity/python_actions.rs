//! [`PythonActions`]: the actions of mistral-extra in a Python process.

use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};

use live_tests::serde_json::{self, Value, json};
use live_tests::{Failure, Result};
use mistral_actions::SecurityContext;
use test_servers::venv;

/// A process that runs actions one after the other as Mistral's executor does.
pub(crate) struct PythonActions {
    process: Child,
    calls: ChildStdin,
    responses: BufReader<ChildStdout>,
}

/// The result of a call.
pub(crate) struct PythonCall {
    /// The serialized action as the engine sends it.
    pub(crate) object: Value,
    /// The data, or the error text.
    pub(crate) outcome: std::result::Result<Value, String>,
}

impl PythonActions {
    pub(crate) fn start() -> Result<Self> {
        let here = Path::new(env!("CARGO_MANIFEST_DIR"));
        let mut process = Command::new(venv::python_of("clients"))
            .arg(here.join("tests/openstack/parity/python_actions.py"))
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()?;
        let (Some(calls), Some(responses)) = (process.stdin.take(), process.stdout.take()) else {
            return Err(Failure::new("the Python actions have no pipes"));
        };
        Ok(Self {
            process,
            calls,
            responses: BufReader::new(responses),
        })
    }

    pub(crate) fn call(
        &mut self,
        action: &str,
        input: &Value,
        security: &SecurityContext,
    ) -> Result<PythonCall> {
        let call = json!({"action": action, "input": input, "context": security});
        writeln!(self.calls, "{call}")?;
        self.calls.flush()?;
        let mut line = String::new();
        self.responses.read_line(&mut line)?;
        let mut response: Value = serde_json::from_str(&line).map_err(|error| {
            Failure::new(format_args!(
                "{action}: the Python actions responded with `{line}`: {error}"
            ))
        })?;
        let outcome = match response.get("error") {
            Some(error) => Err(error.as_str().unwrap_or_default().to_owned()),
            None => Ok(response["data"].take()),
        };
        Ok(PythonCall {
            object: response["object"].take(),
            outcome,
        })
    }
}

impl Drop for PythonActions {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}
