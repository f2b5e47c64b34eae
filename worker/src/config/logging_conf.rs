//! [`LoggingConf`]: the file of `log_config_append`, in the form of Python's `logging.config.fileConfig`.
//!
//! Loggers, levels and those handlers are read that the worker has. A line has the format of oslo.log, or is JSON; a
//! formatter's `format` has no effect.

use std::path::{Path, PathBuf};

use tracing_subscriber::filter::LevelFilter;

use super::grammar::{self, Assignment};
use super::log_kinds::facility_number;

/// Socket of the system's log.
const DEV_LOG: &str = "/dev/log";

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
    /// Whether the handlers of the loggers above get the lines as well.
    pub(crate) propagate: bool,
}

/// A destination of lines.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Handler {
    pub(crate) level: LevelFilter,
    pub(crate) destination: Destination,
}

/// Where a handler writes.
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
        Self::parse(&text).map_err(|problems| {
            let problems = problems.into_iter();
            problems
                .map(|problem| format!("{}: {problem}", path.display()))
                .collect()
        })
    }

    fn parse(text: &str) -> Result<Self, Vec<String>> {
        let (assignments, malformed) = grammar::parse(text);
        let malformed = malformed.into_iter();
        let mut file = File {
            assignments,
            problems: malformed
                .map(|(line, problem)| format!("line {line}: {problem}"))
                .collect(),
        };
        let mut handlers = Handlers::default();
        let names = file.list("loggers", "keys");
        if !names.iter().any(|name| name == "root") {
            let problem = "[loggers] keys: `root` is missing";
            file.problems.push(problem.to_owned());
        }
        let mut root = None;
        let mut loggers = Vec::new();
        for name in names {
            let logger = file.logger(&name, &mut handlers);
            if name == "root" {
                root = Some(logger);
            } else {
                loggers.push(logger);
            }
        }
        if handlers.is_json.contains(&true) && handlers.is_json.contains(&false) {
            file.problems.push(
                "handlers with JSONFormatter and others: expected one form for all".to_owned(),
            );
        }
        match root {
            Some(root) if file.problems.is_empty() => Ok(Self {
                root,
                loggers,
                is_json: handlers.is_json.contains(&true),
                date_format: handlers.date_format,
                handlers: handlers.all,
            }),
            _ => Err(file.problems),
        }
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

/// The handlers that were read so far.
#[derive(Default)]
struct Handlers {
    names: Vec<String>,
    all: Vec<Handler>,
    is_json: Vec<bool>,
    date_format: Option<String>,
}

struct File {
    assignments: Vec<Assignment>,
    problems: Vec<String>,
}

impl File {
    fn get(&self, group: &str, name: &str) -> Option<&str> {
        // Like ConfigParser, which keeps the last.
        let mut all = self.assignments.iter().rev();
        let found = all
            .find(|one| one.group == group.to_lowercase() && one.name.eq_ignore_ascii_case(name))?;
        Some(&*found.value)
    }

    fn list(&self, group: &str, name: &str) -> Vec<String> {
        let value = self.get(group, name).unwrap_or_default();
        let names = value.split(',').map(str::trim);
        names
            .filter(|name| !name.is_empty())
            .map(str::to_owned)
            .collect()
    }

    fn refuse(&mut self, group: &str, name: &str, problem: &str) {
        self.problems.push(format!("[{group}] {name}: {problem}"));
    }

    /// Reads a level. `None`: there is none, or `NOTSET`.
    fn level(&mut self, group: &str) -> Option<LevelFilter> {
        let text = self.get(group, "level")?.trim().to_owned();
        Some(match text.as_str() {
            "" | "NOTSET" => return None,
            "DEBUG" => LevelFilter::DEBUG,
            "INFO" => LevelFilter::INFO,
            "WARN" | "WARNING" => LevelFilter::WARN,
            "ERROR" => LevelFilter::ERROR,
            // Rust has no level above ERROR.
            "CRITICAL" | "FATAL" => LevelFilter::OFF,
            other => {
                let expected = "expected DEBUG, INFO, WARNING, ERROR, CRITICAL or NOTSET";
                self.refuse(group, "level", &format!("{expected}, got `{other}`"));
                return None;
            }
        })
    }

    fn logger(&mut self, name: &str, handlers: &mut Handlers) -> Logger {
        let group = format!("logger_{name}");
        let is_root = name == "root";
        let qualified = self.get(&group, "qualname").unwrap_or_default().to_owned();
        if !is_root && qualified.is_empty() {
            self.refuse(&group, "qualname", "expected the name of a logger");
        }
        let mut level = self.level(&group);
        if is_root && self.get(&group, "level") == Some("NOTSET") {
            level = Some(LevelFilter::TRACE);
        }
        let names = self.list(&group, "handlers");
        let handlers = names
            .iter()
            .filter_map(|name| self.handler(name, handlers))
            .collect();
        let propagate = self.get(&group, "propagate").unwrap_or("1").trim();
        Logger {
            name: if is_root {
                String::new()
            } else {
                qualified.replace('.', "::")
            },
            level,
            handlers,
            propagate: !is_root && propagate != "0",
        }
    }

    /// Returns the index of a handler, and reads it before if it is new.
    fn handler(&mut self, name: &str, handlers: &mut Handlers) -> Option<usize> {
        if let Some(at) = handlers.names.iter().position(|known| known == name) {
            return Some(at);
        }
        let group = format!("handler_{name}");
        if !self.list("handlers", "keys").iter().any(|key| key == name) {
            self.refuse("handlers", "keys", &format!("`{name}` is missing"));
            return None;
        }
        let destination = self.destination(&group)?;
        let level = self.level(&group).unwrap_or(LevelFilter::TRACE);
        if destination != Destination::Nowhere {
            self.formatter(&group, handlers);
        }
        handlers.names.push(name.to_owned());
        handlers.all.push(Handler { level, destination });
        Some(handlers.all.len() - 1)
    }

    fn destination(&mut self, group: &str) -> Option<Destination> {
        let class = self.get(group, "class").unwrap_or_default().to_owned();
        let arguments = arguments(self.get(group, "args").unwrap_or_default());
        let first = arguments.first().map(String::as_str);
        Some(match class.rsplit('.').next().unwrap_or_default() {
            "StreamHandler" => match first {
                None | Some("sys.stderr") => Destination::Stderr,
                Some("sys.stdout") => Destination::Stdout,
                Some(other) => {
                    let problem = format!("expected (sys.stdout,) or (sys.stderr,), got `{other}`");
                    self.refuse(group, "args", &problem);
                    return None;
                }
            },
            "FileHandler" | "WatchedFileHandler" => match first.and_then(quoted) {
                Some(path) => Destination::File(path.into()),
                None => {
                    self.refuse(group, "args", "expected ('/path/of/the/file',)");
                    return None;
                }
            },
            "NullHandler" => Destination::Nowhere,
            "OSJournalHandler" => Destination::Journal,
            "SysLogHandler" | "OSSysLogHandler" => {
                let address = first.and_then(quoted);
                let is_remote = first.is_some_and(|first| first.starts_with('('));
                if is_remote || address.is_some_and(|address| address != DEV_LOG) {
                    let problem = "expected ('/dev/log',); lines are not sent over a network";
                    self.refuse(group, "args", problem);
                    return None;
                }
                let names = arguments.iter().map(|name| quoted(name).unwrap_or(name));
                let mut names = names.map(|name| name.rsplit('.').next().unwrap_or(name));
                Destination::Syslog(names.find_map(facility_number))
            }
            _ => {
                let problem = format!(
                    "expected StreamHandler, FileHandler, WatchedFileHandler, SysLogHandler, oslo_log.handlers.OSJournalHandler \
                     or NullHandler, got `{class}`; take it out of `handlers` of the loggers, or replace it by one of these"
                );
                self.refuse(group, "class", &problem);
                return None;
            }
        })
    }

    fn formatter(&mut self, group: &str, handlers: &mut Handlers) {
        let Some(name) = self.get(group, "formatter").map(str::trim) else {
            handlers.is_json.push(false);
            return;
        };
        let group = format!("formatter_{name}");
        let class = self.get(&group, "class").unwrap_or_default().to_owned();
        match class.rsplit('.').next().unwrap_or_default() {
            "JSONFormatter" => handlers.is_json.push(true),
            "" | "Formatter" | "ContextFormatter" => handlers.is_json.push(false),
            _ => {
                let expected =
                    "oslo_log.formatters.ContextFormatter or oslo_log.formatters.JSONFormatter";
                self.refuse(
                    &group,
                    "class",
                    &format!("expected {expected}, got `{class}`"),
                );
            }
        }
        let date_format = self.get(&group, "datefmt").map(str::to_owned);
        handlers.date_format = handlers.date_format.take().or(date_format);
    }
}

/// Splits a tuple of Python into its members, as they are written.
fn arguments(text: &str) -> Vec<String> {
    let text = text.trim();
    let inner = text
        .strip_prefix('(')
        .and_then(|text| text.strip_suffix(')'))
        .unwrap_or(text);
    let mut members = vec![String::new()];
    let (mut quote, mut depth) = (None, 0_u32);
    for c in inner.chars() {
        match (quote, c) {
            (None, ',') if depth == 0 => {
                members.push(String::new());
                continue;
            }
            (None, '\'' | '"') => quote = Some(c),
            (Some(open), _) if open == c => quote = None,
            (None, '(') => depth += 1,
            (None, ')') => depth = depth.saturating_sub(1),
            _ => {}
        }
        if let Some(member) = members.last_mut() {
            member.push(c);
        }
    }
    let members = members.into_iter().map(|member| member.trim().to_owned());
    members.filter(|member| !member.is_empty()).collect()
}

/// Returns the text of a string of Python.
fn quoted(member: &str) -> Option<&str> {
    ['\'', '"'].into_iter().find_map(|quote| {
        let inner = member.strip_prefix(quote)?;
        inner.strip_suffix(quote)
    })
}

#[cfg(test)]
mod tests {
    use tracing::Level;

    use super::*;

    /// The form of the file that openstack-helm renders.
    const HELM: &str = "\
[formatter_context]
class = oslo_log.formatters.ContextFormatter
datefmt = %H:%M:%S
[formatter_default]
datefmt = %Y-%m-%d %H:%M:%S
format = %(message)s
[formatters]
keys = context,default
[handler_null]
args = ()
class = logging.NullHandler
formatter = default
[handler_stderr]
args = (sys.stderr,)
class = StreamHandler
formatter = context
[handler_stdout]
args = (sys.stdout,)
class = StreamHandler
formatter = context
[handlers]
keys = stdout,stderr,null
[logger_amqp]
handlers = stderr
level = WARNING
qualname = amqp
[logger_mistral]
handlers = stdout
level = INFO
qualname = mistral
[logger_root]
handlers = null
level = WARNING
[loggers]
keys = root,mistral
";

    fn destinations(conf: &LoggingConf, target: &str, level: Level) -> Vec<Destination> {
        let handlers = conf.handlers_of(target, level).into_iter();
        handlers
            .map(|handler| conf.handlers[handler].destination.clone())
            .collect()
    }

    #[test]
    fn file_of_openstack_helm_logs_this_project_to_standard_output() {
        let conf = LoggingConf::parse(HELM).unwrap();
        assert_eq!(conf.root_level(), LevelFilter::WARN);
        let levels: Vec<_> = conf.levels().collect();
        assert_eq!(levels, [("mistral".to_owned(), LevelFilter::INFO)]);
        assert_eq!(conf.date_format.as_deref(), Some("%H:%M:%S"));
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
        let conf = LoggingConf::parse(text).unwrap();
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

    #[test]
    fn all_problems_are_reported_with_what_to_write() {
        let text = "\
[loggers]
keys = a
[handlers]
keys = fluent, file, net, json, text
[logger_a]
level = LOUD
handlers = fluent, file, net, missing, json, text
[handler_fluent]
class = fluent.handler.FluentHandler
args = ('a.b', 'fluentd', 24224)
[handler_file]
class = FileHandler
[handler_net]
class = handlers.SysLogHandler
args = (('h', 514),)
[handler_json]
class = StreamHandler
formatter = json
[handler_text]
class = StreamHandler
formatter = fluent
[formatter_json]
class = oslo_log.formatters.JSONFormatter
[formatter_fluent]
class = oslo_log.formatters.FluentFormatter
";
        let problems = LoggingConf::parse(text).unwrap_err();
        for (problem, beginning) in problems.iter().zip([
            "[loggers] keys: `root` is missing",
            "[logger_a] qualname: expected the name of a logger",
            "[logger_a] level: expected DEBUG, INFO, WARNING, ERROR, CRITICAL or NOTSET, got `LOUD`",
            "[handler_fluent] class: expected StreamHandler, FileHandler,",
            "[handler_file] args: expected ('/path/of/the/file',)",
            "[handler_net] args: expected ('/dev/log',)",
            "[handlers] keys: `missing` is missing",
            "[formatter_fluent] class: expected oslo_log.formatters.ContextFormatter or",
        ]) {
            assert!(problem.starts_with(beginning), "{problem}\n{problems:#?}");
        }
        assert_eq!(problems.len(), 8, "{problems:#?}");
        // An unknown handler that no logger names does no harm.
        let unused = HELM.replace(
            "class = StreamHandler\nformatter = context\n[handlers]",
            "class = Strange\n[handlers]",
        );
        assert!(
            LoggingConf::parse(&unused.replace("handlers = stdout", "handlers = null")).is_ok()
        );
    }

    #[test]
    fn json_and_lines_are_not_mixed() {
        let mixed = HELM
            .replace("handlers = null", "handlers = stderr")
            .replace(
                "[formatter_context]\nclass = oslo_log.formatters.ContextFormatter",
                "[formatter_json]\nclass = oslo_log.formatters.JSONFormatter\n[formatter_context]",
            );
        let json = mixed.replace("formatter = context", "formatter = json");
        assert!(LoggingConf::parse(&json).unwrap().is_json);
        let mixed = mixed.replacen("formatter = context", "formatter = json", 1);
        let problems = LoggingConf::parse(&mixed).unwrap_err();
        assert_eq!(
            problems,
            ["handlers with JSONFormatter and others: expected one form for all"]
        );
    }
}
