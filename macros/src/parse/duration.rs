//! Durations such as `30s`, `1h 30m` and `250ms`.

use std::time::Duration;

use syn::LitStr;

use super::argument::Argument;
use crate::errors::Errors;

/// Parses `= "30s"`. The duration is greater than zero.
pub(crate) fn parse(argument: &Argument<'_>, _: &mut Errors) -> syn::Result<Duration> {
    let literal: LitStr = argument.value()?;
    let text = literal.value();
    match parse_text(&text) {
        Some(duration) if !duration.is_zero() => Ok(duration),
        _ => Err(syn::Error::new(
            literal.span(),
            format!(
                "`{text}` is not a duration; use for example \"30s\", \"5m\", \"1h 30m\" or \"250ms\""
            ),
        )),
    }
}

fn parse_text(text: &str) -> Option<Duration> {
    let mut rest = text.trim();
    let mut total = Duration::ZERO;
    while !rest.is_empty() {
        let digits = rest.find(|c: char| !c.is_ascii_digit())?;
        let number: u64 = rest[..digits].parse().ok()?;
        rest = rest[digits..].trim_start();
        let unit = rest
            .find(|c: char| !c.is_ascii_alphabetic())
            .unwrap_or(rest.len());
        let part = match &rest[..unit] {
            "ms" => Duration::from_millis(number),
            "s" => Duration::from_secs(number),
            "m" | "min" => Duration::from_secs(number.checked_mul(60)?),
            "h" => Duration::from_secs(number.checked_mul(3600)?),
            _ => return None,
        };
        total = total.checked_add(part)?;
        rest = rest[unit..].trim_start();
    }
    Some(total)
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::parse_text;

    #[test]
    fn accepts_integers_with_units() {
        assert_eq!(parse_text("30s"), Some(Duration::from_secs(30)));
        assert_eq!(parse_text("1h 30m"), Some(Duration::from_secs(5400)));
        assert_eq!(parse_text("250ms"), Some(Duration::from_millis(250)));
        for wrong in ["30", "s", "30 parsecs", "-1s", "1.5s"] {
            assert_eq!(parse_text(wrong), None, "{wrong}");
        }
    }
}
