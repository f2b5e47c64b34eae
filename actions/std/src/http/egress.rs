//! Where requests may go, so that a workflow cannot make the executor ask its own host or the cloud's metadata
//! service (server-side request forgery). Mirrors `mistral/utils/egress.py`, and checks more: see
//! [`Egress::resolve`].

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};

use ipnet::IpNet;
use url::{Host, Url};

/// Mistral's default for `denied_cidrs`: loopback and link-local, with the metadata service.
const DENIED: [&str; 4] = ["127.0.0.0/8", "::1/128", "169.254.0.0/16", "fe80::/10"];

/// The operator's policy.
#[derive(Clone, Debug)]
pub(crate) struct Egress {
    allowed_hosts: Vec<String>,
    denied: Vec<IpNet>,
}

/// Why a request does not get to its host.
#[derive(Debug, PartialEq)]
pub(crate) enum Refused {
    /// The policy forbids it.
    Policy(String),
    /// The host has no address.
    Unknown(String),
}

impl Egress {
    pub(crate) fn new(allowed_hosts: Vec<&str>, denied_cidrs: Option<Vec<&str>>) -> Self {
        let denied = denied_cidrs.unwrap_or_else(|| DENIED.to_vec());
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

    /// Reads a URL that a workflow gives, or a server redirects to.
    ///
    /// # Errors
    ///
    /// In Mistral's words, if it is not http(s), has no host, or the host is not among those allowed.
    pub(crate) fn read(&self, text: &str) -> Result<Url, String> {
        let scheme = scheme(text);
        if !matches!(scheme.as_str(), "http" | "https") {
            return Err(format!(
                "URL scheme '{scheme}' is not allowed (only http and https are)."
            ));
        }
        let no_host = || "URL does not contain a host.".to_owned();
        // `http:///path` and `http:path` have no host for Python; browsers, and `Url`, take the path for one.
        let authority = trimmed(text)[scheme.len() + 1..]
            .strip_prefix("//")
            .unwrap_or_default();
        if authority.is_empty() || authority.starts_with(['/', '?', '#', '\\']) {
            return Err(no_host());
        }
        let url = Url::parse(text).map_err(|error| match error {
            url::ParseError::EmptyHost => no_host(),
            error => format!("the URL is not valid: {error}"),
        })?;
        self.check_host(&url)?;
        Ok(url)
    }

    /// Whether the host of a URL may be asked, whatever its addresses are.
    ///
    /// # Errors
    ///
    /// In Mistral's words, if it is not among those allowed.
    pub(crate) fn check_host(&self, url: &Url) -> Result<(), String> {
        let host = bare_host(url);
        if self.allowed_hosts.is_empty() || self.allowed_hosts.contains(&host) {
            return Ok(());
        }
        Err(format!(
            "Host '{host}' is not in [action_std_http] allowed_hosts."
        ))
    }

    /// Looks a host up, and gives its addresses only if all of them may be connected to.
    ///
    /// Mistral checks the name and then connects by name again, so that a name server can answer differently
    /// the second time. Here the addresses that were checked are those that are connected to.
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

    /// Whether an address is in a denied network, as it stands or as the IPv4 address that it leads to.
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

/// The addresses of a URL's host.
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

/// The IPv4 address inside of an IPv6 one: mapped, compatible, or translated (NAT64, RFC 6052).
fn embedded(address: Ipv6Addr) -> Option<Ipv4Addr> {
    let segments = address.segments();
    let translated = segments[..6] == [0x64, 0xff9b, 0, 0, 0, 0];
    if translated {
        let [.., a, b, c, d] = address.octets();
        return Some(Ipv4Addr::new(a, b, c, d));
    }
    address.to_ipv4().filter(|_| !address.is_loopback())
}

/// The host without the brackets of an IPv6 address.
pub(crate) fn bare_host(url: &Url) -> String {
    let host = url.host_str().unwrap_or_default();
    host.trim_start_matches('[')
        .trim_end_matches(']')
        .to_owned()
}

/// The scheme as Python's `urlsplit` sees it; empty if there is none.
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
    fn every_spelling_of_a_denied_address_is_denied() {
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
    fn the_operator_widens_or_narrows_what_is_denied() {
        assert!(denies(
            Some(vec!["10.0.0.0/8", "not a network"]),
            "::ffff:10.1.2.3"
        ));
        assert!(denies(Some(vec!["192.0.2.7"]), "192.0.2.7"));
        assert!(!denies(Some(vec!["10.0.0.0/8"]), "127.0.0.1"));
        assert!(!denies(Some(vec![]), "0.0.0.0"));
    }

    #[test]
    fn other_spellings_of_an_address_are_read_before_they_are_checked() {
        let egress = Egress::new(Vec::new(), None);
        for url in [
            "http://2130706433/",
            "http://0x7f.1/",
            "http://0177.0.0.1",
            "http://127.1",
        ] {
            assert_eq!(
                egress.read(url).unwrap().host_str(),
                Some("127.0.0.1"),
                "{url}"
            );
        }
    }
}
