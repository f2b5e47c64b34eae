//! Reads the sections of the file.

use tracing_subscriber::filter::LevelFilter;

use super::super::grammar::{self, Assignment};
use super::super::log_kinds::facility_number;
use super::tuple::{arguments, quoted};
use super::{Destination, Handler, Logger, LoggingConf};

/// Socket of the system's log.
const DEV_LOG: &str = "/dev/log";

/// Reads the text of a file.
///
/// # Errors
///
/// Returns all problems.
pub(super) fn parse(text: &str) -> Result<LoggingConf, Vec<String>> {
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
        file.problems
            .push("handlers with JSONFormatter and others: expected one form for all".to_owned());
    }
    match root {
        Some(root) if file.problems.is_empty() => Ok(LoggingConf {
            root,
            loggers,
            is_json: handlers.is_json.contains(&true),
            date_format: handlers.date_format,
            handlers: handlers.all,
        }),
        _ => Err(file.problems),
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

#[cfg(test)]
mod tests {
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
        let problems = parse(text).unwrap_err();
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
        assert!(parse(&unused.replace("handlers = stdout", "handlers = null")).is_ok());
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
        assert!(parse(&json).unwrap().is_json);
        let mixed = mixed.replacen("formatter = context", "formatter = json", 1);
        let problems = parse(&mixed).unwrap_err();
        assert_eq!(
            problems,
            ["handlers with JSONFormatter and others: expected one form for all"]
        );
    }
}
