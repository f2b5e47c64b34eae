//! What an action takes: its fields, how they are read, described and checked.

pub(crate) mod check;
pub(crate) mod class;
pub(crate) mod constraint;
pub(crate) mod decode;
pub(crate) mod describe;
pub(crate) mod field;
mod filling;
pub(crate) mod finish;
mod format;
mod int_bounds;
mod misfit;
mod mistake;
mod number;
pub(crate) mod problem;
pub(crate) mod schema;
pub(crate) mod secrets;
mod shape;
pub(crate) mod show;
mod strict;
mod text;
mod tree;
pub(crate) mod value;

#[doc(hidden)]
pub use format::Format;
pub use problem::{InputErrors, InputProblem};

use serde_json::Value;

/// The input of a call, in the form the caller has it in.
#[derive(Debug)]
pub enum Input {
    /// A JSON object; `null` counts as an empty one.
    Value(Value),
    /// The text of a JSON object. It is decoded straight into the action's input type.
    Text(String),
}

impl Input {
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

impl Default for Input {
    fn default() -> Self {
        Self::Value(Value::Null)
    }
}

impl From<Value> for Input {
    fn from(value: Value) -> Self {
        Self::Value(value)
    }
}
