//! Files in which actions write down what they do: one line each time, at once on disk.

use std::fs::OpenOptions;
use std::io::Write;
use std::path::Path;
use std::time::Duration;

use mistral_actions::prelude::*;

/// Adds a line. A single write to a file opened for appending is not torn by other processes.
pub(crate) fn note(journal: &Path, line: &str) -> std::io::Result<()> {
    let mut file = OpenOptions::new().create(true).append(true).open(journal)?;
    file.write_all(format!("{line}\n").as_bytes())
}

/// Note the item and this process before and after a pause; return the item.
#[mistral_action(name = "live.note")]
async fn note_item(journal: String, item: u32, pause_ms: u64) -> Result<u32, ActionError> {
    let (journal, pid) = (Path::new(&journal), std::process::id());
    note(journal, &format!("begin {item} {pid}"))?;
    tokio::time::sleep(Duration::from_millis(pause_ms)).await;
    note(journal, &format!("end {item} {pid}"))?;
    Ok(item)
}

/// Fail until it has been tried often enough; return how often it was.
#[mistral_action(name = "live.flaky")]
async fn flaky(journal: String, failures: usize) -> Result<usize, ActionError> {
    let journal = Path::new(&journal);
    note(journal, "try")?;
    let tries = std::fs::read_to_string(journal)?.lines().count();
    if tries <= failures {
        Err(format!("try {tries} fails"))?;
    }
    Ok(tries)
}
