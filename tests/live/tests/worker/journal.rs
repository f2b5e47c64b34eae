//! [`Journal`]: what actions write down, and the gate they wait at.

use std::fs::{self, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use live_tests::serde_json::{Value, json};
use live_tests::{Result, until};

/// Adds a line. A single write to a file opened for appending is not torn by other processes.
pub(crate) fn note(journal: &Path, what: &str, item: &str) -> io::Result<()> {
    let mut file = OpenOptions::new().create(true).append(true).open(journal)?;
    let pid = std::process::id();
    file.write_all(format!("{what} {item} {pid}\n").as_bytes())
}

/// A file that actions write to, and another that lets them end.
pub(crate) struct Journal {
    path: PathBuf,
    gate: PathBuf,
}

impl Journal {
    pub(crate) fn new(folder: &Path) -> Self {
        Self {
            path: folder.join("journal"),
            gate: folder.join("gate"),
        }
    }

    pub(crate) fn path(&self) -> &Path {
        &self.path
    }

    /// The input of `trial.work` that waits until [`Journal::open_gate`].
    pub(crate) fn gated(&self, item: &str) -> Value {
        json!({"journal": self.path, "item": item, "gate": self.gate})
    }

    /// The input of `trial.work` that ends at once.
    pub(crate) fn quick(&self, item: &str) -> Value {
        json!({"journal": self.path, "item": item})
    }

    pub(crate) fn open_gate(&self) -> Result<()> {
        Ok(fs::write(&self.gate, "")?)
    }

    /// How often there is a line of this kind (`begin`, `end`, `stopped`) of an item.
    pub(crate) fn count(&self, what: &str, item: &str) -> Result<usize> {
        let start = format!("{what} {item} ");
        let text = match fs::read_to_string(&self.path) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => String::new(),
            read => read?,
        };
        Ok(text.lines().filter(|line| line.starts_with(&start)).count())
    }

    /// Waits until there is such a line.
    pub(crate) fn wait(&self, what: &str, item: &str) -> Result<()> {
        self.wait_times(what, item, 1)
    }

    pub(crate) fn wait_times(&self, what: &str, item: &str, times: usize) -> Result<()> {
        until(
            &format!("the journal says `{what} {item}` {times} times"),
            || Ok((self.count(what, item)? >= times).then_some(())),
        )
    }
}
