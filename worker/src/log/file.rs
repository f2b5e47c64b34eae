//! [`WatchedFile`]: a log file that may be rotated by other programs.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Write};
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, PoisonError, RwLock};
use std::time::{Duration, Instant};

/// Interval at which the path is compared with the open file.
const CHECK_EVERY: Duration = Duration::from_secs(1);

/// A file that is created again after it was moved or removed, as Python's `WatchedFileHandler` does, so that log rotation
/// needs no signal. Each line is one write: the system keeps lines apart, and no thread waits for another.
#[derive(Debug)]
pub(crate) struct WatchedFile {
    path: PathBuf,
    file: RwLock<Arc<File>>,
    since: Instant,
    /// Milliseconds after `since` of the next check.
    next_check: AtomicU64,
}

impl WatchedFile {
    pub(crate) fn open(path: &Path) -> Result<Self, String> {
        Ok(Self {
            path: path.to_owned(),
            file: RwLock::new(Arc::new(open(path)?)),
            since: Instant::now(),
            next_check: AtomicU64::new(0),
        })
    }

    /// Tries to open the file. A file created by this is removed: it would belong to the operator instead of the worker.
    pub(crate) fn try_open(path: &Path) -> Result<(), String> {
        let mut appending = OpenOptions::new();
        appending.append(true);
        let mut tried = appending.open(path);
        if matches!(&tried, Err(error) if error.kind() == io::ErrorKind::NotFound) {
            if let (Ok(target), Some(folder)) = (fs::read_link(path), path.parent()) {
                return Self::try_open(&folder.join(target));
            }
            tried = appending.create_new(true).open(path);
            if tried.is_ok() {
                // If this fails, an empty file stays.
                let _ = fs::remove_file(path);
            }
        }
        tried.map(drop).map_err(|error| cannot_log(path, &error))
    }

    /// Creates or opens the file again.
    pub(crate) fn reopen(&self) -> Result<(), String> {
        let file = Arc::new(open(&self.path)?);
        *self.file.write().unwrap_or_else(PoisonError::into_inner) = file;
        Ok(())
    }

    pub(crate) fn write(&self, line: &[u8]) -> io::Result<()> {
        if self.is_check_due() && !self.is_in_place() {
            // If this fails, the line goes to the old file.
            let _ = self.reopen();
        }
        let file = self.file.read().unwrap_or_else(PoisonError::into_inner);
        let file = Arc::clone(&file);
        (&*file).write_all(line)
    }

    fn is_check_due(&self) -> bool {
        let millis = |time: Duration| u64::try_from(time.as_millis()).unwrap_or(u64::MAX);
        let (now, next_check) = (
            millis(self.since.elapsed()),
            self.next_check.load(Ordering::Relaxed),
        );
        let next = now + millis(CHECK_EVERY);
        // One thread checks; the others go on.
        let turn = || {
            self.next_check
                .compare_exchange(next_check, next, Ordering::Relaxed, Ordering::Relaxed)
        };
        now >= next_check && turn().is_ok()
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
    fn moved_file_is_created_again() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("worker.log");
        let file = WatchedFile::open(&path).unwrap();
        file.write(b"one\n").unwrap();
        fs::rename(&path, folder.path().join("worker.log.1")).unwrap();
        file.next_check.store(0, Ordering::Relaxed);
        file.write(b"two\n").unwrap();
        file.write(b"three\n").unwrap();
        let text = |name: &str| fs::read_to_string(folder.path().join(name)).unwrap();
        assert_eq!(
            (text("worker.log.1"), text("worker.log")),
            ("one\n".into(), "two\nthree\n".into())
        );
    }

    /// logrotate's option `create` does this.
    #[test]
    fn replaced_file_is_opened() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("worker.log");
        let file = WatchedFile::open(&path).unwrap();
        fs::rename(&path, folder.path().join("worker.log.1")).unwrap();
        File::create(&path).unwrap();
        file.write(b"one\n").unwrap();
        assert_eq!(fs::read_to_string(&path).unwrap(), "one\n");
    }

    #[test]
    fn trying_leaves_no_file_behind() {
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
    fn old_file_is_written_if_none_can_be_created() {
        let folder = tempfile::tempdir().unwrap();
        let (old, new) = (folder.path().join("old"), folder.path().join("new"));
        fs::create_dir(&old).unwrap();
        let file = WatchedFile::open(&old.join("worker.log")).unwrap();
        fs::rename(&old, &new).unwrap();
        file.write(b"one\n").unwrap();
        assert_eq!(fs::read_to_string(new.join("worker.log")).unwrap(), "one\n");
    }
}
