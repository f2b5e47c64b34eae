//! [`Oracle`]: mistral-extra's own actions, in a process of their own.

use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};

use live_tests::serde_json::{self, Value, json};
use live_tests::{Failure, Result};
use mistral_actions::SecurityContext;
use test_servers::venv;

/// What the table of actions is generated with, so that both are of the same clients.
const REQUIREMENTS: &str = "../../actions/openstack/table/generate/requirements.txt";

/// Runs one action after the other as Mistral's executor does.
pub(crate) struct Oracle {
    process: Child,
    calls: ChildStdin,
    answers: BufReader<ChildStdout>,
}

/// What came of a call.
pub(crate) struct Theirs {
    /// The action as the engine sends it.
    pub(crate) object: Value,
    /// The data, or the text of the error.
    pub(crate) outcome: std::result::Result<Value, String>,
}

impl Oracle {
    pub(crate) fn start() -> Result<Self> {
        let here = Path::new(env!("CARGO_MANIFEST_DIR"));
        let mut process = Command::new(venv::with("clients", here.join(REQUIREMENTS)))
            .arg(here.join("tests/openstack/parity/python_actions.py"))
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()?;
        let (Some(calls), Some(answers)) = (process.stdin.take(), process.stdout.take()) else {
            return Err(Failure::new("the Python actions have no pipes"));
        };
        Ok(Self {
            process,
            calls,
            answers: BufReader::new(answers),
        })
    }

    pub(crate) fn call(
        &mut self,
        action: &str,
        input: &Value,
        security: &SecurityContext,
    ) -> Result<Theirs> {
        let call = json!({"action": action, "input": input, "context": security});
        writeln!(self.calls, "{call}")?;
        self.calls.flush()?;
        let mut line = String::new();
        self.answers.read_line(&mut line)?;
        let mut answer: Value = serde_json::from_str(&line).map_err(|error| {
            Failure::new(format_args!(
                "{action}: the Python actions answer `{line}`: {error}"
            ))
        })?;
        let outcome = match answer.get("error") {
            Some(error) => Err(error.as_str().unwrap_or_default().to_owned()),
            None => Ok(answer["data"].take()),
        };
        Ok(Theirs {
            object: answer["object"].take(),
            outcome,
        })
    }
}

impl Drop for Oracle {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}
