//! [`Syslog`]: the log of the system, written to as glibc's `syslog` does, which oslo.log uses.

use std::os::unix::net::UnixDatagram;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;
use std::{io, process};

use chrono::Local;
use tracing::Level;

/// Where the system's log listens.
pub(super) const DEV_LOG: &str = "/dev/log";

/// How long a line may take: whoever reads the log may be slow, or gone for good.
const PATIENCE: Duration = Duration::from_secs(1);

/// A line for the system's log.
pub(super) struct Syslog {
    path: PathBuf,
    /// By its number (RFC 5424, table 1).
    facility: u8,
    ident: String,
    /// None while nobody listens.
    socket: Mutex<Option<UnixDatagram>>,
}

impl Syslog {
    /// Nobody has to listen yet.
    pub(super) fn to(path: &Path, facility: u8, ident: String) -> Self {
        Self {
            path: path.to_owned(),
            facility,
            ident,
            socket: Mutex::default(),
        }
    }

    /// Writes a line; connects anew, once, if whoever listens is another one now.
    pub(super) fn write(&self, level: Level, line: &str) -> io::Result<()> {
        let priority = self.facility * 8 + severity(level);
        let date = Local::now().format("%b %e %H:%M:%S");
        let (ident, process, line) = (&self.ident, process::id(), line.trim_end());
        let message = format!("<{priority}>{date} {ident}[{process}]: {line}");
        let mut socket = self.socket.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(connected) = &*socket
            && connected.send(message.as_bytes()).is_ok()
        {
            return Ok(());
        }
        *socket = None;
        let connected = UnixDatagram::unbound()?;
        connected.connect(&self.path)?;
        connected.set_write_timeout(Some(PATIENCE))?;
        connected.send(message.as_bytes())?;
        *socket = Some(connected);
        Ok(())
    }
}

/// Of the system's log and of the journal (RFC 5424, table 2).
pub(super) fn severity(level: Level) -> u8 {
    match level {
        Level::ERROR => 3,
        Level::WARN => 4,
        Level::INFO => 6,
        Level::DEBUG | Level::TRACE => 7,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn received(listener: &UnixDatagram) -> String {
        // Datagrams are there at once, or never.
        listener.set_nonblocking(true).unwrap();
        let mut buffer = [0; 200];
        let length = listener.recv(&mut buffer).unwrap();
        String::from_utf8_lossy(&buffer[..length]).into_owned()
    }

    #[test]
    fn a_line_has_a_priority_and_says_who_writes_it() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("log");
        let listener = UnixDatagram::bind(&path).unwrap();
        let syslog = Syslog::to(&path, 16, "worker".to_owned());
        syslog.write(Level::WARN, "a line\n").unwrap();
        let line = received(&listener);
        // local0, warning; the date has 15 characters.
        assert_eq!(&line[..5], "<132>");
        let process = process::id();
        assert_eq!(line[20..], format!(" worker[{process}]: a line"));
    }

    #[test]
    fn whoever_listens_may_be_restarted() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("log");
        let syslog = Syslog::to(&path, 1, "worker".to_owned());
        assert!(syslog.write(Level::INFO, "nobody listens").is_err());
        let first = UnixDatagram::bind(&path).unwrap();
        syslog.write(Level::INFO, "one").unwrap();
        assert!(received(&first).ends_with("]: one"));
        drop(first);
        std::fs::remove_file(&path).unwrap();
        let second = UnixDatagram::bind(&path).unwrap();
        syslog.write(Level::INFO, "two").unwrap();
        assert!(received(&second).ends_with("]: two"));
    }
}
