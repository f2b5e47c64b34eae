//! Which proxy a request takes.

use std::sync::OnceLock;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use http::header::PROXY_AUTHORIZATION;
use http::{HeaderMap, HeaderValue};
use hyper_util::client::proxy::matcher::Matcher;
use percent_encoding::percent_decode_str;
use serde_json::{Map, Value};
use url::Url;

/// A proxy.
#[derive(Clone, Debug)]
pub(super) struct Proxy {
    pub(super) url: Url,
    authorization: Option<HeaderValue>,
    /// Whether the action's input names it, and not the environment.
    pub(super) of_workflow: bool,
}

impl Proxy {
    /// The proxy for a URL: as the action's input says, else as the environment says (`HTTP_PROXY`,
    /// `HTTPS_PROXY`, `ALL_PROXY`, `NO_PROXY`). Python's requests chooses in the same order.
    ///
    /// # Errors
    ///
    /// If what the input names is no proxy that can be used.
    pub(super) fn of(url: &Url, proxies: &Map<String, Value>) -> Result<Option<Self>, String> {
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
            Some(Value::String(named)) if !named.is_empty() => Self::named(named).map(Some),
            // An empty one says that there shall be none.
            Some(Value::String(_) | Value::Null) => Ok(None),
            Some(_) => Err("a proxy is given as the text of its URL".to_owned()),
            None => Ok(Self::of_environment(url)),
        }
    }

    fn named(text: &str) -> Result<Self, String> {
        let wrong = |what: String| format!("the proxy cannot be used: {what}");
        let whole = if text.contains("://") {
            text.to_owned()
        } else {
            format!("http://{text}")
        };
        let mut url = Url::parse(&whole).map_err(|error| wrong(error.to_string()))?;
        if !matches!(url.scheme(), "http" | "https") {
            return Err(wrong(format!(
                "its scheme is `{}`; expected http or https",
                url.scheme()
            )));
        }
        let authorization = basic(&url);
        // Not kept, so that no message can show it.
        let _ = url.set_username("");
        let _ = url.set_password(None);
        Ok(Self {
            url,
            authorization,
            of_workflow: true,
        })
    }

    fn of_environment(url: &Url) -> Option<Self> {
        static ENVIRONMENT: OnceLock<Matcher> = OnceLock::new();
        let intercept = ENVIRONMENT
            .get_or_init(Matcher::from_env)
            .intercept(&url.as_str().parse().ok()?)?;
        Some(Self {
            url: Url::parse(&intercept.uri().to_string()).ok()?,
            authorization: intercept.basic_auth().cloned(),
            of_workflow: false,
        })
    }

    /// Adds what the proxy wants to know.
    pub(super) fn authorize(&self, headers: &mut HeaderMap) {
        if let Some(authorization) = &self.authorization {
            headers.insert(PROXY_AUTHORIZATION, authorization.clone());
        }
    }
}

/// The header for user and password of a URL.
pub(super) fn basic(url: &Url) -> Option<HeaderValue> {
    if url.username().is_empty() && url.password().is_none() {
        return None;
    }
    let decoded = |text: &str| percent_decode_str(text).decode_utf8_lossy().into_owned();
    let user = decoded(url.username());
    let password = decoded(url.password().unwrap_or_default());
    Some(basic_of(&user, &password))
}

/// The header for a user and a password.
pub(super) fn basic_of(user: &str, password: &str) -> HeaderValue {
    let encoded = STANDARD.encode(latin1(&format!("{user}:{password}")));
    let mut header = HeaderValue::from_str(&format!("Basic {encoded}"))
        .unwrap_or_else(|_| HeaderValue::from_static(""));
    header.set_sensitive(true);
    header
}

/// A text as Python's requests sends it: in latin-1 if that can be, else in UTF-8.
fn latin1(text: &str) -> Vec<u8> {
    let bytes: Result<Vec<u8>, _> = text.chars().map(u8::try_from).collect();
    bytes.unwrap_or_else(|_| text.as_bytes().to_vec())
}
