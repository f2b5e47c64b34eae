//! The actions that the trials have run.

use std::path::{Path, PathBuf};
use std::time::Duration;

use mistral_actions::prelude::*;

use crate::journal::note;

/// Return what is given.
#[mistral_action(name = "trial.echo")]
async fn echo(value: Value) -> Value {
    value
}

/// Notes that the work was dropped, unless it came to its end.
struct Watch {
    journal: PathBuf,
    item: String,
    has_ended: bool,
}

impl Drop for Watch {
    fn drop(&mut self) {
        if !self.has_ended {
            // Nobody could be told of an error here; the trial misses the line.
            let _ = note(&self.journal, "stopped", &self.item);
        }
    }
}

/// Note that it begins, wait until a file is there, note that it ends; return the item.
#[mistral_action(name = "trial.work")]
async fn work(journal: String, item: String, gate: Option<String>) -> Result<String, ActionError> {
    let journal = Path::new(&journal);
    let mut watch = Watch {
        journal: journal.into(),
        item: item.clone(),
        has_ended: false,
    };
    note(journal, "begin", &item)?;
    while gate.as_ref().is_some_and(|gate| !Path::new(gate).exists()) {
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    watch.has_ended = true;
    note(journal, "end", &item)?;
    Ok(item)
}

/// What `trial.work` does, but blocking the thread instead of waiting.
#[mistral_action(name = "trial.block")]
async fn block(journal: String, item: String, gate: String) -> Result<String, ActionError> {
    note(Path::new(&journal), "begin", &item)?;
    while !Path::new(&gate).exists() {
        std::thread::sleep(Duration::from_millis(20));
    }
    Ok(item)
}

/// Note that it begins, and take all the time that there is to clean up when it is cancelled.
#[mistral_action(name = "trial.stubborn")]
async fn stubborn(
    _token: &CancellationToken,
    journal: String,
    item: String,
) -> Result<(), ActionError> {
    note(Path::new(&journal), "begin", &item)?;
    std::future::pending().await
}

/// Fail.
#[mistral_action(name = "trial.fail")]
async fn fail(message: String) -> Result<Value, ActionError> {
    Err(message)?
}

/// Cancel the task.
#[mistral_action(name = "trial.cancel")]
async fn cancel() -> ActionResult<Value> {
    ActionResult::Cancel
}

/// Panic.
#[mistral_action(name = "trial.panic")]
async fn panic(message: String) -> Value {
    panic!("{message}")
}

/// Return a text of so many bytes.
#[mistral_action(name = "trial.text")]
async fn text(bytes: usize) -> String {
    "x".repeat(bytes)
}

/// Return a text of so many characters that take much room in Python.
#[mistral_action(name = "trial.wide_text")]
async fn wide_text(characters: usize) -> String {
    let mut text = "\u{1}".repeat(characters);
    text.push('🦀');
    text
}

/// Whether the worker was told that the request came before.
#[mistral_action(name = "trial.redelivered")]
async fn redelivered(security: &SecurityContext) -> bool {
    security.redelivered
}

/// Start something whose result comes from elsewhere.
#[mistral_action(name = "trial.later", asynchronous)]
async fn later(journal: String) -> Result<(), ActionError> {
    note(Path::new(&journal), "begin", "later")?;
    Ok(())
}

/// Fail to start something.
#[mistral_action(name = "trial.later_fails", asynchronous)]
async fn later_fails(message: String) -> Result<(), ActionError> {
    Err(message)?
}

// As the reader of a pack with a mistake would do.
mistral_wire::register_python_class!("trial.Unreadable", |object| panic!(
    "cannot read `{}`",
    object.class
));
