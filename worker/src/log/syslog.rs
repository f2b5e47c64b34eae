//! [`Syslog`]: the system's log, written as glibc's `syslog` writes it, which oslo.log uses.

use std::os::unix::net::UnixDatagram;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;
use std::{io, process};

use chrono::Local;
use tracing::Level;

/// Socket of the system's log.
pub(super) const DEV_LOG: &str = "/dev/log";

/// Upper bound on writing a line; the reader of the socket may be slow or gone.
const WRITE_TIMEOUT: Duration = Duration::from_secs(1);

/// A connection to the system's log.
pub(super) struct Syslog {
    path: PathBuf,
    /// Number of the facility (RFC 5424, table 1).
    facility: u8,
    ident: String,
    /// `None` while the socket does not exist or refuses.
    socket: Mutex<Option<UnixDatagram>>,
}

impl Syslog {
    /// Prepares a connection; the socket need not exist yet.
    pub(super) fn to(path: &Path, facility: u8, ident: String) -> Self {
        Self {
            path: path.to_owned(),
            facility,
            ident,
            socket: Mutex::default(),
        }
    }

    /// Writes a line. Reconnects once if the connection is broken.
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
        connected.set_write_timeout(Some(WRITE_TIMEOUT))?;
        connected.send(message.as_bytes())?;
        *socket = Some(connected);
        Ok(())
    }
}

/// Returns the severity for syslog and journal (RFC 5424, table 2).
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
    fn line_has_priority_and_sender() {
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
    fn reconnects_after_the_reader_restarted() {
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
