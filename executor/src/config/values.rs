//! [`Values`]: the options as typed values; what does not fit is gathered.

use std::fmt;
use std::time::Duration;

use mistral_actions::__private::MASK;

use super::options::{self, Kind, OPTIONS, Opt};
use super::passwords::without_passwords;
use super::sources::{Source, Sources};

/// The options, read and substituted, with all that is wrong with them.
pub(crate) struct Values<'a> {
    sources: &'a Sources,
    pub(crate) problems: Vec<String>,
}

/// An option as it stands, for people.
pub(crate) struct Shown {
    pub(crate) opt: &'static Opt,
    pub(crate) value: String,
    pub(crate) source: Source,
}

impl<'a> Values<'a> {
    pub(crate) fn new(sources: &'a Sources) -> Self {
        Self {
            sources,
            problems: sources.problems.clone(),
        }
    }

    pub(crate) fn text(&self, group: &str, name: &str) -> String {
        let opt = options::option(group, name);
        resolve(self.sources, opt).0
    }

    /// A text that is set to something.
    pub(crate) fn set_text(&self, group: &str, name: &str) -> Option<String> {
        Some(self.text(group, name)).filter(|text| !text.is_empty())
    }

    pub(crate) fn bool(&mut self, group: &str, name: &str) -> bool {
        let read = |text: &str| match text.to_lowercase().as_str() {
            "true" | "1" | "on" | "yes" => Some(true),
            "false" | "0" | "off" | "no" => Some(false),
            _ => None,
        };
        self.read(group, name, "true or false", read)
    }

    pub(crate) fn whole(&mut self, group: &str, name: &str) -> u64 {
        let least = match options::option(group, name).kind {
            Kind::Whole(least) => least,
            _ => 0,
        };
        let expected = format!("a whole number, {least} or more");
        // Mistral writes -1 for "unlimited" where 0 is allowed.
        let read = |text: &str| match text.parse::<i64>() {
            Ok(number) => u64::try_from(number).ok().or((least == 0).then_some(0)),
            Err(_) => None,
        };
        self.read(group, name, &expected, |text| {
            read(text).filter(|number| *number >= least)
        })
    }

    pub(crate) fn seconds(&mut self, group: &str, name: &str) -> Duration {
        let read = |text: &str| Duration::try_from_secs_f64(text.parse().ok()?).ok();
        self.read(group, name, "a number of seconds", read)
    }

    /// A text that must be set to something.
    pub(crate) fn name(&mut self, group: &str, name: &str) -> String {
        let read = |text: &str| (!text.is_empty()).then(|| text.to_owned());
        self.read(group, name, "a name", read)
    }

    /// The URL of an API, if it is set.
    pub(crate) fn http_url(&mut self, group: &str, name: &str) -> Option<String> {
        self.set_to(group, name, "an http:// or https:// URL", is_http_url)
    }

    /// Where to listen, if that is set.
    pub(crate) fn address(&mut self, group: &str, name: &str) -> Option<String> {
        self.set_to(group, name, "host:port", is_address)
    }

    fn set_to(
        &mut self,
        group: &str,
        name: &str,
        expected: &str,
        is_sound: fn(&str) -> bool,
    ) -> Option<String> {
        let read = |text: &str| (text.is_empty() || is_sound(text)).then(|| text.to_owned());
        let text = self.read(group, name, expected, read);
        Some(text).filter(|text| !text.is_empty())
    }

    /// One of several words.
    pub(crate) fn choice(
        &mut self,
        group: &str,
        name: &str,
        choices: &[&'static str],
    ) -> &'static str {
        let read = |text: &str| choices.iter().copied().find(|choice| *choice == text);
        self.read(group, name, &one_of(choices), read)
    }

    /// Says why the value of an option cannot be used, and where it is from.
    pub(crate) fn refuse(&mut self, group: &str, name: &str, problem: impl fmt::Display) {
        let (_, source) = resolve(self.sources, options::option(group, name));
        let problem = format!("{source}: [{group}] {name}: {problem}");
        self.problems.push(problem);
    }

    /// What `read` makes of the value; if it makes nothing of it, the value is refused.
    pub(super) fn read<T>(
        &mut self,
        group: &str,
        name: &str,
        expected: &str,
        read: impl Fn(&str) -> Option<T>,
    ) -> T {
        let opt = options::option(group, name);
        let text = resolve(self.sources, opt).0;
        read(text.trim()).unwrap_or_else(|| {
            let got = match masked(opt.kind, text) {
                text if text.is_empty() => "nothing".to_owned(),
                text => format!("`{text}`"),
            };
            self.refuse(group, name, format_args!("expected {expected}, got {got}"));
            let default = read(opt.default);
            default.unwrap_or_else(|| unreachable!("the default of {name} is sound"))
        })
    }

    /// All options as they stand. Secrets are masked.
    pub(crate) fn shown(&self) -> impl Iterator<Item = Shown> {
        OPTIONS.iter().map(|opt| {
            let (value, source) = resolve(self.sources, opt);
            Shown {
                opt,
                value: masked(opt.kind, value),
                source,
            }
        })
    }
}

fn is_http_url(text: &str) -> bool {
    let is_http = |scheme: &str| matches!(scheme, "http" | "https");
    // What browsers make a host of is none.
    text.split_once("://")
        .is_some_and(|(scheme, rest)| is_http(scheme) && !rest.starts_with('/'))
        && reqwest::Url::parse(text).is_ok()
}

fn is_address(text: &str) -> bool {
    text.rsplit_once(':')
        .is_some_and(|(host, port)| !host.is_empty() && port.parse::<u16>().is_ok())
}

/// `a, b or c`
pub(super) fn one_of(choices: &[impl fmt::Display]) -> String {
    let choices: Vec<String> = choices.iter().map(ToString::to_string).collect();
    match choices.split_last() {
        Some((last, [])) => last.clone(),
        Some((last, others)) => format!("{} or {last}", others.join(", ")),
        None => String::new(),
    }
}

/// The value of an option, and where it is from.
fn resolve(sources: &Sources, opt: &Opt) -> (String, Source) {
    let names: Vec<&str> = std::iter::once(opt.name)
        .chain(opt.aliases.iter().copied())
        .collect();
    match sources.raw(opt.group, &names) {
        Some((value, source)) => {
            let default = |group: &str, name: &str| {
                options::find(group, name).map(|opt| opt.default.to_owned())
            };
            (
                sources.substitute(opt.group, value, &default),
                source.clone(),
            )
        }
        None => (opt.default.to_owned(), Source::Default),
    }
}

fn masked(kind: Kind, value: String) -> String {
    match kind {
        Kind::Secret if !value.is_empty() => MASK.to_owned(),
        Kind::Url => without_passwords(&value),
        _ => value,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_default_is_sound() {
        let sources = Sources::default();
        let mut values = Values::new(&sources);
        for opt in OPTIONS {
            match opt.kind {
                Kind::Bool => drop(values.bool(opt.group, opt.name)),
                Kind::Whole(_) => drop(values.whole(opt.group, opt.name)),
                Kind::Seconds => drop(values.seconds(opt.group, opt.name)),
                Kind::Text | Kind::Secret | Kind::Url | Kind::List => {}
            }
        }
        assert_eq!(values.problems, [""; 0]);
    }

    #[test]
    fn all_problems_are_told_with_their_place() {
        let mut sources = Sources::default();
        let environment = Source::Environment("OS_DEFAULT__DEBUG".into());
        sources.set("DEFAULT", "debug", "maybe".into(), environment);
        sources.set(
            "DEFAULT",
            "rpc_thread_pool_size",
            "0".into(),
            Source::Default,
        );
        let mut values = Values::new(&sources);
        assert!(!values.bool("DEFAULT", "debug"));
        assert_eq!(values.whole("DEFAULT", "executor_thread_pool_size"), 64);
        assert_eq!(
            values.problems,
            [
                "environment OS_DEFAULT__DEBUG: [DEFAULT] debug: expected true or false, got `maybe`",
                "default: [DEFAULT] executor_thread_pool_size: expected a whole number, 1 or more, got `0`"
            ]
        );
    }
    #[test]
    fn urls_and_addresses_are_ones() {
        let ours = "mistral_actions";
        let read = |name: &str, value: &str| {
            let mut sources = Sources::default();
            sources.set(ours, name, value.to_owned(), Source::Default);
            let mut values = Values::new(&sources);
            let read = match name {
                "mistral_url" => values.http_url(ours, name),
                _ => values.address(ours, name),
            };
            (read, values.problems)
        };
        for (name, value) in [
            ("mistral_url", "http://127.0.0.1:8989/v2"),
            ("mistral_url", "https://[::1]/workflow/v2"),
            ("monitoring_address", "127.0.0.1:9100"),
            ("monitoring_address", "[::1]:0"),
            ("monitoring_address", "localhost:9100"),
        ] {
            assert_eq!(read(name, value), (Some(value.to_owned()), vec![]));
        }
        assert_eq!(read("mistral_url", ""), (None, vec![]));
        for (name, value, expected) in [
            (
                "mistral_url",
                "localhost",
                "an http:// or https:// URL, got `localhost`",
            ),
            (
                "mistral_url",
                "localhost:8989/v2",
                "an http:// or https:// URL, got `***`",
            ),
            (
                "mistral_url",
                "ftp://h/",
                "an http:// or https:// URL, got `ftp://h/`",
            ),
            (
                "mistral_url",
                "http:///v2",
                "an http:// or https:// URL, got `http:///v2`",
            ),
            (
                "mistral_url",
                "http://a:s3c/ret@h",
                "an http:// or https:// URL, got `http://a:***@h`",
            ),
            ("monitoring_address", "9100", "host:port, got `9100`"),
            ("monitoring_address", ":9100", "host:port, got `:9100`"),
            (
                "monitoring_address",
                "localhost:http",
                "host:port, got `localhost:http`",
            ),
            (
                "monitoring_address",
                "localhost:99999",
                "host:port, got `localhost:99999`",
            ),
        ] {
            let problem = format!("default: [mistral_actions] {name}: expected {expected}");
            assert_eq!(read(name, value), (None, vec![problem]));
        }
    }
}
