//! `transport_url`: brokers, credentials, virtual host (`oslo_messaging/transport.py`, `TransportURL.parse`).
//!
//! Written by hand, because the crate `url` reads one host with one pair of credentials, and this URL has several.

use std::fmt;
use std::net::Ipv6Addr;

use mistral_actions::Secret;
use percent_encoding::percent_decode_str;

/// A parsed `transport_url`.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct TransportUrl {
    pub(crate) brokers: Vec<Broker>,
    pub(crate) virtual_host: String,
    /// Options of `[oslo_messaging_rabbit]` that the URL overrides.
    pub(crate) query: Vec<(String, String)>,
}

/// One of the brokers.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Broker {
    pub(crate) host: String,
    pub(crate) port: u16,
    pub(crate) user: String,
    pub(crate) password: Secret<String>,
}

/// Shows host and port only; user and password must not be logged.
impl fmt::Display for Broker {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.host.contains(':') {
            write!(f, "[{}]:{}", self.host, self.port)
        } else {
            write!(f, "{}:{}", self.host, self.port)
        }
    }
}

const EXPECTED: &str = "expected rabbit://user:password@host:port/virtual_host";

const ESCAPES: &str = "within a user, a password or a virtual host, `/ ? # @ : % ,` are written as %2F %3F %23 %40 %3A %25 %2C";

impl TransportUrl {
    /// Parses a URL.
    ///
    /// # Errors
    ///
    /// If the URL is malformed. The text quotes nothing that may be a password.
    pub(crate) fn parse(url: &str) -> Result<Self, String> {
        let (scheme, rest) = url
            .split_once(':')
            .filter(|(scheme, _)| is_scheme(scheme))
            .ok_or_else(|| format!("scheme is missing; {EXPECTED}"))?;
        let scheme = &*scheme.to_ascii_lowercase();
        if !matches!(scheme, "rabbit" | "kombu+rabbit" | "kombu+amqp" | "amqp") {
            return Err(format!("unsupported scheme `{scheme}`; {EXPECTED}"));
        }
        let rest = match rest.strip_prefix("//") {
            Some(rest) => rest,
            None if rest.is_empty() => rest,
            None => return Err(format!("`//` is missing after `{scheme}:`; {EXPECTED}")),
        };
        let (rest, fragment) = rest.split_once('#').unwrap_or((rest, ""));
        let (rest, query) = rest.split_once('?').unwrap_or((rest, ""));
        let (hosts, path) = rest.split_once('/').unwrap_or((rest, ""));
        let hosts: Vec<&str> = hosts.split(',').filter(|host| !host.is_empty()).collect();
        // The worker would take a user for the host, and connect to it.
        let may_be_cut = !hosts.iter().all(|host| host.contains('@'));
        if may_be_cut
            && [path, query, fragment]
                .iter()
                .any(|part| part.contains('@'))
        {
            return Err(format!(
                "unescaped `@` after the first `/`, `?` or `#`; {ESCAPES}; {EXPECTED}"
            ));
        }
        let brokers = if hosts.is_empty() {
            vec![broker("guest:guest@localhost")?]
        } else {
            hosts.into_iter().map(broker).collect::<Result<_, _>>()?
        };
        // lapin's name of the default virtual host.
        let virtual_host = match decoded(path) {
            path if path.is_empty() => "/".to_owned(),
            path => path,
        };
        let query = query.split('&').filter_map(|pair| pair.split_once('='));
        let query = query
            .map(|(name, value)| (decoded(name), decoded(value)))
            .collect();
        Ok(Self {
            brokers,
            virtual_host,
            query,
        })
    }
}

fn broker(text: &str) -> Result<Broker, String> {
    let (credentials, place) = text.rsplit_once('@').unwrap_or(("", text));
    let (user, password) = credentials.split_once(':').unwrap_or((credentials, ""));
    // As kombu's transport for RabbitMQ has it.
    let or_guest = |text| Some(decoded(text)).filter(|text| !text.is_empty());
    let [user, password] =
        [user, password].map(|text| or_guest(text).unwrap_or_else(|| "guest".to_owned()));
    let (host, port_text) = address(place);
    let host = if host.is_empty() { "localhost" } else { host };
    let port = match port_text.map(port) {
        Some(Some(port)) => port,
        Some(None) => {
            return Err(format!(
                "invalid port of host `{host}`; {ESCAPES}; {EXPECTED}"
            ));
        }
        None => 5672,
    };
    Ok(Broker {
        host: host.to_owned(),
        port,
        user,
        password: Secret::new(password),
    })
}

/// Splits a host from the text in place of its port.
pub(super) fn address(text: &str) -> (&str, Option<&str>) {
    let bracketed = text.strip_prefix('[').and_then(|text| text.split_once(']'));
    match bracketed {
        Some((host, "")) => (host, None),
        Some((host, port)) => (host, Some(port.strip_prefix(':').unwrap_or(port))),
        None if text.parse::<Ipv6Addr>().is_ok() => (text, None),
        None => match text.split_once(':') {
            Some((host, port)) => (host, Some(port)),
            None => (text, None),
        },
    }
}

pub(super) fn port(text: &str) -> Option<u16> {
    text.parse().ok()
}

/// Returns whether the text is a scheme (RFC 3986, 3.1).
pub(super) fn is_scheme(text: &str) -> bool {
    let is_known = |c: char| c.is_ascii_alphanumeric() || "+-.".contains(c);
    text.starts_with(|c: char| c.is_ascii_alphabetic()) && text.chars().all(is_known)
}

fn decoded(text: &str) -> String {
    percent_decode_str(text).decode_utf8_lossy().into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parses_several_brokers_with_escapes_and_a_query() {
        let url = TransportUrl::parse("rabbit://a%40x:s%2F:t@h1:1,b:u@[::1]/%2Fv?ssl=true&a=%20")
            .unwrap();
        let [first, second] = &url.brokers[..] else {
            panic!("{url:?}")
        };
        assert_eq!(
            (first.to_string(), first.user.as_str()),
            ("h1:1".into(), "a@x")
        );
        assert_eq!(first.password.expose(), "s/:t");
        assert_eq!(second.to_string(), "[::1]:5672");
        assert_eq!(url.virtual_host, "/v");
        assert_eq!(
            url.query,
            [("ssl".into(), "true".into()), ("a".into(), " ".into())]
        );
        assert!(!format!("{url:?}").contains("s/:t"));
    }

    #[test]
    fn empty_url_means_the_local_broker() {
        for url in ["rabbit://", "rabbit:", "rabbit:///"] {
            let url = TransportUrl::parse(url).unwrap();
            assert_eq!(url.brokers[0].to_string(), "localhost:5672");
            assert_eq!(url.brokers[0].user, "guest");
            assert_eq!(url.virtual_host, "/");
        }
    }

    #[test]
    fn malformed_url_is_refused_without_the_password() {
        let error = TransportUrl::parse("kafka://a:s3cret@h").unwrap_err();
        assert!(error.starts_with("unsupported scheme `kafka`"), "{error}");
        let error = TransportUrl::parse("rabbit://a:s3cret@h:http/").unwrap_err();
        assert!(
            error.starts_with("invalid port of host `h`; within a user, a password"),
            "{error}"
        );
        for url in [
            "rabbit://guest:s3c/ret@host/",
            "rabbit://guest:s3c?ret@127.0.0.1/",
            "rabbit://guest:12/ret@host/",
            "rabbit://a:b@h1,guest:s3c/ret@h2/",
            "rabbit://guest:12?ret@host/",
            "rabbit://guest:s3cret",
            "rabbit://guest:s3c,ret@host/",
            "rabbit://guest:s3c#ret@host/",
            "rabbit://guest:12#ret@host/",
            "rabbit://[::1]s3cret/",
            "rabbit:/guest:s3cret@127.0.0.1/",
            "rabbit:guest:s3cret@127.0.0.1/",
            "guest:s3cret@127.0.0.1",
            "s3c/ret@127.0.0.1:5672",
        ] {
            let error = TransportUrl::parse(url).unwrap_err();
            let error = error.replace(EXPECTED, "").replace(ESCAPES, "");
            assert!(!error.contains("s3c") && !error.contains("ret"), "{error}");
        }
    }

    #[test]
    fn missing_user_and_password_are_guest() {
        for (url, user, password) in [
            ("rabbit://127.0.0.1:5672/", "guest", "guest"),
            ("rabbit://mistral@127.0.0.1", "mistral", "guest"),
            ("rabbit://:s3cret@127.0.0.1", "guest", "s3cret"),
        ] {
            let broker = TransportUrl::parse(url).unwrap().brokers.remove(0);
            assert_eq!(
                (&*broker.user, &**broker.password.expose()),
                (user, password),
                "{url}"
            );
        }
    }

    #[test]
    fn url_is_read_as_python_reads_it() {
        let parse = |url| {
            let url = TransportUrl::parse(url).unwrap();
            (url.brokers[0].to_string(), url.virtual_host)
        };
        let expected =
            |broker: &str, virtual_host: &str| (broker.to_owned(), virtual_host.to_owned());
        assert_eq!(
            parse("rabbit://u:p@fd00::2/"),
            expected("[fd00::2]:5672", "/")
        );
        assert_eq!(parse("rabbit://u:p@h/a@b"), expected("h:5672", "a@b"));
        assert_eq!(parse("RABBIT://u:p@h:1/"), expected("h:1", "/"));
        assert_eq!(parse("rabbit://u:p@h/#x"), expected("h:5672", "/"));
        assert_eq!(parse("rabbit://u:p@h/v?ssl=1#x"), expected("h:5672", "v"));
    }

    #[test]
    fn url_with_one_slash_is_refused() {
        for url in ["rabbit:/", "rabbit:/x", "rabbit:x"] {
            let error = TransportUrl::parse(url).unwrap_err();
            assert!(
                error.starts_with("`//` is missing after `rabbit:`; "),
                "{error}"
            );
        }
    }

    #[test]
    fn unescaped_password_is_not_read_as_virtual_host() {
        let error = TransportUrl::parse("rabbit://guest:12/ret@host/").unwrap_err();
        assert!(error.contains(ESCAPES), "{error}");
        let url = TransportUrl::parse("rabbit://guest:12%2Fret@host/v%40w").unwrap();
        assert_eq!(url.brokers[0].password.expose(), "12/ret");
        assert_eq!(url.virtual_host, "v@w");
    }
}
