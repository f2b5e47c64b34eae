//! [`Log`]: how to log, by oslo.log's options (`oslo_log/log.py`).

use std::path::PathBuf;

use chrono::format::{Item, StrftimeItems};
use tracing_subscriber::filter::LevelFilter;

use super::opt::{Opt, Spec};
use super::options::{
    DEBUG, DEFAULT_LOG_LEVELS, LOG_DATE_FORMAT, LOG_DIR, LOG_FILE, OTLP_ENDPOINT,
    SYSLOG_LOG_FACILITY, USE_JOURNAL, USE_JSON, USE_STDERR, USE_SYSLOG,
};
use super::{Values, binary_name};

/// How to log.
#[derive(Clone, Debug)]
#[allow(clippy::struct_excessive_bools, reason = "oslo's options")]
pub(crate) struct Log {
    pub(crate) debug: bool,
    pub(crate) file: Option<PathBuf>,
    pub(crate) stderr: bool,
    /// Whether systemd's journal reads what goes to stderr.
    pub(crate) journal: bool,
    /// The number of the facility (RFC 5424, table 1).
    pub(crate) syslog: Option<u8>,
    pub(crate) json: bool,
    pub(crate) date_format: String,
    /// Loggers with their levels: the built-in ones, then the operator's, which win. `None`: they make no sense.
    pub(crate) levels: Option<Vec<(String, LevelFilter)>>,
    pub(crate) otlp_endpoint: Option<String>,
}

/// Facilities by their numbers; four have no name.
const FACILITIES: [&str; 24] = [
    "KERN", "USER", "MAIL", "DAEMON", "AUTH", "SYSLOG", "LPR", "NEWS", "UUCP", "CRON", "AUTHPRIV",
    "FTP", "", "", "", "", "LOCAL0", "LOCAL1", "LOCAL2", "LOCAL3", "LOCAL4", "LOCAL5", "LOCAL6",
    "LOCAL7",
];

const DATE_FORMAT: &str = "a format of strftime, such as %Y-%m-%d %H:%M:%S";

impl Log {
    pub(crate) fn from_values(values: &mut Values<'_>) -> Self {
        let file = values.get(&LOG_FILE).map(PathBuf::from);
        let folder = values.get(&LOG_DIR).map(PathBuf::from);
        let file = match (folder, file) {
            (Some(folder), Some(file)) => Some(folder.join(file)),
            (Some(folder), None) => Some(folder.join(binary_name() + ".log")),
            (None, file) => file,
        };
        let journal = values.get(&USE_JOURNAL);
        let syslog = values.get(&USE_SYSLOG);
        Self {
            debug: values.get(&DEBUG),
            stderr: values.get(&USE_STDERR) || journal || file.is_none(),
            file,
            journal,
            syslog: syslog.then(|| values.get(&SYSLOG_LOG_FACILITY)),
            json: values.get(&USE_JSON),
            date_format: values.get(&LOG_DATE_FORMAT),
            levels: levels(values),
            otlp_endpoint: values.get(&OTLP_ENDPOINT),
        }
    }
}

/// A strftime format that can be written. An invalid one would be noticed only with the first line.
pub(super) const fn date_format(spec: Spec) -> Opt<String> {
    Opt {
        spec,
        expected: DATE_FORMAT,
        read: |text| {
            let text = text.trim();
            let is_known = |item| !matches!(item, Item::Error);
            StrftimeItems::new(text)
                .all(is_known)
                .then(|| text.to_owned())
        },
    }
}

fn levels(values: &mut Values<'_>) -> Option<Vec<(String, LevelFilter)>> {
    let lists = [
        DEFAULT_LOG_LEVELS.spec.default.to_owned(),
        values.get(&DEFAULT_LOG_LEVELS),
    ];
    let pairs = lists.iter().flat_map(|list| list.split([',', '\n']));
    let pairs = pairs.map(str::trim).filter(|pair| !pair.is_empty());
    let (mut levels, mut are_sound) = (Vec::new(), true);
    for pair in pairs {
        if let Some(level) = level_of_logger(pair) {
            levels.push(level);
        } else {
            are_sound = false;
            let expected = "logger=LEVEL with DEBUG, INFO, WARN or ERROR";
            values.refuse(
                &DEFAULT_LOG_LEVELS,
                format_args!("expected {expected}, got `{pair}`"),
            );
        }
    }
    are_sound.then_some(levels)
}

fn level_of_logger(pair: &str) -> Option<(String, LevelFilter)> {
    let (logger, level) = pair.split_once('=')?;
    let (logger, level) = (logger.trim(), level.trim());
    let level = match level {
        // Python's names of levels. Rust has none above ERROR, so nothing is that bad.
        "CRITICAL" | "FATAL" => LevelFilter::OFF,
        "WARNING" => LevelFilter::WARN,
        "NOTSET" => LevelFilter::TRACE,
        // Otherwise it would be ERROR.
        "" => return None,
        level => level.parse().ok()?,
    };
    // As a line of the log names it, or as Rust does.
    (!logger.is_empty()).then(|| (logger.replace('.', "::"), level))
}

/// A facility of syslog, as a number.
pub(super) const fn facility(spec: Spec) -> Opt<u8> {
    Opt {
        spec,
        expected: "LOG_KERN, LOG_USER, LOG_MAIL, LOG_DAEMON, LOG_AUTH, LOG_SYSLOG, LOG_LPR, LOG_NEWS, LOG_UUCP, LOG_CRON, \
                   LOG_AUTHPRIV, LOG_FTP or LOG_LOCAL0 to LOG_LOCAL7",
        read: |name| {
            let name = name.trim().to_uppercase();
            let name = name.strip_prefix("LOG_").unwrap_or(&name);
            let mut facilities = (0..).zip(FACILITIES);
            let (number, _) = facilities.find(|(_, known)| !known.is_empty() && *known == name)?;
            Some(number)
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::{Source, Sources};

    /// How to log with this line 3 of a file, and what is wrong with it.
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
    fn facilities_are_named_as_oslo_does() {
        for name in ["LOG_LOCAL1", "log_local1", "local1"] {
            let (log, problems) = log("syslog_log_facility", name);
            assert_eq!((log.syslog, problems), (Some(17), vec![]));
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
    fn dates_that_cannot_be_written_are_refused() {
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
    fn levels_are_pythons() {
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
    fn all_levels_that_make_no_sense_are_told() {
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
