//! [`WatchedFile`]: a log file that others may move away.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Write};
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, PoisonError, RwLock};
use std::time::{Duration, Instant};

/// How often is looked whether the file is still there.
const LOOK_EVERY: Duration = Duration::from_secs(1);

/// A file that is made anew when it was moved or removed, as Python's `WatchedFileHandler` does: those that rotate
/// logs need not tell. Each line is one write: the system keeps lines apart, so that no thread waits for another's.
#[derive(Debug)]
pub(super) struct WatchedFile {
    path: PathBuf,
    file: RwLock<Arc<File>>,
    since: Instant,
    /// Milliseconds of `since`, after which to look again.
    look_at: AtomicU64,
}

impl WatchedFile {
    pub(super) fn open(path: &Path) -> Result<Self, String> {
        Ok(Self {
            path: path.to_owned(),
            file: RwLock::new(Arc::new(open(path)?)),
            since: Instant::now(),
            look_at: AtomicU64::new(0),
        })
    }

    /// Whether the file could be opened. None is left behind: it would belong to whoever asks, not to the worker.
    pub(super) fn try_open(path: &Path) -> Result<(), String> {
        let mut appending = OpenOptions::new();
        appending.append(true);
        let mut tried = appending.open(path);
        if matches!(&tried, Err(error) if error.kind() == io::ErrorKind::NotFound) {
            if let (Ok(target), Some(folder)) = (fs::read_link(path), path.parent()) {
                return Self::try_open(&folder.join(target));
            }
            tried = appending.create_new(true).open(path);
            if tried.is_ok() {
                // One that is left is empty.
                let _ = fs::remove_file(path);
            }
        }
        tried.map(drop).map_err(|error| cannot_log(path, &error))
    }

    /// Makes or opens the file anew.
    pub(super) fn reopen(&self) -> Result<(), String> {
        let file = Arc::new(open(&self.path)?);
        *self.file.write().unwrap_or_else(PoisonError::into_inner) = file;
        Ok(())
    }

    pub(super) fn write(&self, line: &[u8]) -> io::Result<()> {
        if self.is_time_to_look() && !self.is_in_place() {
            // If that does not work, the line is better in the old file than nowhere.
            let _ = self.reopen();
        }
        let file = self.file.read().unwrap_or_else(PoisonError::into_inner);
        let file = Arc::clone(&file);
        (&*file).write_all(line)
    }

    fn is_time_to_look(&self) -> bool {
        let millis = |time: Duration| u64::try_from(time.as_millis()).unwrap_or(u64::MAX);
        let (now, look_at) = (
            millis(self.since.elapsed()),
            self.look_at.load(Ordering::Relaxed),
        );
        let next = now + millis(LOOK_EVERY);
        // One thread looks, the others go on.
        let turn = || {
            self.look_at
                .compare_exchange(look_at, next, Ordering::Relaxed, Ordering::Relaxed)
        };
        now >= look_at && turn().is_ok()
    }

    fn is_in_place(&self) -> bool {
        let file = self.file.read().unwrap_or_else(PoisonError::into_inner);
        let (Ok(opened), Ok(there)) = (file.metadata(), fs::metadata(&self.path)) else {
            return false;
        };
        (opened.dev(), opened.ino()) == (there.dev(), there.ino())
    }
}

fn open(path: &Path) -> Result<File, String> {
    let opened = OpenOptions::new().create(true).append(true).open(path);
    opened.map_err(|error| cannot_log(path, &error))
}

fn cannot_log(path: &Path, error: &io::Error) -> String {
    format!("cannot log to {}: {error}", path.display())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_moved_away_is_made_anew() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("worker.log");
        let file = WatchedFile::open(&path).unwrap();
        file.write(b"one\n").unwrap();
        fs::rename(&path, folder.path().join("worker.log.1")).unwrap();
        file.look_at.store(0, Ordering::Relaxed);
        file.write(b"two\n").unwrap();
        file.write(b"three\n").unwrap();
        let text = |name: &str| fs::read_to_string(folder.path().join(name)).unwrap();
        assert_eq!(
            (text("worker.log.1"), text("worker.log")),
            ("one\n".into(), "two\nthree\n".into())
        );
    }

    /// As logrotate does with `create`.
    #[test]
    fn another_file_in_its_place_is_written_to() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("worker.log");
        let file = WatchedFile::open(&path).unwrap();
        fs::rename(&path, folder.path().join("worker.log.1")).unwrap();
        File::create(&path).unwrap();
        file.write(b"one\n").unwrap();
        assert_eq!(fs::read_to_string(&path).unwrap(), "one\n");
    }

    #[test]
    fn trying_leaves_things_as_they_are() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("worker.log");
        WatchedFile::try_open(&path).unwrap();
        assert!(!path.exists());
        fs::write(&path, "one\n").unwrap();
        WatchedFile::try_open(&path).unwrap();
        assert_eq!(fs::read_to_string(&path).unwrap(), "one\n");
        let link = folder.path().join("link.log");
        std::os::unix::fs::symlink("later.log", &link).unwrap();
        WatchedFile::try_open(&link).unwrap();
        assert!(link.is_symlink() && !link.exists());
        let error = WatchedFile::try_open(&path.join("worker.log")).unwrap_err();
        assert!(error.starts_with("cannot log to "), "{error}");
    }

    #[test]
    fn what_cannot_be_made_anew_is_written_where_it_was() {
        let folder = tempfile::tempdir().unwrap();
        let (old, new) = (folder.path().join("old"), folder.path().join("new"));
        fs::create_dir(&old).unwrap();
        let file = WatchedFile::open(&old.join("worker.log")).unwrap();
        fs::rename(&old, &new).unwrap();
        file.write(b"one\n").unwrap();
        assert_eq!(fs::read_to_string(new.join("worker.log")).unwrap(), "one\n");
    }
}
