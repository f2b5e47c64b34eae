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

impl TransportUrl {
    /// # Errors
    ///
    /// What is wrong with the URL, without its passwords.
    pub(crate) fn parse(url: &str) -> Result<Self, String> {
        let (scheme, rest) = url
            .split_once(':')
            .ok_or_else(|| format!("no scheme; {EXPECTED}"))?;
        if !matches!(scheme, "rabbit" | "kombu+rabbit" | "kombu+amqp" | "amqp") {
            return Err(format!("cannot speak `{scheme}`; {EXPECTED}"));
        }
        let rest = rest.strip_prefix("//").unwrap_or(rest);
        let (rest, query) = rest.split_once('?').unwrap_or((rest, ""));
        let (hosts, path) = match rest.find('/') {
            Some(at) => (&rest[..at], &rest[at + 1..]),
            None => (rest, ""),
        };
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
    let (credentials, address) = text.rsplit_once('@').unwrap_or(("", text));
    let (user, password) = credentials.split_once(':').unwrap_or((credentials, ""));
    let (host, port) = match address
        .strip_prefix('[')
        .and_then(|rest| rest.split_once(']'))
    {
        Some((host, port)) => (host, port.strip_prefix(':')),
        None => match address.split_once(':') {
            Some((host, port)) => (host, Some(port)),
            None => (address, None),
        },
    };
    let port = match port {
        Some(port) => port
            .parse()
            .map_err(|_| format!("`{port}` is no port; {EXPECTED}"))?,
        None => 5672,
    };
    Ok(Broker {
        host: if host.is_empty() { "localhost" } else { host }.to_owned(),
        port,
        user: decoded(user),
        password: Secret::new(decoded(password)),
    })
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
        assert!(error.starts_with("`http` is no port"), "{error}");
    }
}
