//! [`QueueNumber`]: the number of this worker in the name of its fanout queue, with `use_queue_manager`.

use std::fs::{File, OpenOptions};
use std::path::{Path, PathBuf};

/// Folder of the locks; the system empties it when it starts.
const SHARED_MEMORY: &str = "/dev/shm";

/// Upper bound on the workers of one name on a machine.
const MAX: u32 = 10_000;

/// A number that no other worker of the same name has on this machine. A worker that starts again gets the same.
///
/// oslo.messaging counts the connections of a process group, and several groups get the same numbers. A lock is free when
/// its worker has ended, also if it was killed.
#[derive(Debug)]
pub(super) struct QueueNumber {
    number: u32,
    /// Locked until it is closed.
    _lock: Option<File>,
}

impl QueueNumber {
    /// Takes the lowest number that is free.
    pub(super) fn take(host: &str, process: &str) -> Self {
        let shared = Path::new(SHARED_MEMORY);
        let folder = if shared.is_dir() {
            shared.to_owned()
        } else {
            std::env::temp_dir()
        };
        Self::take_in(&folder, host, process)
    }

    fn take_in(folder: &Path, host: &str, process: &str) -> Self {
        let name = format!("{host}_{process}").replace('/', "_");
        let path = |number| folder.join(format!("{name}_mistral_actions.{number}"));
        let free = (1..MAX).find_map(|number| Some((number, lock(path(number))?)));
        match free {
            Some((number, lock)) => Self {
                number,
                _lock: Some(lock),
            },
            None => {
                tracing::warn!(
                    "cannot lock a file in {}: other workers may use the same fanout queue",
                    folder.display()
                );
                Self {
                    number: 1,
                    _lock: None,
                }
            }
        }
    }

    pub(super) fn get(&self) -> u32 {
        self.number
    }
}

/// Locks a file, or returns `None` if another process has it.
fn lock(path: PathBuf) -> Option<File> {
    let mut options = OpenOptions::new();
    let file = options.create(true).truncate(false).write(true).open(path);
    let file = file.ok()?;
    file.try_lock().ok()?;
    Some(file)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn workers_have_different_numbers_and_keep_them() {
        let folder = tempfile::tempdir().unwrap();
        let take = |process| QueueNumber::take_in(folder.path(), "host", process);
        let (first, second, other) = (take("a"), take("a"), take("b"));
        assert_eq!((first.get(), second.get(), other.get()), (1, 2, 1));
        drop(first);
        assert_eq!(take("a").get(), 1);
    }

    #[test]
    fn folder_that_cannot_be_written_gives_the_first_number() {
        let number = QueueNumber::take_in(Path::new("/nowhere"), "host", "a");
        assert_eq!(number.get(), 1);
    }
}
