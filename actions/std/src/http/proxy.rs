//! Selection of the proxy for a request.

use std::sync::OnceLock;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use http::header::PROXY_AUTHORIZATION;
use http::{HeaderMap, HeaderValue};
use hyper_util::client::proxy::matcher::Matcher;
use percent_encoding::percent_decode_str;
use serde_json::{Map, Value};
use url::Url;

/// An HTTP proxy.
#[derive(Clone, Debug)]
pub(super) struct Proxy {
    pub(super) url: Url,
    authorization: Option<HeaderValue>,
    /// True for a proxy from the action's input, false for one from the environment.
    pub(super) from_input: bool,
}

impl Proxy {
    /// Returns the proxy for a URL: from the action's input, else from the environment (`HTTP_PROXY`,
    /// `HTTPS_PROXY`, `ALL_PROXY`, `NO_PROXY`). Python's requests has the same order.
    ///
    /// # Errors
    ///
    /// If the proxy in the input is invalid.
    pub(super) fn for_url(url: &Url, proxies: &Map<String, Value>) -> Result<Option<Self>, String> {
        let host = url.host_str().unwrap_or_default();
        let scheme = url.scheme();
        let keys = [
            format!("{scheme}://{host}"),
            scheme.to_owned(),
            format!("all://{host}"),
            "all".to_owned(),
        ];
        let named = keys.iter().find_map(|key| proxies.get(key));
        match named {
            Some(Value::String(named)) if !named.is_empty() => Self::parse(named).map(Some),
            // An empty value turns the proxy off.
            Some(Value::String(_) | Value::Null) => Ok(None),
            Some(_) => Err("invalid proxy: expected its URL as a string".to_owned()),
            None => Ok(Self::from_environment(url)),
        }
    }

    fn parse(text: &str) -> Result<Self, String> {
        let invalid = |reason: String| format!("invalid proxy: {reason}");
        let whole = if text.contains("://") {
            text.to_owned()
        } else {
            format!("http://{text}")
        };
        let mut url = Url::parse(&whole).map_err(|error| invalid(error.to_string()))?;
        if !matches!(url.scheme(), "http" | "https") {
            return Err(invalid(format!(
                "expected scheme http or https, got `{}`",
                url.scheme()
            )));
        }
        let authorization = basic_auth_of_url(&url);
        // Removed so that no message contains them.
        let _ = url.set_username("");
        let _ = url.set_password(None);
        Ok(Self {
            url,
            authorization,
            from_input: true,
        })
    }

    fn from_environment(url: &Url) -> Option<Self> {
        static ENVIRONMENT: OnceLock<Matcher> = OnceLock::new();
        let intercept = ENVIRONMENT
            .get_or_init(Matcher::from_env)
            .intercept(&url.as_str().parse().ok()?)?;
        Some(Self {
            url: Url::parse(&intercept.uri().to_string()).ok()?,
            authorization: intercept.basic_auth().cloned(),
            from_input: false,
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
