//! [`Journal`]: what actions have written down of their work.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

use live_tests::{Result, until};

/// A file to which actions add lines.
pub(crate) struct Journal(PathBuf);

impl Journal {
    pub(crate) fn new(path: PathBuf) -> Self {
        Self(path)
    }

    pub(crate) fn path(&self) -> &str {
        self.0
            .to_str()
            .expect("the build folder has a name in UTF-8")
    }

    /// All lines so far.
    pub(crate) fn lines(&self) -> Result<Vec<String>> {
        match std::fs::read_to_string(&self.0) {
            Ok(text) => Ok(text.lines().map(str::to_owned).collect()),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(Vec::new()),
            Err(error) => Err(error.into()),
        }
    }

    /// How often `live.note` began (`begin`) or finished (`end`) each item.
    pub(crate) fn items(&self, what: &str) -> Result<BTreeMap<u64, usize>> {
        let mut items = BTreeMap::new();
        for line in self.lines()? {
            let words: Vec<_> = line.split(' ').collect();
            if words[0] == what {
                *items.entry(words[1].parse()?).or_default() += 1;
            }
        }
        Ok(items)
    }

    /// Which items each process began.
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

    /// Waits until so many lines begin with a word.
    pub(crate) fn wait(&self, count: usize, word: &str) -> Result<()> {
        until(&format!("the journal has {count} times `{word}`"), || {
            let lines = self.lines()?;
            let found = lines.iter().filter(|line| line.starts_with(word)).count();
            Ok((found >= count).then_some(()))
        })
    }
}
