//! [`OpenStackError`]: the error of a request to a service.

use std::error::Error;
use std::fmt;

use crate::Refusal;

/// The error of a request to a service. `?` converts it into an [`ActionError`](mistral_actions::ActionError), whose
/// `source()` it becomes.
///
/// It contains no token: the request is identified by method, path and service.
#[derive(Debug)]
pub struct OpenStackError {
    /// The request: `GET /servers/7 of compute`.
    operation: String,
    cause: Cause,
    /// Replaces the whole text.
    message: Option<String>,
    /// The request went to Keystone, before one to the service.
    is_of_access: bool,
}

#[derive(Debug)]
enum Cause {
    /// The service responded with an error.
    Refused(Refusal),
    /// There was no response, or an unusable one.
    Failed(String),
}

impl OpenStackError {
    /// An error response to an operation, such as `GET /servers/7 of compute`.
    pub fn refused(operation: impl Into<String>, refusal: Refusal) -> Self {
        Self::new(operation.into(), Cause::Refused(refusal))
    }

    /// An operation that failed without an error response.
    pub fn failed(operation: impl Into<String>, cause: impl fmt::Display) -> Self {
        Self::new(operation.into(), Cause::Failed(cause.to_string()))
    }

    fn new(operation: String, cause: Cause) -> Self {
        Self {
            operation,
            cause,
            message: None,
            is_of_access: false,
        }
    }

    /// Replaces the displayed text; status and refusal stay.
    #[must_use]
    pub fn with_message(mut self, message: String) -> Self {
        self.message = Some(message);
        self
    }

    /// Marks the error as one of Keystone on the way to the service.
    pub(crate) fn on_access(mut self) -> Self {
        self.is_of_access = true;
        self
    }

    /// Returns true if the service failed, and false if the login at Keystone did.
    pub fn is_of_service(&self) -> bool {
        !self.is_of_access
    }

    /// The HTTP status, if the service responded.
    pub fn status(&self) -> Option<u16> {
        self.refusal().map(|refusal| refusal.status)
    }

    /// The error response, if the service responded.
    pub fn refusal(&self) -> Option<&Refusal> {
        match &self.cause {
            Cause::Refused(refusal) => Some(refusal),
            Cause::Failed(_) => None,
        }
    }

    /// Returns true for the status 404.
    pub fn is_not_found(&self) -> bool {
        self.status() == Some(404)
    }

    /// The cause without the operation, unless the operation was a login at Keystone.
    pub fn reason(&self) -> String {
        if self.is_of_access {
            return format!("{}: {}", self.operation, self.cause);
        }
        self.cause.to_string()
    }
}

impl fmt::Display for Cause {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Refused(refusal) => refusal.fmt(f),
            Self::Failed(cause) => f.write_str(cause),
        }
    }
}

impl fmt::Display for OpenStackError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.message {
            Some(message) => f.write_str(message),
            None => write!(f, "{}: {}", self.operation, self.cause),
        }
    }
}

impl Error for OpenStackError {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn refusal_displays_like_the_python_clients() {
        let refusal = Refusal {
            status: 404,
            message: "no server".into(),
            request_id: Some("req-1".into()),
        };
        let error = OpenStackError::refused("GET /servers/7 of compute", refusal);
        assert_eq!(
            error.to_string(),
            "GET /servers/7 of compute: no server (HTTP 404) (Request-ID: req-1)"
        );
        assert!(error.is_not_found());
    }
}
