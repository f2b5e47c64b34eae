//! The kinds of values that only the log's options accept.

use chrono::format::{Item, StrftimeItems};

use super::kinds::opt;
use super::opt::{Opt, Spec};

/// Facilities by their numbers; four have no name.
const FACILITIES: [&str; 24] = [
    "KERN", "USER", "MAIL", "DAEMON", "AUTH", "SYSLOG", "LPR", "NEWS", "UUCP", "CRON", "AUTHPRIV",
    "FTP", "", "", "", "", "LOCAL0", "LOCAL1", "LOCAL2", "LOCAL3", "LOCAL4", "LOCAL5", "LOCAL6",
    "LOCAL7",
];

pub(super) const DATE_FORMAT: &str = "a format of strftime, such as %Y-%m-%d %H:%M:%S";

/// A strftime format that can be written. An invalid one would be noticed only with the first line.
pub(super) const fn date_format(spec: Spec) -> Opt<String> {
    opt(spec, DATE_FORMAT, |text| {
        let text = text.trim();
        is_date_format(text).then(|| text.to_owned())
    })
}

/// Returns whether a date can be written in this format.
pub(super) fn is_date_format(text: &str) -> bool {
    let is_known = |item| !matches!(item, Item::Error);
    StrftimeItems::new(text).all(is_known)
}

/// A facility of syslog, as a number.
pub(super) const fn facility(spec: Spec) -> Opt<u8> {
    let expected = "LOG_KERN, LOG_USER, LOG_MAIL, LOG_DAEMON, LOG_AUTH, LOG_SYSLOG, LOG_LPR, LOG_NEWS, LOG_UUCP, LOG_CRON, \
                   LOG_AUTHPRIV, LOG_FTP or LOG_LOCAL0 to LOG_LOCAL7";
    opt(spec, expected, facility_number)
}

/// Returns the number of a facility (RFC 5424, table 1).
pub(super) fn facility_number(name: &str) -> Option<u8> {
    let name = name.trim().to_uppercase();
    let name = name.strip_prefix("LOG_").unwrap_or(&name);
    let mut facilities = (0..).zip(FACILITIES);
    let (number, _) = facilities.find(|(_, known)| !known.is_empty() && *known == name)?;
    Some(number)
}
