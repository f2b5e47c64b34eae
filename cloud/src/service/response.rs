//! [`Response`]: a response of a service.

use reqwest::StatusCode;
use reqwest::header::HeaderMap;
use serde_json::Value;

use crate::OpenStackError;
use crate::http::cause;

/// Upper bound on a response in bytes. It protects memory and exceeds the results that Mistral accepts.
const MAX_SIZE: usize = 64 << 20;

/// A response of a service.
pub struct Response {
    operation: String,
    status: StatusCode,
    headers: HeaderMap,
    body: Vec<u8>,
}

impl Response {
    pub(super) async fn read(
        operation: &str,
        mut response: reqwest::Response,
    ) -> Result<Self, OpenStackError> {
        let (status, headers) = (response.status(), response.headers().clone());
        let mut body = Vec::new();
        let failed = |error| OpenStackError::failed(operation, cause(error));
        while let Some(chunk) = response.chunk().await.map_err(failed)? {
            if body.len() + chunk.len() > MAX_SIZE {
                let cause = format_args!("the answer is larger than {} MiB", MAX_SIZE >> 20);
                return Err(OpenStackError::failed(operation, cause));
            }
            body.extend_from_slice(&chunk);
        }
        Ok(Self {
            operation: operation.to_owned(),
            status,
            headers,
            body,
        })
    }

    /// The HTTP status.
    pub fn status(&self) -> u16 {
        self.status.as_u16()
    }

    /// A header; `None` if it is missing or not text.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name)?.to_str().ok()
    }

    /// The body.
    pub fn bytes(&self) -> &[u8] {
        &self.body
    }

    /// The body as JSON; null for an empty body.
    ///
    /// # Errors
    ///
    /// If the body is not JSON.
    pub fn json(&self) -> Result<Value, OpenStackError> {
        if self.body.iter().all(u8::is_ascii_whitespace) {
            return Ok(Value::Null);
        }
        serde_json::from_slice(&self.body).map_err(|error| {
            OpenStackError::failed(
                &*self.operation,
                format_args!("the answer is not JSON: {error}"),
            )
        })
    }
}

impl std::fmt::Debug for Response {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Response")
            .field("status", &self.status)
            .finish_non_exhaustive()
    }
}
