//! [`Values`]: typed values of the options, with all problems.

use std::fmt;

use super::opt::{Opt, Spec};
use super::options::{self, OPTIONS};
use super::sources::{Source, Sources};

/// Reads options as typed values and collects all problems.
pub(crate) struct Values<'a> {
    sources: &'a Sources,
    pub(crate) problems: Vec<String>,
}

/// The value of an option as an operator may see it.
pub(crate) struct Shown {
    pub(crate) spec: &'static Spec,
    /// The value with its secrets masked.
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

    /// Returns the value of an option. An invalid value is a problem, and the default takes its place.
    pub(crate) fn get<T>(&mut self, opt: &Opt<T>) -> T {
        let text = resolve(self.sources, &opt.spec).0;
        if is_circular(self.sources, &opt.spec) {
            self.refuse(
                opt,
                format_args!("`{}` refers to itself", opt.spec.masked(text.clone())),
            );
        }
        let is_empty = text.trim().is_empty() && !opt.refuses_empty;
        let default = || is_empty.then(|| (opt.read)(opt.spec.default)).flatten();
        (opt.read)(&text).or_else(default).unwrap_or_else(|| {
            let got = match opt.spec.masked(text) {
                text if text.is_empty() => "nothing".to_owned(),
                text => format!("`{text}`"),
            };
            let expected = opt.expected;
            self.refuse(opt, format_args!("expected {expected}, got {got}"));
            let default = (opt.read)(opt.spec.default);
            default.unwrap_or_else(|| unreachable!("the default of {} is valid", opt.spec.name))
        })
    }

    /// Returns whether an option has a value other than the empty text.
    pub(crate) fn is_set<T>(&self, opt: &Opt<T>) -> bool {
        !resolve(self.sources, &opt.spec).0.is_empty()
    }

    /// Adds a problem of an option, with the place of its value.
    pub(crate) fn refuse<T>(&mut self, opt: &Opt<T>, problem: impl fmt::Display) {
        let Spec { group, name, .. } = opt.spec;
        let (_, source) = resolve(self.sources, &opt.spec);
        self.problems
            .push(format!("{source}: [{group}] {name}: {problem}"));
    }

    /// Returns all options with their values. Secrets are masked.
    pub(crate) fn shown(&self) -> impl Iterator<Item = Shown> {
        OPTIONS.iter().map(|opt| {
            let spec = opt.spec();
            let (value, source) = resolve(self.sources, spec);
            Shown {
                spec,
                value: spec.masked(value),
                source,
            }
        })
    }
}

/// Returns whether the value of an option refers to itself.
fn is_circular(sources: &Sources, spec: &Spec) -> bool {
    let default =
        |group: &str, name: &str| options::find(group, name).map(|spec| spec.default.to_owned());
    let raw = sources.raw(spec.group, &spec.names());
    raw.is_some_and(|(value, _)| sources.substitute(spec.group, value, &default).is_none())
}

/// Returns the value of an option, substituted, and its source.
fn resolve(sources: &Sources, spec: &Spec) -> (String, Source) {
    match sources.raw(spec.group, &spec.names()) {
        Some((value, source)) => {
            let default = |group: &str, name: &str| {
                options::find(group, name).map(|spec| spec.default.to_owned())
            };
            (
                sources
                    .substitute(spec.group, value, &default)
                    .unwrap_or_else(|| value.clone()),
                source.clone(),
            )
        }
        None => (spec.default.to_owned(), Source::Default),
    }
}

#[cfg(test)]
mod tests {
    use super::super::options::{
        DEBUG, EXECUTOR_THREAD_POOL_SIZE, EXECUTOR_TOPIC, HOST, MISTRAL_URL, MONITORING_ADDRESS,
    };
    use super::*;

    #[test]
    fn every_default_is_valid() {
        for opt in OPTIONS {
            assert!(opt.accepts_default(), "{:?}", opt.spec());
        }
    }

    #[test]
    fn empty_number_is_the_default() {
        let mut sources = Sources::default();
        let name = "executor_thread_pool_size";
        sources.set("DEFAULT", name, " ".to_owned(), Source::Default);
        let mut values = Values::new(&sources);
        assert_eq!(values.get(&EXECUTOR_THREAD_POOL_SIZE), 64);
        assert!(values.problems.is_empty(), "{:?}", values.problems);
    }

    #[test]
    fn value_that_refers_to_itself_is_refused() {
        let mut sources = Sources::default();
        sources.set("executor", "topic", "x$topic".to_owned(), Source::Default);
        sources.set("executor", "host", "$name".to_owned(), Source::Default);
        sources.set(
            "DEFAULT",
            "name",
            "${executor.host}".to_owned(),
            Source::Default,
        );
        let mut values = Values::new(&sources);
        values.get(&EXECUTOR_TOPIC);
        values.get(&HOST);
        assert_eq!(
            values.problems,
            [
                "default: [executor] topic: `x$topic` refers to itself",
                "default: [executor] host: `$name` refers to itself"
            ]
        );
    }

    #[test]
    fn every_option_is_declared_once() {
        for opt in OPTIONS {
            let Spec { group, name, .. } = *opt.spec();
            let same = OPTIONS
                .iter()
                .filter(|other| (other.spec().group, other.spec().name) == (group, name));
            assert_eq!(same.count(), 1, "[{group}] {name}");
        }
    }

    #[test]
    fn reports_all_problems_with_their_places() {
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
        assert!(!values.get(&DEBUG));
        assert_eq!(values.get(&EXECUTOR_THREAD_POOL_SIZE), 64);
        assert_eq!(
            values.problems,
            [
                "environment OS_DEFAULT__DEBUG: [DEFAULT] debug: expected true or false, got `maybe`",
                "default: [DEFAULT] executor_thread_pool_size: expected a whole number, 1 or more, got `0`"
            ]
        );
    }

    fn read(opt: &Opt<Option<String>>, value: &str) -> (Option<String>, Vec<String>) {
        let mut sources = Sources::default();
        let Spec { group, name, .. } = opt.spec;
        sources.set(group, name, value.to_owned(), Source::Default);
        let mut values = Values::new(&sources);
        (values.get(opt), values.problems)
    }

    #[test]
    fn accepts_urls_and_addresses() {
        for (opt, value) in [
            (&MISTRAL_URL, "http://127.0.0.1:8989/v2"),
            (&MISTRAL_URL, "https://[::1]/workflow/v2"),
            (&MONITORING_ADDRESS, "127.0.0.1:9100"),
            (&MONITORING_ADDRESS, "[::1]:0"),
            (&MONITORING_ADDRESS, "localhost:9100"),
        ] {
            assert_eq!(read(opt, value), (Some(value.to_owned()), vec![]));
        }
        assert_eq!(read(&MISTRAL_URL, ""), (None, vec![]));
    }

    #[test]
    fn refuses_malformed_urls_and_addresses() {
        const URL: &str = "an http:// or https:// URL, got";
        const ADDRESS: &str = "host:port, got";
        for (opt, expected, value, shown) in [
            (&MISTRAL_URL, URL, "localhost", "localhost"),
            (&MISTRAL_URL, URL, "localhost:8989/v2", "***"),
            (&MISTRAL_URL, URL, "ftp://h/", "ftp://h/"),
            (&MISTRAL_URL, URL, "http:///v2", "http:///v2"),
            (&MISTRAL_URL, URL, "http://a:s3c/ret@h", "http://a:***@h"),
            (&MONITORING_ADDRESS, ADDRESS, "9100", "9100"),
            (&MONITORING_ADDRESS, ADDRESS, ":9100", ":9100"),
            (
                &MONITORING_ADDRESS,
                ADDRESS,
                "localhost:http",
                "localhost:http",
            ),
            (
                &MONITORING_ADDRESS,
                ADDRESS,
                "localhost:99999",
                "localhost:99999",
            ),
        ] {
            let name = opt.spec.name;
            let problem =
                format!("default: [mistral_actions] {name}: expected {expected} `{shown}`");
            assert_eq!(read(opt, value), (None, vec![problem]));
        }
    }
}
