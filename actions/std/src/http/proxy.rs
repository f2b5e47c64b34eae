//! Selection of the proxy for a request.

use std::collections::BTreeMap;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use http::header::PROXY_AUTHORIZATION;
use http::{HeaderMap, HeaderValue};
use percent_encoding::percent_decode_str;
use serde_json::{Map, Value};
use url::Url;

use super::egress::bare_host;
use super::proxy_environment::Environment;

/// An HTTP proxy.
#[derive(Clone, Debug)]
pub(super) struct Proxy {
    pub(super) url: Url,
    authorization: Option<HeaderValue>,
    /// True for a proxy from the action's input, false for one from the environment.
    pub(super) from_input: bool,
}

impl Proxy {
    /// Returns the proxy for a URL: from the action's input, completed with those of the environment (`HTTP_PROXY`,
    /// `HTTPS_PROXY`, `ALL_PROXY`, `NO_PROXY`), as in requests.
    ///
    /// # Errors
    ///
    /// If the proxy is invalid. A request never bypasses it.
    pub(super) fn for_url(url: &Url, input: &Map<String, Value>) -> Result<Option<Self>, String> {
        let mut environment = Environment::read();
        match input.get("no_proxy") {
            None | Some(Value::Null) => {}
            Some(Value::String(hosts)) => environment = environment.without_proxy_for(hosts),
            Some(_) => return Err("invalid `no_proxy`: expected a string".to_owned()),
        }
        Self::select(url, input, &environment.proxies_for(url))
    }

    fn select(
        url: &Url,
        input: &Map<String, Value>,
        environment: &BTreeMap<String, String>,
    ) -> Result<Option<Self>, String> {
        let (scheme, host) = (url.scheme(), bare_host(url));
        let keys = [
            format!("{scheme}://{host}"),
            scheme.to_owned(),
            format!("all://{host}"),
            "all".to_owned(),
        ];
        for key in keys {
            let proxy = match input.get(&key) {
                // An empty value turns the proxy off.
                Some(Value::String(text)) if text.is_empty() => return Ok(None),
                Some(Value::String(text)) => Self::parse(text, true),
                // Null hides the proxy of the environment.
                Some(Value::Null) => continue,
                Some(_) => Err("invalid proxy: expected its URL as a string".to_owned()),
                None => match environment.get(&key) {
                    Some(text) => Self::parse(text, false)
                        .map_err(|error| format!("{error} (`{key}_proxy` of the environment)")),
                    None => continue,
                },
            };
            return proxy.map(Some);
        }
        Ok(None)
    }

    fn parse(text: &str, from_input: bool) -> Result<Self, String> {
        let invalid = |reason: &dyn std::fmt::Display| format!("invalid proxy: {reason}");
        let whole = if text.contains("://") {
            text.to_owned()
        } else {
            format!("http://{text}")
        };
        let mut url = Url::parse(&whole).map_err(|error| invalid(&error))?;
        match url.scheme() {
            "http" | "https" => {}
            scheme if scheme.starts_with("socks") => {
                return Err(invalid(&"SOCKS is not supported; expected an HTTP proxy"));
            }
            scheme => {
                let reason = format_args!("expected scheme http or https, got `{scheme}`");
                return Err(invalid(&reason));
            }
        }
        let authorization = basic_auth_of_url(&url);
        // Removed so that no message contains them.
        let _ = url.set_username("");
        let _ = url.set_password(None);
        Ok(Self {
            url,
            authorization,
            from_input,
        })
    }

    /// Adds the proxy's credentials to the headers of a request.
    pub(super) fn authorize(&self, headers: &mut HeaderMap) {
        if let Some(authorization) = &self.authorization {
            headers.insert(PROXY_AUTHORIZATION, authorization.clone());
        }
    }
}

/// Returns the header for the user and password of a URL.
pub(super) fn basic_auth_of_url(url: &Url) -> Option<HeaderValue> {
    if url.username().is_empty() && url.password().is_none() {
        return None;
    }
    let decoded = |text: &str| percent_decode_str(text).decode_utf8_lossy().into_owned();
    let user = decoded(url.username());
    let password = decoded(url.password().unwrap_or_default());
    Some(basic_auth(&user, &password))
}

/// Returns the header for a user and a password.
pub(super) fn basic_auth(user: &str, password: &str) -> HeaderValue {
    let encoded = STANDARD.encode(encode(&format!("{user}:{password}")));
    let mut header = HeaderValue::from_str(&format!("Basic {encoded}"))
        .unwrap_or_else(|_| HeaderValue::from_static(""));
    header.set_sensitive(true);
    header
}

/// Encodes credentials in latin-1, like Python's requests, or in UTF-8 if a character is not in latin-1.
fn encode(text: &str) -> Vec<u8> {
    let bytes: Result<Vec<u8>, _> = text.chars().map(u8::try_from).collect();
    bytes.unwrap_or_else(|_| text.as_bytes().to_vec())
}
