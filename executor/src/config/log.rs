//! [`Log`]: how to log, by oslo.log's options (`oslo_log/log.py`).

use std::path::PathBuf;

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
    pub(crate) levels: String,
    pub(crate) otlp_endpoint: Option<String>,
}

/// Facilities by their numbers; four have no name.
const FACILITIES: [&str; 24] = [
    "KERN", "USER", "MAIL", "DAEMON", "AUTH", "SYSLOG", "LPR", "NEWS", "UUCP", "CRON", "AUTHPRIV",
    "FTP", "", "", "", "", "LOCAL0", "LOCAL1", "LOCAL2", "LOCAL3", "LOCAL4", "LOCAL5", "LOCAL6",
    "LOCAL7",
];

impl Log {
    pub(crate) fn from_values(values: &mut Values<'_>) -> Self {
        const GROUP: &str = "DEFAULT";
        let file = values.set_text(GROUP, "log_file").map(PathBuf::from);
        let folder = values.set_text(GROUP, "log_dir").map(PathBuf::from);
        let file = match (folder, file) {
            (Some(folder), Some(file)) => Some(folder.join(file)),
            (Some(folder), None) => Some(folder.join(binary_name() + ".log")),
            (None, file) => file,
        };
        let journal = values.bool(GROUP, "use_journal");
        let syslog = values.bool(GROUP, "use_syslog");
        Self {
            debug: values.bool(GROUP, "debug"),
            stderr: values.bool(GROUP, "use_stderr") || journal || file.is_none(),
            file,
            journal,
            syslog: syslog.then(|| facility(values)),
            json: values.bool(GROUP, "use_json"),
            date_format: values.text(GROUP, "log_date_format"),
            levels: values.text(GROUP, "default_log_levels"),
            otlp_endpoint: values.set_text("mistral_actions", "otlp_endpoint"),
        }
    }
}

fn facility(values: &mut Values<'_>) -> u8 {
    let name = values.text("DEFAULT", "syslog_log_facility");
    let searched = name.to_uppercase();
    let searched = searched.strip_prefix("LOG_").unwrap_or(&searched);
    let named = (0..)
        .zip(FACILITIES)
        .find(|(_, name)| !name.is_empty() && *name == searched);
    named.map_or_else(
        || {
            let known = FACILITIES.into_iter().filter(|name| !name.is_empty());
            let known: Vec<_> = known.map(|name| format!("LOG_{name}")).collect();
            values.problems.push(format!(
                "[DEFAULT] syslog_log_facility: expected one of {}, got `{name}`",
                known.join(", ")
            ));
            0
        },
        |(number, _)| number,
    )
}
