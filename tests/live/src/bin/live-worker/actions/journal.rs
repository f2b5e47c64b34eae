//! Journals: files to which actions append a line for each step.

use std::fs::OpenOptions;
use std::io::Write;
use std::path::Path;
use std::time::Duration;

use mistral_actions::prelude::*;

/// Appends a line. Lines of several processes do not mix, because each is a single write to a file in append mode.
pub(crate) fn note(journal: &Path, line: &str) -> std::io::Result<()> {
    let mut file = OpenOptions::new().create(true).append(true).open(journal)?;
    file.write_all(format!("{line}\n").as_bytes())
}

/// Write the item and the process id to the journal before and after a pause; return the item.
#[mistral_action(name = "live.note")]
async fn note_item(journal: String, item: u32, pause_ms: u64) -> Result<u32, ActionError> {
    let (journal, pid) = (Path::new(&journal), std::process::id());
    note(journal, &format!("begin {item} {pid}"))?;
    tokio::time::sleep(Duration::from_millis(pause_ms)).await;
    note(journal, &format!("end {item} {pid}"))?;
    Ok(item)
}

/// Fail a number of times, then succeed; return the number of tries.
#[mistral_action(name = "live.flaky")]
async fn flaky(journal: String, failures: usize) -> Result<usize, ActionError> {
    let journal = Path::new(&journal);
    note(journal, "try")?;
    let tries = std::fs::read_to_string(journal)?.lines().count();
    if tries <= failures {
        Err(format!("try {tries} failed"))?;
    }
    Ok(tries)
}
