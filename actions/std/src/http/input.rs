//! The input of the actions, and its conversion to a request, with the rules of Python's requests.

use std::collections::BTreeMap;

use http::header::{ACCEPT, ACCEPT_ENCODING, AUTHORIZATION, CONNECTION, CONTENT_TYPE, USER_AGENT};
use http::{HeaderMap, HeaderName, HeaderValue, Method};
use hyper::body::Bytes;
use mistral_actions::prelude::*;
use serde_json::Map;

use super::egress::Egress;
use super::exchange::Request;
use super::failure::Failure;
use super::proxy::{basic_auth, basic_auth_of_url};
use super::quoting;
use crate::{json_text, python};

/// Input of [`std.http`](super::http()), and a part of the input of [`std.mistral_http`](super::mistral_http()).
#[derive(Clone, Debug, Input)]
#[input(new)]
pub struct Http {
    /// URL for the new HTTP request.
    pub url: String,
    /// Method for the new HTTP request.
    #[input(default = "GET")]
    pub method: String,
    /// Object, string or list of pairs to be sent in the query string.
    pub params: Option<Value>,
    /// Object or string to send in the body.
    pub body: Option<Value>,
    /// A value to send in the body as JSON.
    pub json: Option<Value>,
    /// HTTP headers to send.
    pub headers: Option<Map<String, Value>>,
    /// Cookies to send, by name.
    pub cookies: Option<Secret<BTreeMap<String, String>>>,
    /// `user:password` for HTTP Basic authentication.
    pub auth: Option<Secret<Value>>,
    /// Seconds to wait for the connection, for the response, and for each further part of it.
    pub timeout: Option<f64>,
    /// Follow redirects.
    pub allow_redirects: Option<Value>,
    /// URLs of the proxies, by scheme or by scheme and host.
    pub proxies: Option<Secret<Map<String, Value>>>,
    /// Verify the server's certificate: true, false, or the path of the certificates to trust.
    pub verify: Option<VerifyInput>,
}

/// Verification of a server's certificate: `true`, `false`, or the path of the certificates to trust.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(untagged)]
#[schemars(inline)]
pub enum VerifyInput {
    /// Verify against the system's certificates, or do not verify.
    Enabled(bool),
    /// Path of a PEM file, or of a folder of PEM files, with the certificates to trust.
    Path(String),
}

impl Http {
    /// Builds the request.
    ///
    /// # Errors
    ///
    /// If the policy forbids the request, or the input is invalid.
    pub(super) fn request(&self, egress: &Egress) -> Result<Request, Failure> {
        let mut url = egress.parse(&self.url).map_err(Failure::Policy)?;
        quoting::complete(&mut url, self.params.as_ref())
            .map_err(|problem| format!("invalid `params`: {problem}"))?;
        let method = Method::from_bytes(self.method.to_uppercase().as_bytes())
            .map_err(|_| "`method` is not a valid HTTP method".to_owned())?;
        let mut headers = self.headers()?;
        let (body, content_type) = self.body()?;
        if let Some(content_type) = content_type {
            let absent = || HeaderValue::from_static(content_type);
            headers.entry(CONTENT_TYPE).or_insert_with(absent);
        }
        if let Some(authorization) = self.authorization()?.or_else(|| basic_auth_of_url(&url)) {
            headers.insert(AUTHORIZATION, authorization);
        }
        Ok(Request {
            method,
            url,
            headers,
            body,
        })
    }

    fn headers(&self) -> Result<HeaderMap, String> {
        let mut headers = HeaderMap::new();
        let agent = concat!("mistral-actions-std/", env!("CARGO_PKG_VERSION"));
        headers.insert(USER_AGENT, HeaderValue::from_static(agent));
        headers.insert(ACCEPT_ENCODING, HeaderValue::from_static("gzip, deflate"));
        headers.insert(ACCEPT, HeaderValue::from_static("*/*"));
        headers.insert(CONNECTION, HeaderValue::from_static("keep-alive"));
        for (name, value) in self.headers.iter().flatten() {
            let key = HeaderName::from_bytes(name.as_bytes())
                .map_err(|_| format!("`{name}` is not a valid header name"))?;
            if value.is_null() {
                // None removes a header that requests sends by default.
                headers.remove(key);
                continue;
            }
            let invalid = || format!("invalid value of header `{name}`");
            let text = python::text(value).ok_or_else(invalid)?;
            if text.starts_with(|first: char| first.is_ascii_whitespace()) {
                return Err(invalid());
            }
            let latin1: Result<Vec<u8>, _> = text.chars().map(u8::try_from).collect();
            let value = HeaderValue::from_bytes(&latin1.map_err(|_| invalid())?);
            headers.insert(key, value.map_err(|_| invalid())?);
        }
        Ok(headers)
    }

    fn body(&self) -> Result<(Option<Bytes>, Option<&'static str>), String> {
        let is_sent = |body: &&Value| python::is_true(body) || body.is_object();
        match (self.body.as_ref().filter(is_sent), &self.json) {
            (Some(Value::String(text)), _) => Ok((Some(text.clone().into()), None)),
            (Some(object @ Value::Object(_)), _) => {
                Ok((Some(json_text::dumps(object).into()), None))
            }
            (Some(list @ Value::Array(_)), _) => {
                let form =
                    quoting::query(list).map_err(|problem| format!("invalid `body`: {problem}"))?;
                Ok((Some(form.into()), Some("application/x-www-form-urlencoded")))
            }
            (Some(_), _) => Err("invalid `body`: expected a string or an object".to_owned()),
            (None, Some(json)) if !json.is_null() => Ok((
                Some(json_text::dumps(json).into()),
                Some("application/json"),
            )),
            _ => Ok((None, None)),
        }
    }

    /// Returns the header for `user:password`, or for the pair that Mistral's engine splits it into.
    fn authorization(&self) -> Result<Option<HeaderValue>, String> {
        let pair = match self.auth.as_ref().map(Secret::expose) {
            None => return Ok(None),
            Some(Value::String(text)) if text.is_empty() => return Ok(None),
            Some(Value::String(text)) => text.split(':').collect(),
            Some(Value::Array(items)) => items.iter().filter_map(Value::as_str).collect(),
            Some(_) => Vec::new(),
        };
        match pair.as_slice() {
            [user, password] => Ok(Some(basic_auth(user, password))),
            _ => Err("invalid `auth`: expected `user:password`, with one colon".to_owned()),
        }
    }
}
