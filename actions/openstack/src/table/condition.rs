//! Conditions that select a request and its optional parts.

use serde::Deserialize;
use serde_json::{Map, Value};

use crate::python;

/// A condition on one input.
#[derive(Clone, Debug, Deserialize, PartialEq)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Condition {
    /// The input or its default is there and not null.
    Given(String),
    /// The input is there; it may be null.
    Present(String),
    /// The input is true in Python.
    True(String),
    /// The input is of a JSON type.
    Is(String, Kind),
    /// The input equals this value.
    Equals(String, Value),
}

/// A JSON type that conditions distinguish.
#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Eq)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Kind {
    /// A string.
    String,
    /// An array.
    Array,
    /// An object.
    Object,
}

impl Condition {
    /// Evaluates the condition on inputs whose defaults are filled in.
    pub(crate) fn holds(&self, inputs: &Map<String, Value>) -> bool {
        match self {
            Self::Given(name) => inputs.get(name).is_some_and(|value| !value.is_null()),
            Self::Present(name) => inputs.contains_key(name),
            Self::True(name) => inputs.get(name).is_some_and(python::truth),
            Self::Is(name, kind) => inputs.get(name).is_some_and(|value| kind.matches(value)),
            Self::Equals(name, wanted) => inputs.get(name) == Some(wanted),
        }
    }
}

impl Kind {
    fn matches(self, value: &Value) -> bool {
        match self {
            Self::String => value.is_string(),
            Self::Array => value.is_array(),
            Self::Object => value.is_object(),
        }
    }
}
