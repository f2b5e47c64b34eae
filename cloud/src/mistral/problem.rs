//! [`Problem`]: the cause of a failed request to Mistral.

use std::fmt;

use reqwest::StatusCode;
use serde_json::Value;

/// The cause of a request without success.
#[derive(Debug)]
pub(super) enum Problem {
    /// Another attempt may succeed.
    Temporary(String),
    /// Every further attempt fails.
    Final(String),
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Temporary(problem) | Self::Final(problem) => f.write_str(problem),
        }
    }
}

/// The status of an error response, and the first line of its message: Mistral appends a traceback.
pub(super) fn fault(status: StatusCode, body: &Value) -> String {
    match body["faultstring"]
        .as_str()
        .or_else(|| body["error"]["message"].as_str())
    {
        Some(fault) => format!("{status}: {}", fault.lines().next().unwrap_or_default()),
        None => status.to_string(),
    }
}
