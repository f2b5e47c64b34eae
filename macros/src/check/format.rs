//! Texts that certainly do not have a format. The runtime has the exact rules, and libraries for them.

use std::net::{Ipv4Addr, Ipv6Addr};

/// Returns an example of the format if the text certainly does not have it. `format` is a variant of the
/// runtime's `Format`.
pub(super) fn violated(format: &str, text: &str) -> Option<&'static str> {
    let (may_have, example) = match format {
        "DateTime" => (is_date_time(text), "2026-11-23T12:00:00Z"),
        "Date" => (is_date(text), "2026-11-23"),
        "Email" => (is_email(text), "ada@example.org"),
        "Hostname" => (is_hostname(text), "vm-1.example.org"),
        "Ipv4" => (text.parse::<Ipv4Addr>().is_ok(), "192.0.2.1"),
        "Ipv6" => (text.parse::<Ipv6Addr>().is_ok(), "2001:db8::1"),
        "Uri" => (is_uri(text), "https://example.org/"),
        "Uuid" => (is_uuid(text), "a7eb257e-d646-44d3-9cbe-6a765fb311e0"),
        _ => return None,
    };
    (!may_have).then_some(example)
}

/// Returns whether the text has digits and other characters where the pattern has them.
fn has_shape(text: &str, pattern: &str) -> bool {
    text.len() == pattern.len()
        && text.bytes().zip(pattern.bytes()).all(|pair| match pair {
            (byte, b'0') => byte.is_ascii_digit(),
            (byte, other) => byte.eq_ignore_ascii_case(&other),
        })
}

fn is_date(text: &str) -> bool {
    let in_range = |part: Option<&str>, max: u8| {
        let number = part.and_then(|part| part.parse::<u8>().ok());
        number.is_some_and(|number| (1..=max).contains(&number))
    };
    has_shape(text, "0000-00-00") && in_range(text.get(5..7), 12) && in_range(text.get(8..10), 31)
}

fn is_date_time(text: &str) -> bool {
    let is_zoned = |rest: &str| {
        rest.ends_with(['Z', 'z']) || rest.len() >= 6 && has_shape(&rest[rest.len() - 5..], "00:00")
    };
    text.is_ascii()
        && text.len() >= 20
        && is_date(&text[..10])
        && text[10..].starts_with(['T', 't', ' '])
        && has_shape(&text[11..19], "00:00:00")
        && is_zoned(&text[19..])
}

fn is_email(text: &str) -> bool {
    text.rsplit_once('@')
        .is_some_and(|(local, domain)| !local.is_empty() && !domain.is_empty())
}

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

fn is_uri(text: &str) -> bool {
    let is_part = |c: char| c.is_ascii_alphanumeric() || "+-.".contains(c);
    text.split_once(':').is_some_and(|(scheme, _)| {
        scheme.starts_with(|first: char| first.is_ascii_alphabetic()) && scheme.chars().all(is_part)
    }) && !text.contains(char::is_whitespace)
}

fn is_uuid(text: &str) -> bool {
    text.len() == 36
        && text.bytes().enumerate().all(|(index, byte)| match index {
            8 | 13 | 18 | 23 => byte == b'-',
            _ => byte.is_ascii_hexdigit(),
        })
}

#[cfg(test)]
mod tests {
    use mistral_actions::input::Format;

    #[test]
    fn formats_of_the_runtime_are_accepted() {
        let formats = [
            ("DateTime", Format::DateTime),
            ("Date", Format::Date),
            ("Email", Format::Email),
            ("Hostname", Format::Hostname),
            ("Ipv4", Format::Ipv4),
            ("Ipv6", Format::Ipv6),
            ("Uri", Format::Uri),
            ("Uuid", Format::Uuid),
        ];
        let texts = [
            "",
            "x",
            "a@",
            "@b",
            "a@b",
            "\"a b\"@example.org",
            "2026-11-23",
            "2026-13-23",
            "2026-11-23T12:00:00Z",
            "2026-11-23t12:00:00.25z",
            "2026-11-23T12:00:00+02:00",
            "2026-11-23 12:00:00Z",
            "2026-11-23T12:00:00",
            "vm-1.example.org",
            "-vm",
            "127.0.0.1",
            "127.0.0.256",
            "::1",
            "urn:a",
            "http://[::1]:80/x?y#z",
            "/v3",
            "a b:c",
            "a7eb257e-d646-44d3-9cbe-6a765fb311e0",
            "A7EB257E-d646-44d3-9cbe-6a765fb311e0",
            "a7eb257ed64644d39cbe6a765fb311e0",
        ];
        let mut violations = 0;
        for (variant, format) in formats {
            for text in texts {
                let violated = super::violated(variant, text);
                assert!(
                    violated.is_none() || !format.accepts(text),
                    "{variant} {text}"
                );
                violations += usize::from(violated.is_some());
                assert!(violated.is_none_or(|example| format.accepts(example)));
            }
        }
        assert!(violations > 100, "{violations}");
    }
}
