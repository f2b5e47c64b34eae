//! [`Request`]: one request of a service.

use std::fmt;
use std::future::IntoFuture;
use std::pin::Pin;
use std::sync::Arc;
use std::time::Instant;

use reqwest::Method;
use reqwest::header::{CONTENT_TYPE, HeaderName, HeaderValue};
use serde_json::Value;

use super::access::Access;
use super::error::{OpenStackError, Refusal, chain, message};
use super::kind::above_version;
use super::microversion::{Range, Version, negotiate};
use super::retry;
use super::{Response, Service};

/// One request of a service. Awaited, it is sent, and its answer's JSON comes back.
///
/// A service that is busy (429, 503) is asked again when it says so.
///
/// # Errors
///
/// [`OpenStackError`]: if the service refuses, does not answer, or cannot be found.
#[must_use = "a request is sent when it is awaited"]
pub struct Request {
    service: Service,
    method: Method,
    path: String,
    pub(super) query: Vec<(String, String)>,
    headers: Vec<(HeaderName, HeaderValue)>,
    body: Option<Vec<u8>>,
    key: Option<String>,
    range: Range,
    is_above_version: bool,
}

impl Request {
    pub(super) fn new(service: Service, method: Method, path: String) -> Self {
        Self {
            service,
            method,
            path,
            query: Vec::new(),
            headers: Vec::new(),
            body: None,
            key: None,
            range: Range::default(),
            is_above_version: false,
        }
    }

    /// Adds a parameter to the query.
    pub fn query(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.query.push((name.into(), value.into()));
        self
    }

    /// Sends JSON.
    pub fn json(self, body: impl Into<Value>) -> Self {
        self.body("application/json", body.into().to_string())
    }

    /// Sends a body of another type.
    pub fn body(mut self, content_type: &'static str, body: impl Into<Vec<u8>>) -> Self {
        self.body = Some(body.into());
        // Only if nobody chose another one, as JSON patches have.
        if !self.headers.iter().any(|(name, _)| name == CONTENT_TYPE) {
            self.headers
                .push((CONTENT_TYPE, HeaderValue::from_static(content_type)));
        }
        self
    }

    /// Sends a header. One that HTTP cannot have is left out.
    pub fn header(mut self, name: &str, value: &str) -> Self {
        if let (Ok(name), Ok(value)) = (name.parse(), value.parse()) {
            self.headers.retain(|(known, _)| *known != name);
            self.headers.push((name, value));
        }
        self
    }

    /// Takes what is under this key of the answer: `server` of `{"server": {…}}`.
    pub fn key(mut self, key: impl Into<String>) -> Self {
        self.key = Some(key.into());
        self
    }

    /// Speaks this microversion, `2.60`, or the highest that the service knows if that is lower.
    pub fn microversion(mut self, highest: &str) -> Self {
        self.range.highest = Version::parse(highest);
        self
    }

    pub(crate) fn microversions(mut self, range: Range) -> Self {
        self.range = range;
        self
    }

    /// The path is one of the service's own root, where its versions are told, and not of a version.
    pub(crate) fn above_version(mut self) -> Self {
        self.is_above_version = true;
        self
    }

    /// Sends the request, for whoever wants more of the answer than its JSON.
    ///
    /// # Errors
    ///
    /// As of the whole type.
    pub async fn send(self) -> Result<Response, OpenStackError> {
        self.answer().await
    }

    /// What it is called in errors.
    pub(super) fn what(&self) -> String {
        format!(
            "{} {} of {}",
            self.method, self.path, self.service.kind.name
        )
    }

    pub(super) async fn answer(&self) -> Result<Response, OpenStackError> {
        let what = self.what();
        let began = Instant::now();
        let mut has_new_token = false;
        let mut attempt = 1;
        loop {
            let access = self.service.os.access().await?;
            let root = self.service.root(&access)?;
            let request = self.build(&access, &root).await?;
            let answer = match request.send().await {
                Ok(answer) => answer,
                Err(error) if retry::after_failure(&error, &self.method, attempt) => {
                    tracing::debug!(%what, attempt, "the connection broke; once more");
                    attempt += 1;
                    continue;
                }
                Err(error) => return Err(OpenStackError::failed(what, unreachable(&root, error))),
            };
            let status = answer.status();
            if let Some(wait) = retry::after_refusal(status, answer.headers(), attempt) {
                tracing::debug!(%what, %status, attempt, ?wait, "the service is busy");
                tokio::time::sleep(wait).await;
                attempt += 1;
                continue;
            }
            // A token that we asked for ourselves may have been revoked.
            if status.as_u16() == 401 && !has_new_token && access.forget() {
                has_new_token = true;
                continue;
            }
            let response = Response::read(&what, answer).await?;
            let request_id = request_id(&response);
            tracing::debug!(%what, status = status.as_u16(), request_id, milliseconds = began.elapsed().as_millis(), "asked");
            if status.is_success() {
                return Ok(response);
            }
            let message = message(
                response.bytes(),
                status.canonical_reason().unwrap_or("refused"),
            );
            let request_id = request_id.map(str::to_owned);
            let refusal = Refusal {
                status: status.as_u16(),
                message,
                request_id,
            };
            return Err(OpenStackError::refused(what, refusal));
        }
    }

    async fn build(
        &self,
        access: &Arc<Access>,
        root: &str,
    ) -> Result<reqwest::RequestBuilder, OpenStackError> {
        let below = if self.is_above_version {
            above_version(root)
        } else {
            root
        };
        let mut url = format!("{below}{}", self.path);
        if !self.query.is_empty() {
            let query = form_urlencoded::Serializer::new(String::new())
                .extend_pairs(&self.query)
                .finish();
            url.push(if url.contains('?') { '&' } else { '?' });
            url.push_str(&query);
        }
        let mut request = access
            .http()?
            .request(self.method.clone(), url)
            .header("X-Auth-Token", access.token.clone())
            .header("Accept", "application/json");
        if let Some(microversions) = &self.service.kind.microversions
            && !self.is_above_version
        {
            let version = negotiate(access, root, microversions, self.range).await?;
            request = request.header(
                "OpenStack-API-Version",
                format!("{} {version}", microversions.header),
            );
            if let Some(legacy) = microversions.legacy_header {
                request = request.header(legacy, version.to_string());
            }
        }
        for (name, value) in &self.headers {
            request = request.header(name, value);
        }
        Ok(match &self.body {
            Some(body) => request.body(body.clone()),
            None => request,
        })
    }
}

/// Why nothing came back, with where nobody answered.
pub(super) fn unreachable(root: &str, error: reqwest::Error) -> String {
    format!("no answer from {root}: {}", chain(&error.without_url()))
}

fn request_id(response: &Response) -> Option<&str> {
    ["x-openstack-request-id", "x-compute-request-id"]
        .iter()
        .find_map(|name| response.header(name))
}

impl IntoFuture for Request {
    type Output = Result<Value, OpenStackError>;
    type IntoFuture = Pin<Box<dyn Future<Output = Self::Output> + Send>>;

    fn into_future(mut self) -> Self::IntoFuture {
        Box::pin(async move {
            let key = self.key.take();
            let what = self.what();
            let mut body = self.answer().await?.json()?;
            let Some(key) = key else {
                return Ok(body);
            };
            body.get_mut(&key).map(Value::take).ok_or_else(|| {
                OpenStackError::failed(what, format_args!("the answer has no `{key}`"))
            })
        })
    }
}

/// The body may hold a password.
impl fmt::Debug for Request {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Request").field(&self.what()).finish()
    }
}
