//! [`Journal`]: a log of the steps of actions.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

use live_tests::{Result, until};

/// A file to which actions append lines.
pub(crate) struct Journal(PathBuf);

impl Journal {
    pub(crate) fn new(path: PathBuf) -> Self {
        Self(path)
    }

    pub(crate) fn path(&self) -> &str {
        self.0
            .to_str()
            .expect("the path of the build folder must be UTF-8")
    }

    /// Returns all lines so far.
    pub(crate) fn lines(&self) -> Result<Vec<String>> {
        match std::fs::read_to_string(&self.0) {
            Ok(text) => Ok(text.lines().map(str::to_owned).collect()),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(Vec::new()),
            Err(error) => Err(error.into()),
        }
    }

    /// Returns how often `live.note` started (`begin`) or finished (`end`) each item.
    pub(crate) fn items(&self, word: &str) -> Result<BTreeMap<u64, usize>> {
        let mut items = BTreeMap::new();
        for line in self.lines()? {
            let words: Vec<_> = line.split(' ').collect();
            if words[0] == word {
                *items.entry(words[1].parse()?).or_default() += 1;
            }
        }
        Ok(items)
    }

    /// Returns the items that each process started.
    pub(crate) fn by_process(&self) -> Result<BTreeMap<String, BTreeSet<u64>>> {
        let mut processes = BTreeMap::<_, BTreeSet<_>>::new();
        for line in self.lines()? {
            let words: Vec<_> = line.split(' ').collect();
            if words[0] == "begin" {
                let items = processes.entry(words[2].to_owned()).or_default();
                items.insert(words[1].parse()?);
            }
        }
        Ok(processes)
    }

    /// Waits until a number of lines start with a word.
    pub(crate) fn wait(&self, count: usize, word: &str) -> Result<()> {
        until(&format!("the journal has {count} lines `{word}`"), || {
            let lines = self.lines()?;
            let found = lines.iter().filter(|line| line.starts_with(word)).count();
            Ok((found >= count).then_some(()))
        })
    }
}
