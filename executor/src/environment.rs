//! [`Environment`]: the variables of the process, or those that a test gives in their place.

use std::collections::HashMap;

/// The variables of the process, or those that a test gives in their place.
#[derive(Clone, Default)]
pub(crate) enum Environment {
    #[default]
    Process,
    Given(HashMap<String, String>),
}

impl Environment {
    /// A variable. One that is set to nothing counts as not set, as shells have it.
    pub(crate) fn get(&self, name: &str) -> Option<String> {
        let value = match self {
            Self::Process => std::env::var(name).ok(),
            Self::Given(variables) => variables.get(name).cloned(),
        };
        value.filter(|value| !value.is_empty())
    }

    /// All variables that are texts.
    #[cfg(feature = "serve")]
    pub(crate) fn all(&self) -> Vec<(String, String)> {
        match self {
            Self::Process => std::env::vars_os()
                .filter_map(|(name, value)| {
                    Some((name.into_string().ok()?, value.into_string().ok()?))
                })
                .collect(),
            Self::Given(variables) => variables.clone().into_iter().collect(),
        }
    }

    /// The first of several variables that is set.
    pub(crate) fn first_of(&self, names: &[&str]) -> Option<String> {
        names.iter().find_map(|name| self.get(name))
    }
}
