//! [`Audit`]: one line of JSON for each action that ends.

use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use chrono::{DateTime, SecondsFormat, Utc};
use serde::Serialize;

use crate::log::WatchedFile;

/// The audit log. It is created again after it was moved or removed, as the log is.
#[derive(Debug)]
pub(crate) struct Audit {
    file: WatchedFile,
    /// The last line may be incomplete.
    is_torn: AtomicBool,
}

/// An action that has ended. It has the names of the inputs and no values, which may be secrets.
#[derive(Debug, Serialize)]
pub(crate) struct Record<'a> {
    /// Time of the end, in UTC.
    #[serde(serialize_with = "rfc_3339")]
    pub(crate) time: DateTime<Utc>,
    pub(crate) user_id: Option<&'a str>,
    pub(crate) user_name: Option<&'a str>,
    pub(crate) project_id: Option<&'a str>,
    pub(crate) project_name: Option<&'a str>,
    pub(crate) request_id: Option<&'a str>,
    pub(crate) workflow: Option<&'a str>,
    pub(crate) workflow_execution_id: Option<&'a str>,
    pub(crate) task_id: Option<&'a str>,
    pub(crate) action_execution_id: Option<&'a str>,
    pub(crate) action: &'a str,
    /// Names of the inputs.
    pub(crate) inputs: Vec<&'a str>,
    pub(crate) outcome: &'static str,
    #[serde(rename = "duration_s", serialize_with = "seconds")]
    pub(crate) duration: Duration,
    pub(crate) redelivered: bool,
}

impl Audit {
    /// Opens the file.
    ///
    /// # Errors
    ///
    /// If it cannot be written.
    pub(crate) fn open(path: &Path) -> Result<Self, String> {
        Ok(Self {
            file: WatchedFile::open(path).map_err(named)?,
            is_torn: AtomicBool::new(false),
        })
    }

    /// Tries to open the file.
    ///
    /// # Errors
    ///
    /// If it cannot be written.
    pub(crate) fn check(path: &Path) -> Result<String, String> {
        let tried = WatchedFile::try_open(path);
        tried.map_err(named)?;
        Ok(format!("{} can be written as audit log", path.display()))
    }

    /// Opens the file again.
    ///
    /// # Errors
    ///
    /// If it cannot be written; then lines go to the file that was open.
    pub(crate) fn reopen(&self) -> Result<(), String> {
        self.file.reopen()
    }

    /// Writes a line. Returns false if that failed: then the action goes on all the same.
    pub(crate) fn write(&self, record: &Record<'_>) -> bool {
        let mut line = Vec::with_capacity(512);
        // A full disk may have cut the last line.
        if self.is_torn.load(Ordering::Relaxed) {
            line.push(b'\n');
        }
        if let Err(error) = serde_json::to_writer(&mut line, record) {
            unreachable!("texts and numbers are always JSON: {error}");
        }
        line.push(b'\n');
        let written = self.file.write(&line);
        let was_torn = self.is_torn.swap(written.is_err(), Ordering::Relaxed);
        if let Err(error) = &written
            && !was_torn
        {
            tracing::error!("cannot write to the audit log: {error}; actions run without it");
        } else if written.is_ok() && was_torn {
            tracing::info!("the audit log can be written again");
        }
        written.is_ok()
    }
}

/// Names the option of a file.
fn named(problem: String) -> String {
    problem + " ([mistral_actions] audit_log)"
}

/// Returns the time for a record.
#[expect(
    clippy::disallowed_methods,
    reason = "no simulation writes an audit log"
)]
pub(crate) fn now() -> DateTime<Utc> {
    Utc::now()
}

fn rfc_3339<S: serde::Serializer>(time: &DateTime<Utc>, to: S) -> Result<S::Ok, S::Error> {
    to.serialize_str(&time.to_rfc3339_opts(SecondsFormat::Millis, true))
}

fn seconds<S: serde::Serializer>(duration: &Duration, to: S) -> Result<S::Ok, S::Error> {
    to.serialize_f64((duration.as_secs_f64() * 1e6).round() / 1e6)
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    fn record() -> Record<'static> {
        Record {
            time: DateTime::from_timestamp_millis(1_780_000_000_250).unwrap(),
            user_id: Some("u-1"),
            user_name: None,
            project_id: Some("p-1"),
            project_name: None,
            request_id: None,
            workflow: Some("deploy"),
            workflow_execution_id: Some("w-1"),
            task_id: Some("t-1"),
            action_execution_id: Some("a-1"),
            action: "std.ssh",
            inputs: vec!["cmd", "password"],
            outcome: "success",
            duration: Duration::from_millis(1500),
            redelivered: false,
        }
    }

    #[test]
    fn line_is_json_with_the_names_of_inputs() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("audit.log");
        let audit = Audit::open(&path).unwrap();
        assert!(audit.write(&record()) && audit.write(&record()));
        let text = std::fs::read_to_string(&path).unwrap();
        let lines: Vec<Value> = text
            .lines()
            .map(|line| serde_json::from_str(line).unwrap())
            .collect();
        let expected = json!({
            "time": "2026-05-28T20:26:40.250Z", "user_id": "u-1", "user_name": null,
            "project_id": "p-1", "project_name": null, "request_id": null, "workflow": "deploy",
            "workflow_execution_id": "w-1", "task_id": "t-1", "action_execution_id": "a-1",
            "action": "std.ssh", "inputs": ["cmd", "password"], "outcome": "success",
            "duration_s": 1.5, "redelivered": false
        });
        assert_eq!(lines, [expected.clone(), expected]);
    }

    #[test]
    fn line_after_a_failed_one_begins_anew() {
        let audit = Audit::open(Path::new("/dev/full")).unwrap();
        assert!(!audit.write(&record()));
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("audit.log");
        // What a full disk has left of a line.
        std::fs::write(&path, "{\"time\": ").unwrap();
        let audit = Audit {
            file: WatchedFile::open(&path).unwrap(),
            ..audit
        };
        assert!(audit.write(&record()) && audit.write(&record()));
        let text = std::fs::read_to_string(&path).unwrap();
        let whole = text.lines().map(serde_json::from_str::<Value>);
        let whole: Vec<bool> = whole.map(|line| line.is_ok()).collect();
        assert_eq!(whole, [false, true, true]);
    }
}
