//! [`Log`]: oslo.log's options (`oslo_log/log.py`).

use std::path::{Path, PathBuf};

use tracing_subscriber::filter::LevelFilter;

use super::log_kinds::is_date_format;
use super::logging_conf::LoggingConf;
use super::options::{
    DEBUG, DEFAULT_LOG_LEVELS, LOG_CONFIG_APPEND, LOG_DATE_FORMAT, LOG_DIR, LOG_FILE,
    OTLP_ENDPOINT, SYSLOG_LOG_FACILITY, USE_JOURNAL, USE_JSON, USE_STDERR, USE_SYSLOG,
};
use super::{Values, binary_name};

/// Destination, form and levels of the log.
#[derive(Clone, Debug)]
#[allow(clippy::struct_excessive_bools, reason = "oslo's options")]
pub(crate) struct Log {
    /// Level of loggers that have none of their own.
    pub(crate) level: LevelFilter,
    pub(crate) file: Option<PathBuf>,
    pub(crate) stderr: bool,
    /// systemd's journal reads stderr.
    pub(crate) journal: bool,
    /// The number of the facility (RFC 5424, table 1).
    pub(crate) facility: u8,
    pub(crate) syslog: bool,
    pub(crate) json: bool,
    pub(crate) date_format: String,
    /// Loggers with their levels: first the defaults, then the operator's, which override them. `None`: invalid.
    pub(crate) levels: Option<Vec<(String, LevelFilter)>>,
    pub(crate) otlp_endpoint: Option<String>,
    /// Takes the place of the destinations above.
    pub(crate) conf: Option<LoggingConf>,
}

impl Log {
    /// Returns the files that lines are written to.
    pub(crate) fn files(&self) -> impl Iterator<Item = &Path> {
        let of_conf = self.conf.iter().flat_map(LoggingConf::files);
        self.file.as_deref().into_iter().chain(of_conf)
    }

    pub(crate) fn from_values(values: &mut Values<'_>) -> Self {
        let file = values.get(&LOG_FILE).map(PathBuf::from);
        let folder = values.get(&LOG_DIR).map(PathBuf::from);
        let file = match (folder, file) {
            (Some(folder), Some(file)) => Some(folder.join(file)),
            (Some(folder), None) => Some(folder.join(binary_name() + ".log")),
            (None, file) => file,
        };
        let journal = values.get(&USE_JOURNAL);
        let level = if values.get(&DEBUG) {
            LevelFilter::DEBUG
        } else {
            LevelFilter::INFO
        };
        let log = Self {
            level,
            stderr: values.get(&USE_STDERR) || journal || file.is_none(),
            file,
            journal,
            syslog: values.get(&USE_SYSLOG),
            facility: values.get(&SYSLOG_LOG_FACILITY),
            json: values.get(&USE_JSON),
            date_format: values.get(&LOG_DATE_FORMAT),
            levels: levels(values),
            otlp_endpoint: values.get(&OTLP_ENDPOINT),
            conf: None,
        };
        match logging_conf(values) {
            Some(conf) => log.with(conf),
            None => log,
        }
    }

    /// Replaces everything that a file describes, as oslo.log does.
    fn with(self, conf: LoggingConf) -> Self {
        let defaults = pairs(DEFAULT_LOG_LEVELS.spec.default);
        let defaults = defaults.filter_map(level_of_logger);
        Self {
            level: conf.root_level(),
            file: None,
            stderr: false,
            journal: false,
            syslog: false,
            json: conf.is_json,
            date_format: conf
                .date_format
                .clone()
                .filter(|format| is_date_format(format))
                .unwrap_or(self.date_format),
            levels: Some(defaults.chain(conf.levels()).collect()),
            conf: Some(conf),
            ..self
        }
    }
}

/// Reads the file of `log_config_append`, if there is one.
fn logging_conf(values: &mut Values<'_>) -> Option<LoggingConf> {
    let path = values.get(&LOG_CONFIG_APPEND)?;
    match LoggingConf::read(Path::new(&path)) {
        Ok(conf) => Some(conf),
        Err(problems) => {
            for problem in problems {
                values.refuse(&LOG_CONFIG_APPEND, problem);
            }
            None
        }
    }
}

/// Splits a list of `logger=LEVEL`.
fn pairs(list: &str) -> impl Iterator<Item = &str> {
    let pairs = list.split([',', '\n']).map(str::trim);
    pairs.filter(|pair| !pair.is_empty())
}

fn levels(values: &mut Values<'_>) -> Option<Vec<(String, LevelFilter)>> {
    let lists = [
        DEFAULT_LOG_LEVELS.spec.default.to_owned(),
        values.get(&DEFAULT_LOG_LEVELS),
    ];
    let pairs = lists.iter().flat_map(|list| pairs(list));
    let (mut levels, mut are_valid) = (Vec::new(), true);
    for pair in pairs {
        if let Some(level) = level_of_logger(pair) {
            levels.push(level);
        } else {
            are_valid = false;
            let expected = "logger=LEVEL with DEBUG, INFO, WARN or ERROR";
            values.refuse(
                &DEFAULT_LOG_LEVELS,
                format_args!("expected {expected}, got `{pair}`"),
            );
        }
    }
    are_valid.then_some(levels)
}

fn level_of_logger(pair: &str) -> Option<(String, LevelFilter)> {
    let (logger, level) = pair.split_once('=')?;
    let (logger, level) = (logger.trim(), level.trim());
    let level = match level {
        // Python's names. Rust has no level above ERROR, so the logger is off.
        "CRITICAL" | "FATAL" => LevelFilter::OFF,
        "WARNING" => LevelFilter::WARN,
        "NOTSET" => LevelFilter::TRACE,
        // `parse` would read the empty text as ERROR.
        "" => return None,
        level => level.parse().ok()?,
    };
    // A logger is written with dots, as in the log's lines, or with `::`, as in Rust.
    (!logger.is_empty()).then(|| (logger.replace('.', "::"), level))
}

#[cfg(test)]
mod tests {
    use super::super::log_kinds::DATE_FORMAT;
    use super::*;
    use crate::config::{Source, Sources};

    /// Reads the option from line 3 of a file; returns the log and all problems.
    fn log(name: &str, value: &str) -> (Log, Vec<String>) {
        let mut sources = Sources::default();
        let path = PathBuf::from("mistral.conf");
        let source = Source::File { path, line: 3 };
        sources.set("DEFAULT", "use_syslog", "true".to_owned(), Source::Default);
        sources.set("DEFAULT", name, value.to_owned(), source);
        let mut values = Values::new(&sources);
        (Log::from_values(&mut values), values.problems)
    }

    #[test]
    fn facility_names_are_read_as_oslo_reads_them() {
        for name in ["LOG_LOCAL1", "log_local1", "local1"] {
            let (log, problems) = log("syslog_log_facility", name);
            assert_eq!((log.facility, problems), (17, vec![]));
        }
        let (_, problems) = log("syslog_log_facility", "LOG_LOCAL9");
        let [problem] = &problems[..] else {
            panic!("{problems:#?}")
        };
        let place = "mistral.conf:3: [DEFAULT] syslog_log_facility: expected LOG_KERN, LOG_USER";
        assert!(problem.starts_with(place), "{problem}");
        let end = "LOG_FTP or LOG_LOCAL0 to LOG_LOCAL7, got `LOG_LOCAL9`";
        assert!(problem.ends_with(end), "{problem}");
    }
    #[test]
    fn invalid_date_formats_are_refused() {
        for format in ["%Q", "%H:%i", "%Y-%"] {
            let (log, problems) = log("log_date_format", format);
            assert_eq!(
                problems,
                [format!(
                    "mistral.conf:3: [DEFAULT] log_date_format: expected {DATE_FORMAT}, got `{format}`"
                )]
            );
            assert_eq!(log.date_format, "%Y-%m-%d %H:%M:%S");
        }
        let (log, problems) = log("log_date_format", "%d.%m.%y %T%%");
        assert_eq!(
            (log.date_format, problems),
            ("%d.%m.%y %T%%".into(), vec![])
        );
    }
    #[test]
    fn file_of_loggers_replaces_the_other_options() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("logging.conf");
        let conf = "\
[loggers]
keys = root
[handlers]
keys = out
[logger_root]
level = ERROR
handlers = out
[handler_out]
class = StreamHandler
args = (sys.stdout,)
";
        std::fs::write(&path, conf).unwrap();
        let (read, problems) = log("log_config_append", path.to_str().unwrap());
        assert_eq!(problems, [""; 0]);
        assert_eq!(read.level, LevelFilter::ERROR);
        assert!(!read.stderr && !read.syslog && read.conf.is_some());
        // RabbitMQ's client stays silent.
        let client = ("lapin".to_owned(), LevelFilter::OFF);
        assert!(read.levels.unwrap().contains(&client));

        std::fs::write(&path, conf.replace("StreamHandler", "SMTPHandler")).unwrap();
        let (_, problems) = log("log_config_append", path.to_str().unwrap());
        let beginning = format!(
            "mistral.conf:3: [DEFAULT] log_config_append: {}: [handler_out] class: expected StreamHandler,",
            path.display()
        );
        assert!(problems[0].starts_with(&beginning), "{problems:#?}");
        let (_, problems) = log("log_config_append", "/nowhere.conf");
        assert_eq!(
            problems,
            [
                "mistral.conf:3: [DEFAULT] log_config_append: /nowhere.conf: No such file or directory (os error 2)"
            ]
        );
    }

    #[test]
    fn levels_have_pythons_names() {
        let (log, problems) = log(
            "default_log_levels",
            "lapin=WARNING,\nother = DEBUG, a::b=CRITICAL, mistral_executor.serve=INFO",
        );
        assert_eq!(problems, [""; 0]);
        let level = |logger: &str, level| (logger.to_owned(), level);
        assert_eq!(
            log.levels.unwrap()[4..],
            [
                level("lapin", LevelFilter::WARN),
                level("other", LevelFilter::DEBUG),
                level("a::b", LevelFilter::OFF),
                level("mistral_executor::serve", LevelFilter::INFO),
            ]
        );
    }

    #[test]
    fn all_invalid_levels_are_reported() {
        let (log, problems) = log("default_log_levels", "lapin=LOUD,a=INFO,b,c=,=INFO");
        assert_eq!(log.levels, None);
        let wrong = ["lapin=LOUD", "b", "c=", "=INFO"].map(|pair| {
            format!(
                "mistral.conf:3: [DEFAULT] default_log_levels: expected logger=LEVEL with DEBUG, INFO, WARN or \
                 ERROR, got `{pair}`"
            )
        });
        assert_eq!(problems, wrong);
    }
}
