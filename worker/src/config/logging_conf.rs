//! [`LoggingConf`]: the file of `log_config_append`, in the form of Python's `logging.config.fileConfig`.
//!
//! Loggers, levels and those handlers are read that the worker has. A line has the format of oslo.log, or is JSON; a
//! formatter's `format` has no effect.

mod file;
mod tuple;

use std::path::{Path, PathBuf};

use tracing_subscriber::filter::LevelFilter;

/// Loggers and handlers of a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct LoggingConf {
    pub(crate) root: Logger,
    pub(crate) loggers: Vec<Logger>,
    /// Handlers that a logger names.
    pub(crate) handlers: Vec<Handler>,
    pub(crate) is_json: bool,
    /// The `datefmt` of the formatters, if one has it.
    pub(crate) date_format: Option<String>,
}

/// A logger.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Logger {
    /// Module path with `::`; empty for the root.
    pub(crate) name: String,
    /// `None`: that of the next logger above.
    pub(crate) level: Option<LevelFilter>,
    /// Indices of handlers.
    pub(crate) handlers: Vec<usize>,
    /// The handlers of the loggers above get the lines, too.
    pub(crate) propagate: bool,
}

/// A destination of lines.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Handler {
    pub(crate) level: LevelFilter,
    pub(crate) destination: Destination,
}

/// Destination of a handler.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Destination {
    Stderr,
    Stdout,
    /// Standard error, with severities for systemd's journal.
    Journal,
    File(PathBuf),
    /// The number of the facility (RFC 5424, table 1). `None`: that of `syslog_log_facility`.
    Syslog(Option<u8>),
    Nowhere,
}

impl LoggingConf {
    /// Reads a file.
    ///
    /// # Errors
    ///
    /// Returns all problems, each with its place.
    pub(super) fn read(path: &Path) -> Result<Self, Vec<String>> {
        let text = std::fs::read_to_string(path);
        let text = text.map_err(|error| vec![format!("{}: {error}", path.display())])?;
        file::parse(&text).map_err(|problems| {
            let problems = problems.into_iter();
            problems
                .map(|problem| format!("{}: {problem}", path.display()))
                .collect()
        })
    }

    /// Returns loggers with their levels.
    pub(crate) fn levels(&self) -> impl Iterator<Item = (String, LevelFilter)> {
        let loggers = self.loggers.iter();
        loggers.filter_map(|logger| Some((logger.name.clone(), logger.level?)))
    }

    /// Returns the level of loggers that the file does not list.
    pub(crate) fn root_level(&self) -> LevelFilter {
        // Python's default.
        self.root.level.unwrap_or(LevelFilter::WARN)
    }

    /// Returns the indices of the handlers that get a line of a logger.
    pub(crate) fn handlers_of(&self, target: &str, level: tracing::Level) -> Vec<usize> {
        let above = self.loggers.iter().filter(|logger| logger.covers(target));
        let mut above: Vec<&Logger> = above.collect();
        above.sort_by_key(|logger| std::cmp::Reverse(logger.name.len()));
        above.push(&self.root);
        let last = above.iter().position(|logger| !logger.propagate);
        above.truncate(last.map_or(above.len(), |last| last + 1));
        let mut handlers: Vec<usize> = above
            .into_iter()
            .flat_map(|logger| logger.handlers.iter().copied())
            .filter(|handler| self.handlers[*handler].level >= level)
            .collect();
        handlers.sort_unstable();
        // Unlike Python, which writes a line twice.
        handlers.dedup();
        handlers
    }

    /// Returns the files to which handlers write.
    pub(crate) fn files(&self) -> impl Iterator<Item = &Path> {
        self.handlers
            .iter()
            .filter_map(|handler| match &handler.destination {
                Destination::File(path) => Some(&**path),
                _ => None,
            })
    }
}

impl Logger {
    /// Returns whether the lines of a module are this logger's or below it.
    fn covers(&self, target: &str) -> bool {
        let Some(rest) = target.strip_prefix(&self.name) else {
            return false;
        };
        // In Mistral's place, the crates of this project are its logger `mistral`.
        rest.is_empty() || rest.starts_with("::") || self.name == "mistral" && rest.starts_with('_')
    }
}

#[cfg(test)]
mod tests {
    use tracing::Level;

    use super::*;

    fn destinations(conf: &LoggingConf, target: &str, level: Level) -> Vec<Destination> {
        let handlers = conf.handlers_of(target, level).into_iter();
        handlers
            .map(|handler| conf.handlers[handler].destination.clone())
            .collect()
    }

    #[test]
    fn file_of_openstack_helm_logs_this_project_to_standard_output() {
        let conf = file::parse(super::super::deployments::HELM_LOGGING).unwrap();
        assert_eq!(conf.root_level(), LevelFilter::WARN);
        let levels: Vec<_> = conf.levels().collect();
        assert_eq!(levels, [("mistral".to_owned(), LevelFilter::INFO)]);
        assert_eq!(conf.date_format.as_deref(), Some("%Y-%m-%d %H:%M:%S"));
        assert!(!conf.is_json);
        let of = |target| destinations(&conf, target, Level::INFO);
        let both = [Destination::Nowhere, Destination::Stdout];
        assert_eq!(of("mistral_worker::serve"), both);
        assert_eq!(of("hyper::client"), [Destination::Nowhere]);
    }

    #[test]
    fn lines_go_up_to_the_logger_that_does_not_propagate() {
        let text = "\
[loggers]
keys = root, a, ab, other
[handlers]
keys = file, watched, syslog, journal
[formatters]
keys =
[logger_root]
level = NOTSET
handlers = file
[logger_a]
qualname = a
handlers = watched
propagate = 0
[logger_ab]
qualname = a.b
level = DEBUG
handlers = syslog, watched
[logger_other]
qualname = other
handlers = journal
[handler_file]
class = FileHandler
args = ('/var/log/all, of it.log', 'a')
[handler_watched]
class = logging.handlers.WatchedFileHandler
args = (\"/var/log/a.log\",)
level = ERROR
[handler_syslog]
class = handlers.SysLogHandler
args = ('/dev/log', handlers.SysLogHandler.LOG_LOCAL1)
[handler_journal]
class = oslo_log.handlers.OSJournalHandler
";
        let conf = file::parse(text).unwrap();
        let file = || Destination::File("/var/log/all, of it.log".into());
        let watched = || Destination::File("/var/log/a.log".into());
        let syslog = || Destination::Syslog(Some(17));
        let of = |target, level| destinations(&conf, target, level);
        assert_eq!(of("x", Level::TRACE), [file()]);
        assert_eq!(of("ax", Level::ERROR), [file()]);
        assert_eq!(of("a", Level::INFO), []);
        assert_eq!(of("a", Level::ERROR), [watched()]);
        assert_eq!(of("a::b::c", Level::INFO), [syslog()]);
        let mut all = of("a::b", Level::ERROR);
        all.sort_by_key(|one| *one == syslog());
        assert_eq!(all, [watched(), syslog()]);
        let mut other = of("other", Level::INFO);
        other.sort_by_key(|one| *one != file());
        assert_eq!(other, [file(), Destination::Journal]);
        assert_eq!(conf.root_level(), LevelFilter::TRACE);
    }
}
