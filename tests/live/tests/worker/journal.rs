//! [`Journal`]: the steps of actions, and the gate at which they wait.

use std::fs::{self, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use live_tests::serde_json::{Value, json};
use live_tests::{Result, until};

/// Appends a line. Lines of several processes do not mix, because each is a single write to a file in append mode.
pub(crate) fn note(journal: &Path, step: &str, item: &str) -> io::Result<()> {
    let mut file = OpenOptions::new().create(true).append(true).open(journal)?;
    let pid = std::process::id();
    file.write_all(format!("{step} {item} {pid}\n").as_bytes())
}

/// A file to which actions write, and a file for whose existence they wait.
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

    /// Returns an input of `test.work` that waits for [`Journal::open_gate`].
    pub(crate) fn gated(&self, item: &str) -> Value {
        json!({"journal": self.path, "item": item, "gate": self.gate})
    }

    /// As [`Self::gated`], with a gate that only [`Self::release`] of this item opens.
    pub(crate) fn held(&self, item: &str) -> Value {
        json!({"journal": self.path, "item": item, "gate": self.gate_of(item)})
    }

    /// Returns an input of `test.work` that ends immediately.
    pub(crate) fn quick(&self, item: &str) -> Value {
        json!({"journal": self.path, "item": item})
    }

    pub(crate) fn open_gate(&self) -> Result<()> {
        Ok(fs::write(&self.gate, "")?)
    }

    /// Opens the gate of an item with [`Self::held`].
    pub(crate) fn release(&self, item: &str) -> Result<()> {
        Ok(fs::write(self.gate_of(item), "")?)
    }

    fn gate_of(&self, item: &str) -> PathBuf {
        self.gate.with_extension(item)
    }

    /// Returns the number of lines with a step (`begin`, `end`, `stopped`) of an item.
    pub(crate) fn count(&self, step: &str, item: &str) -> Result<usize> {
        let start = format!("{step} {item} ");
        let text = match fs::read_to_string(&self.path) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => String::new(),
            read => read?,
        };
        Ok(text.lines().filter(|line| line.starts_with(&start)).count())
    }

    /// Waits until the journal contains a step of an item.
    pub(crate) fn wait(&self, step: &str, item: &str) -> Result<()> {
        self.wait_times(step, item, 1)
    }

    pub(crate) fn wait_times(&self, step: &str, item: &str, times: usize) -> Result<()> {
        until(
            &format!("the journal contains `{step} {item}` {times} times"),
            || Ok((self.count(step, item)? >= times).then_some(())),
        )
    }
}
