//! The input of an action: its fields, their decoding, schema and constraints.

pub(crate) mod aliases;
mod carried_problems;
pub(crate) mod check;
pub(crate) mod class;
pub(crate) mod constraint;
pub(crate) mod declaration;
mod declared;
pub(crate) mod decode;
pub(crate) mod describe;
pub(crate) mod erased;
pub(crate) mod example;
pub(crate) mod field;
pub(crate) mod field_checker;
pub(crate) mod flatten;
mod format;
pub(crate) mod input_fields;
pub(crate) mod input_schema;
pub(crate) mod int_bounds;
pub(crate) mod methods;
pub(crate) mod nested;
pub(crate) mod number;
mod object_text;
pub(crate) mod parts;
pub(crate) mod problem;
pub(crate) mod render;
mod root;
pub(crate) mod rule;
pub(crate) mod schema;
pub(crate) mod shape;
pub(crate) mod shown;
mod slots;
pub(crate) mod source;
mod strict;
pub(crate) mod text;
mod tree;
mod type_aliases;
mod type_mismatch;
pub(crate) mod typed_check;
pub(crate) mod validation;
pub(crate) mod value;
mod value_location;
mod whole_floats;

#[doc(hidden)]
pub use format::Format;
pub use problem::{InputErrors, InputProblem};

use serde_json::Value;

/// The input of a call, as a JSON value or as JSON text.
#[derive(Debug)]
pub enum RawInput {
    /// A JSON object; `null` is the same as an empty object.
    Value(Value),
    /// The text of a JSON object. It is decoded straight into the action's input type.
    Text(String),
}

impl RawInput {
    /// Returns the input as a JSON value.
    ///
    /// # Errors
    ///
    /// The parser's, if the text is not JSON.
    pub(crate) fn into_value(self) -> serde_json::Result<Value> {
        match self {
            Self::Value(value) => Ok(value),
            Self::Text(text) => serde_json::from_str(&text),
        }
    }
}

impl RawInput {
    /// Returns the input as a JSON value, if it is JSON.
    pub(crate) fn to_value(&self) -> Option<Value> {
        match self {
            Self::Value(value) => Some(value.clone()),
            Self::Text(text) => serde_json::from_str(text).ok(),
        }
    }
}

impl Default for RawInput {
    fn default() -> Self {
        Self::Value(Value::Null)
    }
}

impl From<Value> for RawInput {
    fn from(value: Value) -> Self {
        Self::Value(value)
    }
}
