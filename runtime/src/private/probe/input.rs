//! Uses of the types of inputs.

use serde::de::DeserializeOwned;
use serde_json::Value;

use super::{Probe, never};
use crate::input::input_fields::InputFields;
use crate::input::methods::InputMethods;
use crate::input::source::ValueSource;
use crate::input::value::InputValue;

/// Returns the functions of the input type of a hand-written action. Improves the message for a type that neither
/// derives `Input` nor implements `Deserialize` and `JsonSchema`, which only a check gives.
pub trait InputOfFields<T> {
    /// Of a type that derives `Input`.
    fn __input(&self, to_json: fn(&T) -> Value) -> InputMethods<T>;
}

impl<T: InputFields> InputOfFields<T> for &&Probe<T> {
    #[inline]
    fn __input(&self, _: fn(&T) -> Value) -> InputMethods<T> {
        InputMethods::of_fields()
    }
}

/// Like [`InputOfFields`], of another type.
pub trait InputOfValue<T> {
    /// Of a type that implements `Deserialize` and `JsonSchema`.
    fn __input(&self, to_json: fn(&T) -> Value) -> InputMethods<T>;
}

impl<T: InputValue> InputOfValue<T> for &Probe<T> {
    #[inline]
    fn __input(&self, to_json: fn(&T) -> Value) -> InputMethods<T> {
        InputMethods::of_value(to_json)
    }
}

/// Like [`InputOfFields`], of a type that cannot be an input.
pub trait InputNot<T> {
    /// Never called: a check has failed.
    fn __input(&self, _: fn(&T) -> Value) -> InputMethods<T> {
        never()
    }
}

impl<T> InputNot<T> for Probe<T> {}

/// Reads a value of a type that can be read. Improves the message for an input without `Deserialize`, which only a
/// check gives.
pub trait Decode<T> {
    /// The value.
    ///
    /// # Errors
    ///
    /// The source's, when the value is not one of this type.
    fn __decode<S: ValueSource>(&self, source: S) -> Result<T, S::Error>;
}

impl<T: DeserializeOwned> Decode<T> for &Probe<T> {
    #[inline]
    fn __decode<S: ValueSource>(&self, source: S) -> Result<T, S::Error> {
        source.read::<T>()
    }
}

/// Like [`Decode`], of a type that cannot be read.
pub trait DecodeNot<T> {
    /// Never called: a check has failed.
    ///
    /// # Errors
    ///
    /// None.
    fn __decode<S: ValueSource>(&self, source: S) -> Result<T, S::Error> {
        drop(source);
        never()
    }
}

impl<T> DecodeNot<T> for Probe<T> {}
