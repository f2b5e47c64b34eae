//! What the type of an input must be able to do, and what its author is told if it cannot.
//!
//! These traits are only checked; what they stand for is used by way of [`Probe`](crate::private::probe::Probe).

use std::marker::PhantomData;

use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde::Deserializer;
use serde::de::DeserializeOwned;

use crate::private::stand_in::Fine;

/// A type that is not injected.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not an input, it is injected: borrow it, `&{Self}`",
    label = "taken by value"
)]
pub trait TakeByValue: Sized {
    /// Checks the type.
    fn check(_: PhantomData<Self>) {}
}

#[diagnostic::do_not_recommend]
impl TakeByValue for Fine {}

/// A type that can be read from an action's input: all that implement `serde::Deserialize`.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be an input of an action: it does not implement `serde::Deserialize`",
    label = "cannot be read from JSON",
    note = "for a type of your own: `#[derive(serde::Deserialize, schemars::JsonSchema)]`",
    note = "what the application shares with its actions is borrowed: `&State<{Self}>`"
)]
pub trait ReadInput: Sized {
    /// Checks the type.
    fn check(_: PhantomData<Self>) {}
}

#[diagnostic::do_not_recommend]
impl<T: DeserializeOwned> ReadInput for T {}

/// A type that the catalog can describe: all that implement `schemars::JsonSchema`.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be an input of an action: it does not implement `schemars::JsonSchema`",
    label = "has no JSON Schema",
    note = "for a type of your own: `#[derive(schemars::JsonSchema)]`, of schemars 1 as in `mistral_actions::schemars`"
)]
pub trait DescribeInput: Sized {
    /// Checks the type.
    fn check(_: PhantomData<Self>) {}
}

#[diagnostic::do_not_recommend]
impl<T: JsonSchema> DescribeInput for T {}

/// What an input type that describes itself can do: all that implement `serde::Deserialize` and
/// `schemars::JsonSchema`.
pub trait InputValue: Sized {
    /// Reads a value.
    ///
    /// # Errors
    ///
    /// The deserializer's, when the value is not one of this type.
    fn decode<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error>;

    /// The schema itself, never a reference.
    fn own_schema(generator: &mut SchemaGenerator) -> Schema;
}

impl<T: DeserializeOwned + JsonSchema> InputValue for T {
    #[inline]
    fn decode<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        T::deserialize(deserializer)
    }

    fn own_schema(generator: &mut SchemaGenerator) -> Schema {
        T::json_schema(generator)
    }
}

/// Types whose default can be written as text.
#[diagnostic::on_unimplemented(
    message = "the default of an input of type `{Self}` cannot be text",
    label = "not a `{Self}`"
)]
pub trait DefaultText {
    /// The conversion.
    fn from_text(text: &'static str) -> Self;
}

#[diagnostic::do_not_recommend]
impl<T: From<&'static str>> DefaultText for T {
    fn from_text(text: &'static str) -> Self {
        text.into()
    }
}
