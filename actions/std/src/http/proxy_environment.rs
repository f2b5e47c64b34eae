//! Proxies of the environment, with the rules of requests and of Python's `urllib.request`.
//!
//! `hyper_util::client::proxy` does not fit: it has curl's rules, prefers names in upper case, and takes a proxy that
//! it does not understand for none.

use std::collections::BTreeMap;
use std::net::Ipv4Addr;

use ipnet::Ipv4Net;
use url::{Host, Url};

use super::egress::bare_host;

/// The variables of the environment that concern proxies.
#[derive(Default)]
pub(super) struct Environment {
    /// Values by the beginning of the name, in lower case: `http` for `http_proxy`.
    proxies: BTreeMap<String, String>,
    /// `no_proxy`, else `NO_PROXY`.
    no_proxy: Option<String>,
}

impl Environment {
    /// Reads the environment of this process.
    pub(super) fn read() -> Self {
        let lossy = |text: std::ffi::OsString| text.to_string_lossy().into_owned();
        let variables: Vec<(String, String)> = std::env::vars_os()
            .map(|(name, value)| (lossy(name), lossy(value)))
            .collect();
        Self::of(&variables)
    }

    fn of(variables: &[(String, String)]) -> Self {
        let mut proxies = BTreeMap::new();
        for (name, value) in variables {
            if let Some(scheme) = name.to_lowercase().strip_suffix("_proxy")
                && !value.is_empty()
            {
                proxies.insert(scheme.to_owned(), value.clone());
            }
        }
        // In a CGI script, `HTTP_PROXY` is a header of the request.
        if variables.iter().any(|(name, _)| name == "REQUEST_METHOD") {
            proxies.remove("http");
        }
        // Names in lower case take precedence, also without a value.
        for (name, value) in variables {
            let Some(scheme) = name.strip_suffix("_proxy").map(str::to_lowercase) else {
                continue;
            };
            if value.is_empty() {
                proxies.remove(&scheme);
            } else {
                proxies.insert(scheme, value.clone());
            }
        }
        let value_of = |wanted: &str| {
            let mut named = variables.iter().filter(|(name, _)| name == wanted);
            named.find_map(|(_, value)| Some(value.clone()).filter(|value| !value.is_empty()))
        };
        Self {
            proxies,
            no_proxy: value_of("no_proxy").or_else(|| value_of("NO_PROXY")),
        }
    }

    /// Replaces the hosts that are connected to directly.
    pub(super) fn without_proxy_for(mut self, hosts: &str) -> Self {
        self.no_proxy = Some(hosts.to_owned());
        if hosts.is_empty() {
            self.proxies.remove("no");
        } else {
            self.proxies.insert("no".to_owned(), hosts.to_owned());
        }
        self
    }

    /// Returns the proxies by scheme; none for a URL that is connected to directly.
    pub(super) fn proxies_for(self, url: &Url) -> BTreeMap<String, String> {
        if self.bypasses(url) {
            BTreeMap::new()
        } else {
            self.proxies
        }
    }

    fn bypasses(&self, url: &Url) -> bool {
        let host = bare_host(url);
        self.is_listed(url, &host) || self.is_listed_for_urllib(&host)
    }

    /// The rules of requests.
    fn is_listed(&self, url: &Url, host: &str) -> bool {
        let listed = self.no_proxy.as_deref().unwrap_or_default();
        let listed = listed.replace(' ', "");
        let mut listed = listed.split(',').filter(|one| !one.is_empty());
        if let Some(Host::Ipv4(address)) = url.host() {
            return listed.any(|one| one == host || contains(one, address));
        }
        let with_port = match url.port() {
            Some(port) => format!("{host}:{port}"),
            None => host.to_owned(),
        };
        listed.any(|one| {
            let one = one.trim_start_matches('.');
            is_within(host, one) || is_within(&with_port, one)
        })
    }

    /// The rules of `urllib.request.proxy_bypass_environment`, which requests applies as well.
    fn is_listed_for_urllib(&self, host: &str) -> bool {
        let listed = self.proxies.get("no").map_or("", String::as_str);
        let mut names = listed.split(',').map(str::trim);
        listed == "*"
            || names.any(|name| {
                let name = name.trim_start_matches('.').to_lowercase();
                !name.is_empty() && is_within(host, &name)
            })
    }
}

/// Returns true if a host is a domain or in it.
fn is_within(host: &str, domain: &str) -> bool {
    host == domain
        || host
            .strip_suffix(domain)
            .is_some_and(|rest| rest.ends_with('.'))
}

/// Returns true if a network contains an address. A network of all addresses is invalid in requests.
fn contains(network: &str, address: Ipv4Addr) -> bool {
    let network = network.parse::<Ipv4Net>();
    network.is_ok_and(|network| network.prefix_len() > 0 && network.contains(&address))
}
