//! [`Environment`]: environment variables, of the process or given by a test.

use std::collections::HashMap;

/// Environment variables, of the process or given by a test.
#[derive(Clone, Default)]
pub(crate) enum Environment {
    #[default]
    Process,
    Given(HashMap<String, String>),
}

impl Environment {
    /// Returns a variable. An empty one counts as unset, as with `${NAME:-default}` in a shell.
    pub(crate) fn get(&self, name: &str) -> Option<String> {
        let value = match self {
            Self::Process => std::env::var(name).ok(),
            Self::Given(variables) => variables.get(name).cloned(),
        };
        value.filter(|value| !value.is_empty())
    }

    /// Returns all variables whose names and values are UTF-8.
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

    /// Returns the first of these variables that is set.
    pub(crate) fn first_of(&self, names: &[&str]) -> Option<String> {
        names.iter().find_map(|name| self.get(name))
    }
}
