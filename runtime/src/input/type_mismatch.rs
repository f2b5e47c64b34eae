//! [`TypeMismatch`]: an error of the [tree deserializer](super::tree), with its place in the tree.

use std::fmt;

use super::carried_problems;
use super::problem::InputProblem;
use crate::secret::scope;
use crate::suggest;

/// The reason why a JSON tree does not have a type, and the place in the tree. Boxed to keep every `Result` small.
pub(crate) struct TypeMismatch(Box<Inner>);

struct Inner {
    message: String,
    /// A message that is safe for secrets: it names fields of the type and quotes nothing of the value.
    redacted: Option<String>,
    /// True if a `Secret` was being decoded: the message may quote it.
    is_secret: bool,
    /// The keys and indices that lead to the place, the innermost first.
    path: Vec<String>,
    /// True if the last key of the path is the problem, not its value.
    is_about_key: bool,
    /// The problems that the error stands for, with pointers that begin at the place.
    problems: Option<Vec<InputProblem>>,
}

impl TypeMismatch {
    /// Adds the key or index of the enclosing object or array to the path.
    #[cold]
    #[allow(
        clippy::needless_pass_by_value,
        reason = "keys are names or numbers, at hand as values"
    )]
    pub(super) fn within(mut self, key: impl ToString) -> Self {
        self.0.path.push(key.to_string());
        self
    }

    /// Marks the key at the end of the path as the problem.
    #[cold]
    pub(super) fn of_key(mut self) -> Self {
        self.0.is_about_key = true;
        self
    }

    /// Returns whether the key at the end of the path is the problem.
    pub(super) fn is_about_key(&self) -> bool {
        self.0.is_about_key
    }

    /// Returns whether the message speaks of types of Rust.
    pub(super) fn is_about_types(&self) -> bool {
        const KINDS: [&str; 6] = [
            "invalid type",
            "invalid value",
            "invalid length",
            "unknown variant",
            "data did not match any variant",
            "no variant of enum",
        ];
        KINDS.iter().any(|kind| self.message().starts_with(kind))
    }

    /// The type's message.
    pub(super) fn message(&self) -> &str {
        &self.0.message
    }

    /// The problems of an object that derives `Input`, if the error stands for some.
    pub(super) fn problems(&self) -> Option<&[InputProblem]> {
        self.0.problems.as_deref()
    }

    /// The message without any part of the value, if there is one.
    pub(super) fn redacted_message(&self) -> Option<&str> {
        self.0.redacted.as_deref()
    }

    /// Returns whether the place is inside of a `Secret`.
    pub(super) fn is_secret(&self) -> bool {
        self.0.is_secret
    }

    /// The keys and indices that lead to the place, the outermost first.
    pub(super) fn path(&self) -> impl Iterator<Item = &str> {
        self.0.path.iter().rev().map(String::as_str)
    }
}

impl serde::de::Error for TypeMismatch {
    #[cold]
    fn custom<T: fmt::Display>(message: T) -> Self {
        Self(Box::new(Inner {
            message: message.to_string(),
            redacted: None,
            is_secret: scope::is_in_secret(),
            path: Vec::new(),
            is_about_key: false,
            problems: carried_problems::take_problems(),
        }))
    }

    #[cold]
    fn missing_field(field: &'static str) -> Self {
        let mut mismatch = Self::custom(format_args!("missing field `{field}`"));
        mismatch.0.redacted = Some(mismatch.0.message.clone());
        mismatch
    }

    #[cold]
    fn unknown_field(field: &str, expected: &'static [&'static str]) -> Self {
        let expected = match expected {
            [] => "there are no fields".to_owned(),
            [only] => format!("expected `{only}`"),
            [one, other] => format!("expected `{one}` or `{other}`"),
            names => format!("expected one of {}", suggest::quoted(names.iter().copied())),
        };
        let mut mismatch = Self::custom(format_args!("unknown field `{field}`, {expected}"));
        mismatch.0.redacted = Some(format!("unknown field, {expected}"));
        mismatch
    }
}

impl fmt::Display for TypeMismatch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.message())
    }
}

impl fmt::Debug for TypeMismatch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {self}", self.path().collect::<Vec<_>>().join("/"))
    }
}

impl std::error::Error for TypeMismatch {}
