//! Actions that take their time, and those whose result comes later.

use std::path::{Path, PathBuf};
use std::time::Duration;

use mistral_actions::prelude::*;
use mistral_actions::serde_json;

use super::journal::note;

/// Notes that the work was dropped, unless it came to its end.
struct Watch(Option<PathBuf>);

impl Drop for Watch {
    fn drop(&mut self) {
        if let Some(journal) = &self.0 {
            // Nobody could be told of an error here; the trial misses the line.
            let _ = note(journal, "stopped");
        }
    }
}

/// Sleep; the journal says whether it came to its end.
#[mistral_action(name = "live.sleep")]
async fn sleep(journal: String, seconds: u64) -> Result<(), ActionError> {
    let journal = Path::new(&journal);
    let mut watch = Watch(Some(journal.into()));
    note(journal, "begin")?;
    tokio::time::sleep(Duration::from_secs(seconds)).await;
    watch.0 = None;
    note(journal, "end")?;
    Ok(())
}

/// Deliver a result later.
#[mistral_action(name = "live.later", asynchronous)]
async fn later(handle: &ResultHandle, value: Value, pause_ms: u64) {
    handle.spawn(async move {
        tokio::time::sleep(Duration::from_millis(pause_ms)).await;
        Ok::<_, ActionError>(value)
    });
}

/// Deliver a failure later.
#[mistral_action(name = "live.fail_later", asynchronous)]
async fn fail_later(handle: &ResultHandle, message: String, pause_ms: u64) {
    handle.spawn(async move {
        tokio::time::sleep(Duration::from_millis(pause_ms)).await;
        Err::<Value, _>(ActionError::new(message))
    });
}

/// Entrust the delivery of the result to whoever reads the file.
#[mistral_action(name = "live.entrust", asynchronous)]
async fn entrust(handle: &ResultHandle, file: String) -> Result<(), ActionError> {
    note(Path::new(&file), &serde_json::to_string(handle)?)?;
    Ok(())
}
