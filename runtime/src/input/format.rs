//! The formats of `#[input(format = "…")]`, most of them checked by a specialized crate.

use std::net::{Ipv4Addr, Ipv6Addr};

/// A format of text, with the name it has in JSON Schema (draft 2020-12, validation §7.3).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Format {
    /// RFC 3339 date and time: `2026-11-23T12:00:00Z`.
    DateTime,
    /// RFC 3339 date: `2026-11-23`.
    Date,
    /// RFC 5321 mailbox: `ada@example.org`.
    Email,
    /// RFC 1123 host name.
    Hostname,
    /// Dotted IPv4 address.
    Ipv4,
    /// IPv6 address.
    Ipv6,
    /// RFC 3986 URI, with its scheme.
    Uri,
    /// RFC 4122 UUID, with hyphens.
    Uuid,
}

impl Format {
    /// The name in JSON Schema.
    pub const fn name(self) -> &'static str {
        match self {
            Self::DateTime => "date-time",
            Self::Date => "date",
            Self::Email => "email",
            Self::Hostname => "hostname",
            Self::Ipv4 => "ipv4",
            Self::Ipv6 => "ipv6",
            Self::Uri => "uri",
            Self::Uuid => "uuid",
        }
    }

    /// Returns the format with this name in JSON Schema.
    pub(crate) fn by_name(name: &str) -> Option<Self> {
        const ALL: [Format; 8] = [
            Format::DateTime,
            Format::Date,
            Format::Email,
            Format::Hostname,
            Format::Ipv4,
            Format::Ipv6,
            Format::Uri,
            Format::Uuid,
        ];
        ALL.into_iter().find(|format| format.name() == name)
    }

    /// Returns whether a text has this format.
    pub fn accepts(self, text: &str) -> bool {
        use time::format_description::well_known::Rfc3339;
        match self {
            // The crate accepts any separator.
            Self::DateTime => {
                matches!(text.as_bytes().get(10), Some(b'T' | b't'))
                    && time::OffsetDateTime::parse(text, &Rfc3339).is_ok()
            }
            // A date is the part before the `T` of a date and time.
            Self::Date => {
                text.len() == 10
                    && time::OffsetDateTime::parse(&format!("{text}T00:00:00Z"), &Rfc3339).is_ok()
            }
            Self::Email => {
                let options = email_address::Options::default().without_display_text();
                email_address::EmailAddress::parse_with_options(text, options).is_ok()
            }
            Self::Hostname => is_hostname(text),
            Self::Ipv4 => text.parse::<Ipv4Addr>().is_ok(),
            Self::Ipv6 => text.parse::<Ipv6Addr>().is_ok(),
            Self::Uri => fluent_uri::Uri::parse(text).is_ok(),
            Self::Uuid => text.len() == 36 && uuid::Uuid::try_parse(text).is_ok(),
        }
    }
}

/// RFC 1123 §2.1: labels of letters, digits and inner hyphens, 63 characters each, 253 in all.
fn is_hostname(text: &str) -> bool {
    let is_label = |label: &str| {
        (1..=63).contains(&label.len())
            && label
                .bytes()
                .all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
            && !label.starts_with('-')
            && !label.ends_with('-')
    };
    text.len() <= 253 && text.split('.').all(is_label)
}

#[cfg(test)]
mod tests {
    use super::Format;

    #[test]
    fn accepts_valid_and_refuses_invalid_texts() {
        for (format, good, bad) in [
            (
                Format::DateTime,
                "2026-11-23T12:00:00.5+02:00",
                "2026-11-23 12:00",
            ),
            (Format::Date, "2024-02-29", "2026-02-29"),
            (Format::Email, "ada@example.org", "ada@"),
            (Format::Hostname, "vm-1.example.org", "-vm.example.org"),
            (Format::Ipv4, "127.0.0.1", "127.0.0.256"),
            (Format::Ipv6, "::1", "127.0.0.1"),
            (Format::Uri, "http://localhost:5000/v3", "/v3"),
            (
                Format::Uuid,
                "a7eb257e-d646-44d3-9cbe-6a765fb311e0",
                "a7eb257ed64644d39cbe6a765fb311e0",
            ),
        ] {
            assert!(format.accepts(good), "{} refuses {good}", format.name());
            assert!(!format.accepts(bad), "{} accepts {bad}", format.name());
        }
    }
}
