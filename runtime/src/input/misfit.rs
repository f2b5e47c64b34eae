//! [`Misfit`]: why a JSON tree is not of a type, and where in it.

use std::fmt;

use crate::suggest;

/// Why a tree is not of a type, and where. Boxed, so that it does not make every `Result` large.
pub(crate) struct Misfit(Box<Inner>);

struct Inner {
    message: String,
    /// What may be said even of a secret: it names what the type has, and quotes nothing of the value.
    about_type: Option<String>,
    /// The keys and indices that lead to the place, the innermost first.
    path: Vec<String>,
}

impl Misfit {
    /// Says, on the way out of the tree, under which key or index it was.
    #[cold]
    #[allow(
        clippy::needless_pass_by_value,
        reason = "keys are names or numbers, at hand as values"
    )]
    pub(super) fn below(mut self, key: impl ToString) -> Self {
        self.0.path.push(key.to_string());
        self
    }

    /// What the type says.
    pub(super) fn message(&self) -> &str {
        &self.0.message
    }

    /// What the type says, if it can be said without anything of the value.
    pub(super) fn about_type(&self) -> Option<&str> {
        self.0.about_type.as_deref()
    }

    /// The keys and indices that lead to the place, the outermost first.
    pub(super) fn path(&self) -> impl Iterator<Item = &str> {
        self.0.path.iter().rev().map(String::as_str)
    }
}

impl serde::de::Error for Misfit {
    #[cold]
    fn custom<T: fmt::Display>(message: T) -> Self {
        Self(Box::new(Inner {
            message: message.to_string(),
            about_type: None,
            path: Vec::new(),
        }))
    }

    #[cold]
    fn missing_field(field: &'static str) -> Self {
        let mut misfit = Self::custom(format_args!("missing field `{field}`"));
        misfit.0.about_type = Some(misfit.0.message.clone());
        misfit
    }

    #[cold]
    fn unknown_field(field: &str, expected: &'static [&'static str]) -> Self {
        let expected = match expected {
            [] => "there are no fields".to_owned(),
            [only] => format!("expected `{only}`"),
            [one, other] => format!("expected `{one}` or `{other}`"),
            names => format!("expected one of {}", suggest::quoted(names.iter().copied())),
        };
        let mut misfit = Self::custom(format_args!("unknown field `{field}`, {expected}"));
        misfit.0.about_type = Some(format!("unknown field, {expected}"));
        misfit
    }
}

impl fmt::Display for Misfit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.message())
    }
}

impl fmt::Debug for Misfit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {self}", self.path().collect::<Vec<_>>().join("/"))
    }
}

impl std::error::Error for Misfit {}
