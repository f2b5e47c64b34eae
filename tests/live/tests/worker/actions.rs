//! The actions that the tests run.

use std::path::{Path, PathBuf};
use std::time::Duration;

use mistral_actions::prelude::*;

use crate::journal::note;

/// Return the input.
#[mistral_action(name = "test.echo")]
async fn echo(value: Value) -> Value {
    value
}

/// Writes `stopped` to the journal if the action is dropped before its end.
struct DropNote {
    journal: PathBuf,
    item: String,
    is_finished: bool,
}

impl Drop for DropNote {
    fn drop(&mut self) {
        if !self.is_finished {
            // An error is ignored here; the test fails because the line is missing.
            let _ = note(&self.journal, "stopped", &self.item);
        }
    }
}

/// Write the start to the journal, wait until the gate file exists, write the end; return the item.
#[mistral_action(name = "test.work")]
async fn work(journal: String, item: String, gate: Option<String>) -> Result<String, ActionError> {
    let journal = Path::new(&journal);
    let mut drop_note = DropNote {
        journal: journal.into(),
        item: item.clone(),
        is_finished: false,
    };
    note(journal, "begin", &item)?;
    while gate.as_ref().is_some_and(|gate| !Path::new(gate).exists()) {
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    drop_note.is_finished = true;
    note(journal, "end", &item)?;
    Ok(item)
}

/// Do the same as `test.work`, but block the thread.
#[mistral_action(name = "test.block")]
async fn block(journal: String, item: String, gate: String) -> Result<String, ActionError> {
    note(Path::new(&journal), "begin", &item)?;
    while !Path::new(&gate).exists() {
        std::thread::sleep(Duration::from_millis(20));
    }
    Ok(item)
}

/// Write the start to the journal, and ignore the cancellation.
#[mistral_action(name = "test.stubborn")]
async fn stubborn(
    _token: &CancellationToken,
    journal: String,
    item: String,
) -> Result<(), ActionError> {
    note(Path::new(&journal), "begin", &item)?;
    std::future::pending().await
}

/// Fail.
#[mistral_action(name = "test.fail")]
async fn fail(message: String) -> Result<Value, ActionError> {
    Err(message)?
}

/// Cancel the task.
#[mistral_action(name = "test.cancel")]
async fn cancel() -> ActionResult<Value> {
    ActionResult::Cancel
}

/// Panic.
#[mistral_action(name = "test.panic")]
async fn panic(message: String) -> Value {
    panic!("{message}")
}

/// Return a text of a number of bytes.
#[mistral_action(name = "test.text")]
async fn text(bytes: usize) -> String {
    "x".repeat(bytes)
}

/// Return a text of a number of characters that take much memory in Python.
#[mistral_action(name = "test.wide_text")]
async fn wide_text(characters: usize) -> String {
    let mut text = "\u{1}".repeat(characters);
    text.push('🦀');
    text
}

/// Return whether the request was redelivered.
#[mistral_action(name = "test.redelivered")]
async fn redelivered(security: &SecurityContext) -> bool {
    security.redelivered
}

/// Start an asynchronous action whose result another process would deliver.
#[mistral_action(name = "test.later", asynchronous)]
async fn later(_execution: &ExecutionContext, journal: String) -> Result<(), ActionError> {
    note(Path::new(&journal), "begin", "later")?;
    Ok(())
}

/// Start an asynchronous action whose result this process delivers when the gate file exists.
#[mistral_action(name = "test.deferred", asynchronous)]
async fn deferred(
    handle: &ResultHandle<String>,
    journal: String,
    item: String,
    gate: String,
) -> Result<(), ActionError> {
    note(Path::new(&journal), "begin", &item)?;
    handle.clone().spawn(async move {
        while !Path::new(&gate).exists() {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        Ok::<_, ActionError>(item)
    });
    Ok(())
}

/// Start an asynchronous action, and store its handle for another process.
#[mistral_action(name = "test.stored", asynchronous)]
async fn stored(handle: &ResultHandle, journal: String, item: String) -> Result<(), ActionError> {
    let stored = serde_json::to_string(handle).map_err(|error| error.to_string())?;
    note(Path::new(&journal), "stored", &stored)?;
    note(Path::new(&journal), "begin", &item)?;
    Ok(())
}

/// Fail to start an asynchronous action.
#[mistral_action(name = "test.later_fails", asynchronous)]
async fn later_fails(_execution: &ExecutionContext, message: String) -> Result<(), ActionError> {
    Err(message)?
}

// A converter with a bug.
mistral_wire::register_python_class!("test.Unreadable", |object| panic!(
    "cannot read `{}`",
    object.class
));
