//! The kinds of values that options accept: the words for error messages, and how a text is read.

use std::time::Duration;

use mistral_actions::Secret;
use mistral_cloud::url::is_http;

use super::opt::{Masking, Opt, Spec};

/// An option without masking, whose empty text is the default if it is no value.
pub(super) const fn opt<T>(
    spec: Spec,
    expected: &'static str,
    read: fn(&str) -> Option<T>,
) -> Opt<T> {
    Opt {
        spec,
        expected,
        read,
        refuses_empty: false,
    }
}

/// Any text.
pub(super) const fn text(spec: Spec) -> Opt<String> {
    opt(spec, "a text", |text| Some(text.to_owned()))
}

/// A text that is masked wherever it is shown.
pub(super) const fn secret(spec: Spec) -> Opt<Secret<String>> {
    opt(spec.masking(Masking::Whole), "a text", |text| {
        Some(Secret::new(text.to_owned()))
    })
}

/// The URL of the brokers. `TransportUrl` parses it, since its query comes before all other options.
pub(super) const fn transport_url(spec: Spec) -> Opt<String> {
    text(spec.masking(Masking::Url))
}

/// A text that may be left empty.
pub(super) const fn optional(spec: Spec) -> Opt<Option<String>> {
    opt(spec, "a text", |text| Some(non_empty(text)))
}

/// Names with `*` and `?`, separated by commas.
pub(super) const fn patterns(spec: Spec) -> Opt<Vec<String>> {
    opt(spec, "names separated by commas", |text| {
        let names = text.split([',', '\n']).map(str::trim);
        Some(names.filter_map(non_empty).collect())
    })
}

/// A text that must not be empty.
pub(super) const fn name(spec: Spec) -> Opt<String> {
    let mut name = opt(spec, "a name", |text| non_empty(text.trim()));
    name.refuses_empty = true;
    name
}

/// A Boolean in one of oslo.config's spellings.
pub(super) const fn boolean(spec: Spec) -> Opt<bool> {
    opt(spec, "true or false", |text| {
        match text.trim().to_lowercase().as_str() {
            "true" | "1" | "on" | "yes" => Some(true),
            "false" | "0" | "off" | "no" => Some(false),
            _ => None,
        }
    })
}

/// A whole number. Mistral writes -1 for "unlimited", which is 0 here.
pub(super) const fn whole(spec: Spec) -> Opt<u64> {
    opt(spec, "a whole number, 0 or more", |text| {
        let number: i64 = text.trim().parse().ok()?;
        Some(u64::try_from(number).unwrap_or(0))
    })
}

/// A whole number of at least 1.
pub(super) const fn positive(spec: Spec) -> Opt<u64> {
    opt(spec, "a whole number, 1 or more", |text| {
        let number: i64 = text.trim().parse().ok()?;
        u64::try_from(number).ok().filter(|number| *number > 0)
    })
}

/// Seconds, possibly with a fraction.
pub(super) const fn seconds(spec: Spec) -> Opt<Duration> {
    opt(spec, "a number of seconds", |text| {
        Duration::try_from_secs_f64(text.trim().parse().ok()?).ok()
    })
}

/// Seconds between attempts.
pub(super) const fn interval(spec: Spec) -> Opt<Duration> {
    opt(spec, "a number of seconds, 1 or more", |text| {
        let time = Duration::try_from_secs_f64(text.trim().parse().ok()?).ok()?;
        (time >= Duration::from_secs(1)).then_some(time)
    })
}

/// Seconds for which a request is held back. Less than two would leave no time to notice and to report a broken
/// connection.
pub(super) const fn hold_time(spec: Spec) -> Opt<Duration> {
    opt(spec, "a number of seconds, 2 or more", |text| {
        let time = Duration::try_from_secs_f64(text.trim().parse().ok()?).ok()?;
        (time >= Duration::from_secs(2)).then_some(time)
    })
}

/// The URL of an API, which may be left empty.
pub(super) const fn http_url(spec: Spec) -> Opt<Option<String>> {
    let spec = spec.masking(Masking::Url);
    opt(spec, "an http:// or https:// URL", |text| {
        let text = text.trim();
        (text.is_empty() || is_http(text)).then(|| non_empty(text))
    })
}

/// An address to listen on, which may be left empty.
pub(super) const fn address(spec: Spec) -> Opt<Option<String>> {
    opt(spec, "host:port", |text| {
        let text = text.trim();
        (text.is_empty() || is_address(text)).then(|| non_empty(text))
    })
}

/// A mechanism of SASL.
pub(super) const fn login_method(spec: Spec) -> Opt<&'static str> {
    opt(spec, "PLAIN, AMQPLAIN or EXTERNAL", |text| {
        choice(["PLAIN", "AMQPLAIN", "EXTERNAL"], text)
    })
}

/// The order in which brokers are tried.
pub(super) const fn failover_strategy(spec: Spec) -> Opt<&'static str> {
    opt(spec, "round-robin or shuffle", |text| {
        choice(["round-robin", "shuffle"], text)
    })
}

fn choice<const N: usize>(choices: [&'static str; N], text: &str) -> Option<&'static str> {
    choices.into_iter().find(|choice| *choice == text.trim())
}

fn non_empty(text: &str) -> Option<String> {
    (!text.is_empty()).then(|| text.to_owned())
}

fn is_address(text: &str) -> bool {
    text.rsplit_once(':')
        .is_some_and(|(host, port)| !host.is_empty() && port.parse::<u16>().is_ok())
}
