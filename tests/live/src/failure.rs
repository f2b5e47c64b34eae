//! Failures of a test other than assertions.

use std::fmt;

/// The result of most operations of this crate.
pub type Result<T, E = Failure> = std::result::Result<T, E>;

/// The reason why a test cannot continue, as text.
#[derive(Clone, Debug)]
pub struct Failure(String);

impl Failure {
    /// Creates a failure with a message.
    pub fn new(message: impl fmt::Display) -> Self {
        Self(message.to_string())
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl<E: std::error::Error> From<E> for Failure {
    fn from(error: E) -> Self {
        Self::new(error)
    }
}

/// The response of the API to a request that it rejects.
#[derive(Clone, Debug)]
pub struct Refusal {
    /// The HTTP status.
    pub status: u16,
    /// The reason that the API gives.
    pub message: String,
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "HTTP {}: {}", self.status, self.message)
    }
}

impl std::error::Error for Refusal {}
