//! Policy for the targets of requests. Prevents server-side request forgery: a workflow must not reach the executor's
//! own host or the cloud's metadata service. Mirrors `mistral/utils/egress.py`, and is stricter (see
//! [`Egress::resolve`]).

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};

use ipnet::IpNet;
use url::{Host, Url};

/// Mistral's default for `denied_cidrs`: loopback and link-local addresses, which include the metadata service.
const DEFAULT_DENIED_CIDRS: [&str; 4] = ["127.0.0.0/8", "::1/128", "169.254.0.0/16", "fe80::/10"];

/// The operator's policy.
#[derive(Clone, Debug)]
pub(crate) struct Egress {
    allowed_hosts: Vec<String>,
    denied: Vec<IpNet>,
}

/// Reason for not connecting to a host.
#[derive(Debug, PartialEq)]
pub(crate) enum Refused {
    /// The policy forbids the connection.
    Policy(String),
    /// The host cannot be resolved.
    Unknown(String),
}

impl Egress {
    pub(crate) fn new(allowed_hosts: Vec<&str>, denied_cidrs: Option<Vec<&str>>) -> Self {
        let denied = denied_cidrs.unwrap_or_else(|| DEFAULT_DENIED_CIDRS.to_vec());
        let network = |cidr: &str| {
            let network = cidr.parse::<IpNet>().ok();
            let network = network.or_else(|| cidr.parse::<IpAddr>().ok().map(IpNet::from));
            if network.is_none() {
                tracing::warn!("ignoring invalid [action_std_http] denied_cidrs entry: {cidr}");
            }
            network
        };
        Self {
            allowed_hosts: allowed_hosts.into_iter().map(str::to_lowercase).collect(),
            denied: denied.into_iter().filter_map(network).collect(),
        }
    }

    /// Parses a URL from a workflow or a redirect.
    ///
    /// # Errors
    ///
    /// Mistral's message, if the scheme is not http(s), or the host is missing or not allowed.
    pub(crate) fn parse(&self, text: &str) -> Result<Url, String> {
        let scheme = scheme(text);
        if !matches!(scheme.as_str(), "http" | "https") {
            return Err(format!(
                "URL scheme '{scheme}' is not allowed (only http and https are)."
            ));
        }
        let no_host = || "URL does not contain a host.".to_owned();
        // `http:///path` and `http:path` have no host in Python; browsers, and `Url`, read the path as the host.
        let authority = trimmed(text)[scheme.len() + 1..]
            .strip_prefix("//")
            .unwrap_or_default();
        if authority.is_empty() || authority.starts_with(['/', '?', '#', '\\']) {
            return Err(no_host());
        }
        let url = Url::parse(text).map_err(|error| match error {
            url::ParseError::EmptyHost => no_host(),
            error => format!("invalid URL: {error}"),
        })?;
        self.check_host(&url)?;
        Ok(url)
    }

    /// Checks that the host of a URL is allowed. Does not check its addresses.
    ///
    /// # Errors
    ///
    /// Mistral's message, if the host is not allowed.
    pub(crate) fn check_host(&self, url: &Url) -> Result<(), String> {
        let host = bare_host(url);
        if self.allowed_hosts.is_empty() || self.allowed_hosts.contains(&host) {
            return Ok(());
        }
        Err(format!(
            "Host '{host}' is not in [action_std_http] allowed_hosts."
        ))
    }

    /// Resolves the host of a URL, and returns its addresses if none of them is denied.
    ///
    /// The caller must connect to the returned addresses. Mistral connects by name after the check, so that a name
    /// server can return other addresses the second time.
    pub(crate) async fn resolve(&self, url: &Url) -> Result<Vec<SocketAddr>, Refused> {
        let host = bare_host(url);
        let addresses = lookup(url).await.map_err(Refused::Unknown)?;
        match addresses.iter().find(|address| self.denies(address.ip())) {
            None => Ok(addresses),
            Some(address) => Err(Refused::Policy(format!(
                "URL host '{host}' resolves to a blocked address ({}).",
                address.ip()
            ))),
        }
    }

    /// Returns true if a denied network contains the address, or the IPv4 address embedded in it.
    fn denies(&self, address: IpAddr) -> bool {
        let denied = |address: IpAddr| self.denied.iter().any(|network| network.contains(&address));
        // An unspecified address connects to the host itself.
        let loopback = address.is_unspecified()
            && (denied(Ipv4Addr::LOCALHOST.into()) || denied(Ipv6Addr::LOCALHOST.into()));
        denied(address)
            || loopback
            || match address {
                IpAddr::V4(_) => false,
                IpAddr::V6(address) => {
                    embedded(address).is_some_and(|address| self.denies(address.into()))
                }
            }
    }
}

/// Returns the addresses of a URL's host.
pub(crate) async fn lookup(url: &Url) -> Result<Vec<SocketAddr>, String> {
    let port = url.port_or_known_default().unwrap_or(80);
    match url.host() {
        Some(Host::Ipv4(address)) => Ok(vec![(address, port).into()]),
        Some(Host::Ipv6(address)) => Ok(vec![(address, port).into()]),
        Some(Host::Domain(name)) => match tokio::net::lookup_host((name, port)).await {
            Ok(addresses) => Ok(addresses.collect()),
            Err(error) => Err(format!("cannot resolve host `{name}`: {error}")),
        },
        None => Err("the URL has no host".to_owned()),
    }
}

/// Returns the IPv4 address embedded in an IPv6 address: mapped, compatible, or translated (NAT64, RFC 6052).
fn embedded(address: Ipv6Addr) -> Option<Ipv4Addr> {
    let segments = address.segments();
    let translated = segments[..6] == [0x64, 0xff9b, 0, 0, 0, 0];
    if translated {
        let [.., a, b, c, d] = address.octets();
        return Some(Ipv4Addr::new(a, b, c, d));
    }
    address.to_ipv4().filter(|_| !address.is_loopback())
}

/// Returns the host without the brackets of an IPv6 address.
pub(crate) fn bare_host(url: &Url) -> String {
    let host = url.host_str().unwrap_or_default();
    host.trim_start_matches('[')
        .trim_end_matches(']')
        .to_owned()
}

/// Returns the scheme, as Python's `urlsplit` finds it; empty if it is missing.
fn scheme(text: &str) -> String {
    let Some((scheme, _)) = trimmed(text).split_once(':') else {
        return String::new();
    };
    let begins = scheme.starts_with(|first: char| first.is_ascii_alphabetic());
    let rest = |c: char| c.is_ascii_alphanumeric() || "+-.".contains(c);
    if begins && scheme.chars().all(rest) {
        scheme.to_ascii_lowercase()
    } else {
        String::new()
    }
}

fn trimmed(text: &str) -> &str {
    text.trim_start_matches(|c: char| c <= ' ')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn denies(cidrs: Option<Vec<&str>>, address: &str) -> bool {
        Egress::new(Vec::new(), cidrs).denies(address.parse().unwrap())
    }

    #[test]
    fn denies_embedded_and_unspecified_addresses() {
        for address in [
            "127.0.0.1",
            "127.255.255.255",
            "::1",
            "169.254.169.254",
            "fe80::1",
            "::ffff:127.0.0.1",
            "::ffff:169.254.169.254",
            "64:ff9b::a9fe:a9fe",
            "::7f00:1",
            "0.0.0.0",
            "::",
        ] {
            assert!(denies(None, address), "{address}");
        }
        for address in [
            "192.0.2.1",
            "10.0.0.1",
            "2001:db8::1",
            "::ffff:10.0.0.1",
            "64:ff9b::a00:1",
        ] {
            assert!(!denies(None, address), "{address}");
        }
    }

    #[test]
    fn denied_cidrs_replace_the_default() {
        assert!(denies(
            Some(vec!["10.0.0.0/8", "not a network"]),
            "::ffff:10.1.2.3"
        ));
        assert!(denies(Some(vec!["192.0.2.7"]), "192.0.2.7"));
        assert!(!denies(Some(vec!["10.0.0.0/8"]), "127.0.0.1"));
        assert!(!denies(Some(vec![]), "0.0.0.0"));
    }

    #[test]
    fn parses_unusual_notations_of_ipv4_addresses() {
        let egress = Egress::new(Vec::new(), None);
        for url in [
            "http://2130706433/",
            "http://0x7f.1/",
            "http://0177.0.0.1",
            "http://127.1",
        ] {
            assert_eq!(
                egress.parse(url).unwrap().host_str(),
                Some("127.0.0.1"),
                "{url}"
            );
        }
    }
}
