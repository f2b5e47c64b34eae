//! [`Response`]: the answer of a service.

use reqwest::StatusCode;
use reqwest::header::HeaderMap;
use serde_json::Value;

use super::error::OpenStackError;

/// More of an answer is not read: it would be larger than any result that Mistral takes, and memory is not
/// without end. Bytes.
const LARGEST: usize = 64 << 20;

/// The answer of a service that did what it was asked.
pub struct Response {
    what: String,
    pub(super) status: StatusCode,
    pub(super) headers: HeaderMap,
    body: Vec<u8>,
}

impl Response {
    /// Reads an answer.
    pub(super) async fn read(
        what: &str,
        mut answer: reqwest::Response,
    ) -> Result<Self, OpenStackError> {
        let (status, headers) = (answer.status(), answer.headers().clone());
        let mut body = Vec::new();
        let failed = |error: reqwest::Error| {
            OpenStackError::failed(what, super::error::chain(&error.without_url()))
        };
        while let Some(more) = answer.chunk().await.map_err(failed)? {
            if body.len() + more.len() > LARGEST {
                let why = format_args!("the answer is larger than {} MiB", LARGEST >> 20);
                return Err(OpenStackError::failed(what, why));
            }
            body.extend_from_slice(&more);
        }
        Ok(Self {
            what: what.to_owned(),
            status,
            headers,
            body,
        })
    }

    /// The HTTP status.
    pub fn status(&self) -> u16 {
        self.status.as_u16()
    }

    /// A header, if it is there and is text.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name)?.to_str().ok()
    }

    /// The body.
    pub fn bytes(&self) -> &[u8] {
        &self.body
    }

    /// The body as JSON; null if there is none.
    ///
    /// # Errors
    ///
    /// If it is something else.
    pub fn json(&self) -> Result<Value, OpenStackError> {
        if self.body.iter().all(u8::is_ascii_whitespace) {
            return Ok(Value::Null);
        }
        serde_json::from_slice(&self.body).map_err(|error| {
            OpenStackError::failed(&*self.what, format_args!("the answer is not JSON: {error}"))
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
