//! [`Output`]: the destinations of the log's lines.

use std::fs::File;
use std::io::{self, Write};
use std::os::fd::AsFd;
use std::path::Path;
use std::sync::Arc;

use tracing::{Level, Metadata};
use tracing_subscriber::fmt::MakeWriter;

use super::file::WatchedFile;
use super::syslog::{DEV_LOG, Syslog, severity};
use crate::config::{self, Destination, Log, LoggingConf};

/// One or several destinations of the log's lines.
#[derive(Clone)]
pub(super) struct Output(Arc<Sinks>);

struct Sinks {
    all: Vec<Sink>,
    /// Decides which of them get a line. `None`: each gets all.
    conf: Option<LoggingConf>,
}

/// An open destination.
enum Sink {
    File(WatchedFile),
    Stream(Stream),
    Syslog(Syslog),
    Nowhere,
}

/// A standard stream without Rust's lock: each line is one write, and the system keeps lines apart.
struct Stream {
    copy: File,
    /// Each line begins with its severity, as systemd's journal reads it (`sd-daemon(3)`).
    for_the_journal: bool,
}

impl Output {
    pub(super) fn open(log: &Log) -> Result<Self, String> {
        let open = |destination: &Destination| Sink::open(destination, log.facility);
        let all = match &log.conf {
            Some(conf) => conf
                .handlers
                .iter()
                .map(|handler| open(&handler.destination))
                .collect(),
            None => destinations(log).iter().map(open).collect(),
        };
        let all: Result<Vec<Sink>, String> = all;
        Ok(Self(Arc::new(Sinks {
            all: all?,
            conf: log.conf.clone(),
        })))
    }

    /// Reopens the files.
    pub(super) fn reopen(&self) -> Result<(), String> {
        let files = self.0.all.iter().filter_map(|sink| match sink {
            Sink::File(file) => Some(file),
            _ => None,
        });
        // All, also after one has failed.
        files.map(WatchedFile::reopen).fold(Ok(()), Result::and)
    }
}

/// Returns the destinations without a file of loggers.
fn destinations(log: &Log) -> Vec<Destination> {
    let file = log.file.clone().map(Destination::File);
    let stderr = log.stderr.then_some(if log.journal {
        Destination::Journal
    } else {
        Destination::Stderr
    });
    let syslog = log.syslog.then_some(Destination::Syslog(None));
    [file, stderr, syslog].into_iter().flatten().collect()
}

impl Sink {
    fn open(destination: &Destination, facility: u8) -> Result<Self, String> {
        let stream = |stream: &dyn AsFd, name: &str, for_the_journal| {
            let copy = stream.as_fd().try_clone_to_owned();
            let copy = copy.map_err(|error| format!("cannot log to {name}: {error}"))?;
            Ok(Self::Stream(Stream {
                copy: File::from(copy),
                for_the_journal,
            }))
        };
        match destination {
            Destination::File(path) => WatchedFile::open(path).map(Self::File),
            Destination::Stderr => stream(&io::stderr(), "stderr", false),
            Destination::Stdout => stream(&io::stdout(), "stdout", false),
            Destination::Journal => stream(&io::stderr(), "stderr", true),
            Destination::Syslog(own) => {
                let facility = own.unwrap_or(facility);
                let ident = config::binary_name();
                Ok(Self::Syslog(Syslog::to(
                    Path::new(DEV_LOG),
                    facility,
                    ident,
                )))
            }
            Destination::Nowhere => Ok(Self::Nowhere),
        }
    }

    fn write(&self, level: Level, line: &[u8]) -> io::Result<()> {
        match self {
            Self::File(file) => file.write(line),
            Self::Stream(stream) => stream.write(level, line),
            Self::Syslog(syslog) => syslog.write(level, &String::from_utf8_lossy(line)),
            Self::Nowhere => Ok(()),
        }
    }
}

impl MakeWriter<'_> for Output {
    type Writer = Lines;

    fn make_writer(&self) -> Lines {
        Lines {
            output: self.clone(),
            level: Level::INFO,
            sinks: None,
        }
    }

    fn make_writer_for(&self, metadata: &Metadata<'_>) -> Lines {
        let level = *metadata.level();
        let conf = self.0.conf.as_ref();
        Lines {
            output: self.clone(),
            level,
            sinks: conf.map(|conf| conf.handlers_of(metadata.target(), level)),
        }
    }
}

/// Writes lines of one level.
pub(super) struct Lines {
    output: Output,
    level: Level,
    /// Indices of the destinations. `None`: all.
    sinks: Option<Vec<usize>>,
}

impl Write for Lines {
    /// Writes a line to every destination, also after one has failed.
    fn write(&mut self, line: &[u8]) -> io::Result<usize> {
        let all = &self.output.0.all;
        let write = |sink: &Sink| sink.write(self.level, line);
        let written: Vec<io::Result<()>> = match &self.sinks {
            None => all.iter().map(write).collect(),
            Some(sinks) => sinks.iter().map(|index| write(&all[*index])).collect(),
        };
        let written: io::Result<()> = written.into_iter().collect();
        written.map(|()| line.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl Stream {
    fn write(&self, level: Level, line: &[u8]) -> io::Result<()> {
        if self.for_the_journal {
            let prefix = format!("<{}>", severity(level));
            return (&self.copy).write_all(&[prefix.as_bytes(), line].concat());
        }
        (&self.copy).write_all(line)
    }
}

#[cfg(test)]
mod tests {
    use tracing_subscriber::layer::SubscriberExt;

    use super::*;
    use crate::config::{Source, Sources, Values};

    #[test]
    fn lines_go_to_the_handlers_of_their_loggers() {
        let folder = tempfile::tempdir().unwrap();
        let path = |name: &str| folder.path().join(name).display().to_string();
        let conf = format!(
            "\
[loggers]
keys = root, own
[handlers]
keys = all, errors
[logger_root]
level = INFO
handlers = all
[logger_own]
qualname = mistral_worker
handlers = errors
[handler_all]
class = FileHandler
args = ('{}',)
[handler_errors]
class = FileHandler
args = ('{}',)
level = ERROR
",
            path("all"),
            path("errors")
        );
        std::fs::write(path("logging.conf"), conf).unwrap();
        let mut sources = Sources::default();
        let name = "log_config_append";
        sources.set("DEFAULT", name, path("logging.conf"), Source::Default);
        let log = Log::from_values(&mut Values::new(&sources));
        let output = Output::open(&log).unwrap();
        let lines = tracing_subscriber::fmt::layer().with_writer(output.clone());
        tracing::subscriber::with_default(tracing_subscriber::registry().with(lines), || {
            tracing::info!("one");
            tracing::error!("two");
            tracing::error!(target: "other", "three");
        });
        let counts = |name: &str| {
            let text = std::fs::read_to_string(path(name)).unwrap();
            ["one", "two", "three"].map(|line| text.matches(line).count())
        };
        assert_eq!(counts("all"), [1, 1, 1]);
        assert_eq!(counts("errors"), [0, 1, 0]);
        std::fs::remove_file(path("errors")).unwrap();
        output.reopen().unwrap();
        assert_eq!(counts("errors"), [0, 0, 0]);
    }
}
