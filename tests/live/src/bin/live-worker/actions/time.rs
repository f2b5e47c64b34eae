//! Slow actions and asynchronous actions.

use std::path::{Path, PathBuf};
use std::time::Duration;

use mistral_actions::prelude::*;
use mistral_actions::serde_json;

use super::journal::note;

/// Writes `stopped` to the journal if the action is dropped before its end.
struct DropNote(Option<PathBuf>);

impl Drop for DropNote {
    fn drop(&mut self) {
        if let Some(journal) = &self.0 {
            // An error is ignored here; the test fails because the line is missing.
            let _ = note(journal, "stopped");
        }
    }
}

/// Sleep, and write to the journal whether the sleep ended.
#[mistral_action(name = "live.sleep")]
async fn sleep(journal: String, seconds: u64) -> Result<(), ActionError> {
    let journal = Path::new(&journal);
    let mut drop_note = DropNote(Some(journal.into()));
    note(journal, "begin")?;
    tokio::time::sleep(Duration::from_secs(seconds)).await;
    drop_note.0 = None;
    note(journal, "end")?;
    Ok(())
}

/// Deliver a result after a pause.
#[mistral_action(name = "live.async_result", asynchronous)]
async fn async_result(handle: &ResultHandle, value: Value, pause_ms: u64) {
    handle.spawn(async move {
        tokio::time::sleep(Duration::from_millis(pause_ms)).await;
        Ok::<_, ActionError>(value)
    });
}

/// Deliver an error after a pause.
#[mistral_action(name = "live.async_error", asynchronous)]
async fn async_error(handle: &ResultHandle, message: String, pause_ms: u64) {
    handle.spawn(async move {
        tokio::time::sleep(Duration::from_millis(pause_ms)).await;
        Err::<Value, _>(ActionError::new(message))
    });
}

/// Write the result handle to a file, so that another process can deliver the result.
#[mistral_action(name = "live.store_handle", asynchronous)]
async fn store_handle(handle: &ResultHandle, file: String) -> Result<(), ActionError> {
    note(Path::new(&file), &serde_json::to_string(handle)?)?;
    Ok(())
}
