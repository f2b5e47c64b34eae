//! What an action takes: its fields, how they are read, described and checked.

pub(crate) mod check;
pub(crate) mod class;
pub(crate) mod constraint;
pub(crate) mod decode;
pub(crate) mod describe;
pub(crate) mod field;
pub(crate) mod field_checker;
mod format;
mod int_bounds;
mod number;
pub(crate) mod problem;
pub(crate) mod render;
pub(crate) mod schema;
pub(crate) mod secrets;
mod slots;
mod strict;
mod text;
mod tree;
mod type_mismatch;
pub(crate) mod value;
mod value_location;
mod whole_floats;

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
