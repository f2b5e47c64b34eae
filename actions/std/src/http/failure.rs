//! Errors of a call without a response.

use mistral_actions::ActionError;

use super::egress::Refused;

/// Reason for a missing response.
#[derive(Debug)]
pub(super) enum Failure {
    /// The operator's policy forbids the request.
    Policy(String),
    /// The response is too large.
    TooLarge(String),
    /// Anything else.
    Other(String),
}

impl From<String> for Failure {
    fn from(message: String) -> Self {
        Self::Other(message)
    }
}

impl From<Refused> for Failure {
    fn from(refused: Refused) -> Self {
        match refused {
            Refused::Policy(message) => Self::Policy(message),
            Refused::Unknown(message) => Self::Other(message),
        }
    }
}

impl From<Failure> for ActionError {
    /// The message begins like Mistral's.
    fn from(failure: Failure) -> Self {
        match failure {
            Failure::Policy(message) | Failure::TooLarge(message) => Self::new(message),
            Failure::Other(message) => {
                Self::new(format_args!("Failed to send HTTP request: {message}"))
            }
        }
    }
}
