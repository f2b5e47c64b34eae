//! [`InputMethods`]: the functions of an action's input type.

use serde_json::Value;

use super::input_fields::InputFields;
use super::problem::InputProblem;
use super::value::InputValue;
use super::{RawInput, class, decode, input_schema, render};
use crate::linked::LinkedAction;

/// Decodes an input.
type Decode<T> =
    fn(RawInput, &'static LinkedAction, &mut Option<T>) -> Result<(), Vec<InputProblem>>;

/// The functions of an action's input type. There is one set for types that derive `Input`, as those of
/// `#[mistral_action]` do, and one for types that implement `Deserialize` and `JsonSchema` in another way.
#[derive(Debug)]
pub struct InputMethods<T> {
    pub(crate) decode: Decode<T>,
    pub(crate) check: fn(&T) -> Result<(), Vec<InputProblem>>,
    pub(crate) schema: fn() -> Value,
    pub(crate) to_json: fn(&T) -> Value,
}

impl<T: InputFields> InputMethods<T> {
    /// The functions of a type that derives `Input`.
    #[must_use]
    #[inline]
    pub fn of_fields() -> Self {
        Self {
            decode: |input, _, decoded| decode::decode(input, decoded),
            check: decode::check,
            schema: input_schema::of_input_fields::<T>,
            to_json: render::to_json,
        }
    }
}

impl<T: InputValue> InputMethods<T> {
    /// The functions of another type. The macro passes the conversion to JSON, which depends on the traits of
    /// the type.
    #[must_use]
    #[inline]
    pub fn of_value(to_json: fn(&T) -> Value) -> Self {
        Self {
            decode: |input, linked, decoded| class::decode(input, linked.input_schema(), decoded),
            check: |_| Ok(()),
            schema: input_schema::of_input::<T>,
            to_json,
        }
    }
}
