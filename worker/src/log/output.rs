//! [`Output`]: where the lines of the log go.

use std::fs::File;
use std::io::{self, Write};
use std::os::fd::AsFd;
use std::path::Path;
use std::sync::Arc;

use tracing::{Level, Metadata};
use tracing_subscriber::fmt::MakeWriter;

use super::file::WatchedFile;
use super::syslog::{DEV_LOG, Syslog, severity};
use crate::config::{self, Log};

/// Where the lines of the log go: to one place or several.
#[derive(Clone)]
pub(super) struct Output(Arc<Places>);

struct Places {
    file: Option<WatchedFile>,
    stderr: Option<Stderr>,
    syslog: Option<Syslog>,
}

/// Rust's own has a lock; each line is one write, and the system keeps them apart.
struct Stderr {
    copy: File,
    /// Whether each line begins with its severity, as systemd reads it (`sd-daemon(3)`).
    for_the_journal: bool,
}

impl Output {
    pub(super) fn open(log: &Log) -> Result<Self, String> {
        let file = log.file.as_deref().map(WatchedFile::open).transpose()?;
        let stderr = log.stderr.then(|| {
            let copy = io::stderr().as_fd().try_clone_to_owned();
            let copy = copy.map_err(|error| format!("cannot log to stderr: {error}"))?;
            Ok::<_, String>(Stderr {
                copy: File::from(copy),
                for_the_journal: log.journal,
            })
        });
        let syslog = log.syslog.map(|facility| {
            let ident = config::binary_name();
            Syslog::to(Path::new(DEV_LOG), facility, ident)
        });
        Ok(Self(Arc::new(Places {
            file,
            stderr: stderr.transpose()?,
            syslog,
        })))
    }

    /// Opens the file anew, if there is one.
    pub(super) fn reopen(&self) -> Result<(), String> {
        self.0.file.as_ref().map_or(Ok(()), WatchedFile::reopen)
    }
}

impl MakeWriter<'_> for Output {
    type Writer = Lines;

    fn make_writer(&self) -> Lines {
        Lines(self.clone(), Level::INFO)
    }

    fn make_writer_for(&self, metadata: &Metadata<'_>) -> Lines {
        Lines(self.clone(), *metadata.level())
    }
}

/// Writes lines of one level.
pub(super) struct Lines(Output, Level);

impl Write for Lines {
    /// Writes a line to every place. One that cannot be written to must not keep others from having it.
    fn write(&mut self, line: &[u8]) -> io::Result<usize> {
        let Self(Output(places), level) = self;
        let file = places.file.as_ref().map(|file| file.write(line));
        let stderr = places
            .stderr
            .as_ref()
            .map(|stderr| stderr.write(*level, line));
        let syslog = places.syslog.as_ref().map(|syslog| {
            let line = String::from_utf8_lossy(line);
            syslog.write(*level, &line)
        });
        let written: io::Result<()> = [file, stderr, syslog].into_iter().flatten().collect();
        written.map(|()| line.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl Stderr {
    fn write(&self, level: Level, line: &[u8]) -> io::Result<()> {
        if self.for_the_journal {
            let prefix = format!("<{}>", severity(level));
            return (&self.copy).write_all(&[prefix.as_bytes(), line].concat());
        }
        (&self.copy).write_all(line)
    }
}
