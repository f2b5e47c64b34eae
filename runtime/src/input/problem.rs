//! [`InputErrors`]: all that is wrong with an input, at once.

use std::error::Error;
use std::fmt;

use serde::Serialize;

/// One thing that is wrong with an input.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct InputProblem {
    /// Where, as a JSON pointer (RFC 6901) into the input; empty for the input as a whole.
    pub pointer: String,
    /// What is wrong.
    pub message: String,
    /// What was expected, in the words of JSON Schema.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub expected: Option<String>,
    /// What was given instead. Of a secret only the type is told.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub got: Option<String>,
}

impl InputProblem {
    pub(crate) fn new(pointer: impl Into<String>, message: impl Into<String>) -> Self {
        Self {
            pointer: pointer.into(),
            message: message.into(),
            expected: None,
            got: None,
        }
    }

    pub(crate) fn mismatch(pointer: String, expected: String, got: Option<String>) -> Self {
        let message = match &got {
            Some(got) => format!("expected {expected}, got {got}"),
            None => format!("missing, expected {expected}"),
        };
        Self {
            pointer,
            message,
            expected: Some(expected),
            got,
        }
    }
}

impl fmt::Display for InputProblem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.pointer.is_empty() {
            return f.write_str(&self.message);
        }
        write!(f, "{}: {}", self.pointer, self.message)
    }
}

/// All that is wrong with the input of a call. Nothing has run when this is the error.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct InputErrors {
    action: String,
    problems: Vec<InputProblem>,
}

impl InputErrors {
    pub(crate) fn new(action: &str, problems: Vec<InputProblem>) -> Self {
        debug_assert!(!problems.is_empty(), "an error without a problem");
        Self {
            action: action.to_owned(),
            problems,
        }
    }

    /// Name of the action that was called.
    pub fn action(&self) -> &str {
        &self.action
    }

    /// The problems, in the order of the action's inputs.
    pub fn problems(&self) -> &[InputProblem] {
        &self.problems
    }
}

impl fmt::Display for InputErrors {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "invalid input for `{}`: ", self.action)?;
        for (index, problem) in self.problems.iter().enumerate() {
            let separator = if index == 0 { "" } else { "; " };
            write!(f, "{separator}{problem}")?;
        }
        Ok(())
    }
}

impl Error for InputErrors {}

/// Appends a key to a JSON pointer, escaped as RFC 6901 demands.
pub(crate) fn pointer(base: &str, key: &str) -> String {
    format!("{base}/{}", key.replace('~', "~0").replace('/', "~1"))
}
