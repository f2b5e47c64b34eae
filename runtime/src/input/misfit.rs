//! [`Misfit`]: why a JSON tree is not of a type, and where in it.

use std::fmt;

/// Why a tree is not of a type, and where. Boxed, so that it does not make every `Result` large.
pub(crate) struct Misfit(Box<Inner>);

struct Inner {
    message: String,
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

    /// The keys and indices that lead to the place, the outermost first.
    pub(super) fn path(&self) -> impl Iterator<Item = &str> {
        self.0.path.iter().rev().map(String::as_str)
    }
}

impl serde::de::Error for Misfit {
    #[cold]
    fn custom<T: fmt::Display>(message: T) -> Self {
        let (message, path) = (message.to_string(), Vec::new());
        Self(Box::new(Inner { message, path }))
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
