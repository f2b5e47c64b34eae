//! [`InputErrors`]: all problems of an input.

use std::error::Error;
use std::fmt;

use serde::Serialize;

use crate::redactor::Redactor;
use crate::suggest;

/// One problem of an input.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct InputProblem {
    /// JSON pointer (RFC 6901) of the value; empty for the input as a whole.
    pub pointer: String,
    /// Description of the problem.
    pub message: String,
    /// The expected type, in the terms of JSON Schema.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub expected: Option<String>,
    /// The given value. For a secret, only its type.
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

/// All problems of the input of a call. The action has not run.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct InputErrors {
    action: String,
    problems: Vec<InputProblem>,
}

impl InputErrors {
    pub(crate) fn new(action: &str, problems: Vec<InputProblem>) -> Self {
        debug_assert!(
            !problems.is_empty(),
            "InputErrors requires at least one problem"
        );
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

/// Replaces each problem by the one at the same place that does not show the value.
pub(crate) fn hide_like(problems: &mut [InputProblem], others: &[InputProblem]) {
    let is_hidden = |problem: &InputProblem| {
        let got = problem.got.as_deref().unwrap_or_default();
        got.starts_with("a ") || got.starts_with("an ")
    };
    for problem in problems.iter_mut().filter(|one| one.got.is_some()) {
        let mut others = others.iter();
        let other = others.find(|other| other.pointer == problem.pointer && is_hidden(other));
        if let Some(other) = other {
            *problem = other.clone();
        }
    }
}

/// Masks secrets in the texts of problems. The expected type stays: it comes from the schema, which is public, and a
/// mask in it would reveal that the secret equals a bound.
pub(crate) fn redact(problems: &mut [InputProblem], redactor: &Redactor) {
    for problem in problems {
        let masked = |text: &String| redactor.redact_text(text).into_owned();
        let got = problem.got.as_ref().map(masked);
        *problem = match problem.expected.take() {
            Some(expected) => {
                InputProblem::mismatch(std::mem::take(&mut problem.pointer), expected, got)
            }
            None => InputProblem {
                message: masked(&problem.message),
                got,
                ..problem.clone()
            },
        };
    }
}

/// The message of an input that is given under two of its names.
pub(crate) fn given_twice(name: &str, aliases: &[&str]) -> String {
    let also = match aliases {
        [] => String::new(),
        aliases => format!(
            " (also called {})",
            suggest::quoted(aliases.iter().copied())
        ),
    };
    format!("`{name}`{also} is given twice")
}

/// Appends a key to a JSON pointer, escaped as RFC 6901 requires.
pub(crate) fn pointer(base: &str, key: &str) -> String {
    format!("{base}/{}", key.replace('~', "~0").replace('/', "~1"))
}
