//! What decides which request is made, and which parts it has.

use serde::Deserialize;
use serde_json::{Map, Value};

use crate::python;

/// A condition on one input.
#[derive(Clone, Debug, Deserialize, PartialEq)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Condition {
    /// It is given and not null, or has such a default.
    Given(String),
    /// It is given, be it null.
    Present(String),
    /// Python takes it for true.
    True(String),
    /// It is of a kind.
    Is(String, Kind),
    /// It is this value.
    Equals(String, Value),
}

/// A kind of values.
#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Eq)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Kind {
    /// A text.
    String,
    /// A list.
    Array,
    /// An object.
    Object,
}

impl Condition {
    /// Whether it holds for inputs that have their defaults filled in.
    pub(crate) fn holds(&self, inputs: &Map<String, Value>) -> bool {
        match self {
            Self::Given(name) => inputs.get(name).is_some_and(|value| !value.is_null()),
            Self::Present(name) => inputs.contains_key(name),
            Self::True(name) => inputs.get(name).is_some_and(python::truth),
            Self::Is(name, kind) => inputs.get(name).is_some_and(|value| kind.is_of(value)),
            Self::Equals(name, wanted) => inputs.get(name) == Some(wanted),
        }
    }
}

impl Kind {
    fn is_of(self, value: &Value) -> bool {
        match self {
            Self::String => value.is_string(),
            Self::Array => value.is_array(),
            Self::Object => value.is_object(),
        }
    }
}
