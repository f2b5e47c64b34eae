//! [`UnknownAction`]: no action has the requested name.

use std::error::Error;
use std::fmt;

/// Error: no action has the requested name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnknownAction {
    pub(crate) name: String,
    /// The most similar known name.
    pub(crate) suggestion: Option<String>,
    /// The namespace of the name, if no known action is in it.
    pub(crate) foreign_namespace: Option<String>,
    /// Number of known actions.
    pub(crate) known: usize,
}

impl UnknownAction {
    /// Returns the requested name.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Returns the most similar name of a known action.
    pub fn suggestion(&self) -> Option<&str> {
        self.suggestion.as_deref()
    }
}

impl fmt::Display for UnknownAction {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "unknown action `{}`", self.name)?;
        if let Some(suggestion) = &self.suggestion {
            return write!(f, "; did you mean `{suggestion}`?");
        }
        if self.known == 0 {
            return f.write_str(
                "; this binary has no actions at all: a crate that is only listed in Cargo.toml is not linked, \
                 name it in main.rs with `use my_actions as _;`",
            );
        }
        if let Some(namespace) = &self.foreign_namespace {
            write!(
                f,
                "; this binary has no action in the namespace `{namespace}`: if a crate provides it, list the crate \
                 in Cargo.toml and name it in main.rs, as in `use my_actions as _;`"
            )?;
        }
        Ok(())
    }
}

impl Error for UnknownAction {}
