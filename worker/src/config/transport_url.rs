//! `transport_url`: brokers, credentials, virtual host (`oslo_messaging/transport.py`, `TransportURL.parse`).

use std::fmt;

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

/// Host and port: what may be logged.
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
    /// # Errors
    ///
    /// What is wrong with the URL. It quotes nothing that may be a password.
    pub(crate) fn parse(url: &str) -> Result<Self, String> {
        let (scheme, rest) = url
            .split_once(':')
            .filter(|(scheme, _)| is_scheme(scheme))
            .ok_or_else(|| format!("no scheme; {EXPECTED}"))?;
        if !matches!(scheme, "rabbit" | "kombu+rabbit" | "kombu+amqp" | "amqp") {
            return Err(format!("cannot speak `{scheme}`; {EXPECTED}"));
        }
        let rest = match rest.strip_prefix("//") {
            Some(rest) => rest,
            None if rest.is_empty() => rest,
            None => return Err(format!("no `//` after `{scheme}:`; {EXPECTED}")),
        };
        let (rest, query) = rest.split_once('?').unwrap_or((rest, ""));
        let (hosts, path) = rest.split_once('/').unwrap_or((rest, ""));
        // Otherwise what is meant for the user would be taken for the host, and connected to.
        if path.contains('@') || query.contains('@') {
            return Err(format!(
                "an `@` after the first `/` or `?`; {ESCAPES}; {EXPECTED}"
            ));
        }
        let hosts: Vec<&str> = hosts.split(',').filter(|host| !host.is_empty()).collect();
        let brokers = if hosts.is_empty() {
            vec![broker("guest:guest@localhost")?]
        } else {
            hosts.into_iter().map(broker).collect::<Result<_, _>>()?
        };
        // The client library's word for the default one.
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
    let (host, port_text) = address(place);
    let host = if host.is_empty() { "localhost" } else { host };
    let port = match port_text.map(port) {
        Some(Some(port)) => port,
        Some(None) => {
            return Err(format!(
                "host `{host}` has a port that is no number; {ESCAPES}; {EXPECTED}"
            ));
        }
        None => 5672,
    };
    Ok(Broker {
        host: host.to_owned(),
        port,
        user: decoded(user),
        password: Secret::new(decoded(password)),
    })
}

/// The host, and what should be its port.
pub(super) fn address(text: &str) -> (&str, Option<&str>) {
    let bracketed = text.strip_prefix('[').and_then(|text| text.split_once(']'));
    match bracketed {
        Some((host, "")) => (host, None),
        Some((host, port)) => (host, Some(port.strip_prefix(':').unwrap_or(port))),
        None => match text.split_once(':') {
            Some((host, port)) => (host, Some(port)),
            None => (text, None),
        },
    }
}

pub(super) fn port(text: &str) -> Option<u16> {
    text.parse().ok()
}

/// Whether this is what a URL may begin with (RFC 3986, 3.1).
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
    fn several_brokers_with_escapes_and_a_query() {
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
    fn nothing_means_the_broker_of_this_machine() {
        for url in ["rabbit://", "rabbit:", "rabbit:///"] {
            let url = TransportUrl::parse(url).unwrap();
            assert_eq!(url.brokers[0].to_string(), "localhost:5672");
            assert_eq!(url.brokers[0].user, "guest");
            assert_eq!(url.virtual_host, "/");
        }
    }

    #[test]
    fn what_is_wrong_is_said_without_the_password() {
        let error = TransportUrl::parse("kafka://a:s3cret@h").unwrap_err();
        assert!(error.starts_with("cannot speak `kafka`"), "{error}");
        let error = TransportUrl::parse("rabbit://a:s3cret@h:http/").unwrap_err();
        assert!(
            error.starts_with("host `h` has a port that is no number; within a user, a password"),
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
    fn one_slash_is_no_url() {
        for url in ["rabbit:/", "rabbit:/x", "rabbit:x"] {
            let error = TransportUrl::parse(url).unwrap_err();
            assert!(error.starts_with("no `//` after `rabbit:`; "), "{error}");
        }
    }

    #[test]
    fn what_could_be_a_password_is_no_virtual_host() {
        let error = TransportUrl::parse("rabbit://guest:12/ret@host/").unwrap_err();
        assert!(error.contains(ESCAPES), "{error}");
        let url = TransportUrl::parse("rabbit://guest:12%2Fret@host/v%40w").unwrap();
        assert_eq!(url.brokers[0].password.expose(), "12/ret");
        assert_eq!(url.virtual_host, "v@w");
    }
}
