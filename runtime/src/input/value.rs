//! Requirements on the types of inputs, with compiler messages for authors.
//!
//! These traits are checked only; generated code calls the methods of [`Probe`](crate::private::probe::Probe).

use std::marker::PhantomData;

use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde::Deserializer;
use serde::de::DeserializeOwned;

use crate::private::stand_in::Fine;

/// A type that is taken by value, not injected.
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

/// A type of a required input: no `Option`, also under another name.
#[diagnostic::on_unimplemented(
    message = "the input is an `Option` under another name, and would be required",
    label = "an alias of `{Self}`",
    note = "the attribute sees how a type is written, and not what an alias stands for: write `Option<T>`, or give the input a `default`"
)]
pub trait RequiredInput: Sized {
    /// Checks the type.
    fn check(_: PhantomData<Self>) {}
}

#[diagnostic::do_not_recommend]
impl RequiredInput for Fine {}

/// A type that can be decoded from an action's input: any type that implements `serde::Deserialize`.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be an input of an action: it does not implement `serde::Deserialize`",
    label = "cannot be read from JSON",
    note = "for a type of your own: `#[derive(serde::Deserialize, schemars::JsonSchema)]`",
    note = "borrow state that the application shares with its actions: `&State<{Self}>`"
)]
pub trait ReadInput: Sized {
    /// Checks the type.
    fn check(_: PhantomData<Self>) {}
}

#[diagnostic::do_not_recommend]
impl<T: DeserializeOwned> ReadInput for T {}

/// A type that the catalog can describe: any type that implements `schemars::JsonSchema`.
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

/// A hand-written action's type: any type that implements `serde::Deserialize` and `schemars::JsonSchema`.
pub trait InputValue: Sized {
    /// Decodes a value.
    ///
    /// # Errors
    ///
    /// The deserializer's error, if the value does not have this type.
    fn decode<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error>;

    /// Returns the schema, never a reference to it.
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
    /// Converts the text.
    fn from_text(text: &'static str) -> Self;
}

#[diagnostic::do_not_recommend]
impl<T: From<&'static str>> DefaultText for T {
    fn from_text(text: &'static str) -> Self {
        text.into()
    }
}
