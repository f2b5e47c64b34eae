//! [`Request`]: a request to a service.

use std::fmt;
use std::future::IntoFuture;
use std::pin::Pin;
use std::time::Instant;

use reqwest::Method;
use reqwest::header::{CONTENT_TYPE, HeaderName, HeaderValue};
use serde_json::Value;

use super::endpoint::Endpoint;
use super::microversion::{Range, Version, negotiate};
use super::response::Response;
use super::retry;
use crate::http::no_response;
use crate::keystone::Access;
use crate::url::{above_version, has_dot_segment};
use crate::{OpenStackError, Refusal};

/// A request to a service. Awaiting it sends it and returns the JSON of the response.
///
/// A busy service (429, 503) is asked again after the time that it names. A new login replaces a token that came from
/// a login and was refused.
///
/// # Errors
///
/// [`OpenStackError`]: if the service refuses, does not respond, or is not in the catalog, or if a segment of the path
/// is `.` or `..`, which would lead to another resource.
#[must_use = "a request is sent when it is awaited"]
pub struct Request {
    endpoint: Endpoint,
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
    pub(super) fn new(endpoint: Endpoint, method: Method, path: String) -> Self {
        Self {
            endpoint,
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

    /// Sets a JSON body.
    pub fn json(self, body: impl Into<Value>) -> Self {
        self.body("application/json", body.into().to_string())
    }

    /// Sets a body of another type.
    pub fn body(mut self, content_type: &'static str, body: impl Into<Vec<u8>>) -> Self {
        self.body = Some(body.into());
        // A type that was set before stays, such as that of a JSON patch.
        if !self.headers.iter().any(|(name, _)| name == CONTENT_TYPE) {
            self.headers
                .push((CONTENT_TYPE, HeaderValue::from_static(content_type)));
        }
        self
    }

    /// Sets a header. One that HTTP does not allow is ignored.
    pub fn header(mut self, name: &str, value: &str) -> Self {
        if let (Ok(name), Ok(value)) = (name.parse(), value.parse()) {
            self.headers.retain(|(known, _)| *known != name);
            self.headers.push((name, value));
        }
        self
    }

    /// Returns the value under this key of the response: `server` of `{"server": {…}}`.
    pub fn key(mut self, key: impl Into<String>) -> Self {
        self.key = Some(key.into());
        self
    }

    /// Limits the microversion: `2.60`, or the highest that the service supports if that is lower.
    pub fn microversion(mut self, highest: &str) -> Self {
        self.range.highest = Version::parse(highest);
        self
    }

    /// Limits the microversion on both sides.
    pub fn microversions(mut self, range: Range) -> Self {
        self.range = range;
        self
    }

    /// Takes the path as one of the service's root, where it lists its versions, instead of the version's root.
    pub fn above_version(mut self) -> Self {
        self.is_above_version = true;
        self
    }

    /// Sends the request and returns the whole response.
    ///
    /// # Errors
    ///
    /// See [`Request`].
    pub async fn send(self) -> Result<Response, OpenStackError> {
        self.response().await
    }

    /// The request in errors: `GET /servers/7 of compute`.
    pub(super) fn operation(&self) -> String {
        let Self { method, path, .. } = self;
        format!("{method} {path} of {}", self.endpoint.kind.name)
    }

    pub(super) async fn response(&self) -> Result<Response, OpenStackError> {
        let operation = self.operation();
        if has_dot_segment(&self.path) {
            let cause = "a segment of the path must not be `.` or `..`";
            return Err(OpenStackError::failed(operation, cause));
        }
        let began = Instant::now();
        let mut has_new_token = false;
        let mut attempt = 1;
        loop {
            let access = self.endpoint.session.access().await?;
            let root = self.endpoint.root(&access)?;
            let request = self.build(&access, &root).await?;
            let response = match request.send().await {
                Ok(response) => response,
                Err(error) if retry::after_failure(&error, &self.method, attempt) => {
                    tracing::debug!(%operation, attempt, "the connection broke; retrying");
                    attempt += 1;
                    continue;
                }
                Err(error) => {
                    return Err(OpenStackError::failed(operation, no_response(&root, error)));
                }
            };
            let status = response.status();
            if let Some(wait) = retry::after_refusal(status, response.headers(), attempt) {
                tracing::debug!(%operation, %status, attempt, ?wait, "the service is busy; retrying");
                tokio::time::sleep(wait).await;
                attempt += 1;
                continue;
            }
            // The token of a login may have been revoked.
            if status.as_u16() == 401 && !has_new_token && access.forget() {
                has_new_token = true;
                continue;
            }
            let response = Response::read(&operation, response).await?;
            let request_id = request_id(&response);
            let milliseconds = began.elapsed().as_millis();
            tracing::debug!(%operation, status = status.as_u16(), request_id, milliseconds, "response");
            if status.is_success() {
                return Ok(response);
            }
            let refusal = Refusal::new(status, response.bytes(), request_id.map(str::to_owned));
            return Err(OpenStackError::refused(operation, refusal));
        }
    }

    async fn build(
        &self,
        access: &Access,
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
            .header("X-Auth-Token", access.token.header())
            .header("Accept", "application/json");
        if let Some(microversions) = &self.endpoint.kind.microversions
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
            let operation = self.operation();
            let mut body = self.response().await?.json()?;
            let Some(key) = key else {
                return Ok(body);
            };
            body.get_mut(&key).map(Value::take).ok_or_else(|| {
                OpenStackError::failed(operation, format_args!("the answer has no `{key}`"))
            })
        })
    }
}

/// Shows no body, which may contain a password.
impl fmt::Debug for Request {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Request").field(&self.operation()).finish()
    }
}
