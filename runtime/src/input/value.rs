//! The traits between an input and the Rust type of a parameter, with messages that teach.

use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Deserializer};

/// A type that an input can have: all that implement `serde::Deserialize` and `schemars::JsonSchema`.
///
/// One trait for both, so that a type that lacks both derives is one error and not two.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be an input of an action",
    label = "does not implement both `serde::Deserialize` and `schemars::JsonSchema`",
    note = "if it is an input: `#[derive(serde::Deserialize, schemars::JsonSchema)]`, with schemars 1 as in `mistral_actions::schemars`",
    note = "if it is to be injected, borrow it: `&{Self}`"
)]
pub trait InputValue: Sized {
    /// Reads a value.
    ///
    /// # Errors
    ///
    /// The deserializer's, when the value is not one of this type.
    fn decode<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error>;

    /// Reads a value that may be `null`. Here and not by way of `Option<Self>`, so that a mistake is
    /// reported for the type that lacks the derive.
    ///
    /// # Errors
    ///
    /// As [`decode`](Self::decode).
    fn decode_optional<'de, D: Deserializer<'de>>(
        deserializer: D,
    ) -> Result<Option<Self>, D::Error>;

    /// The schema, or a reference to it among the generator's definitions.
    fn schema(generator: &mut SchemaGenerator) -> Schema;

    /// The schema of the type or `null`.
    fn optional_schema(generator: &mut SchemaGenerator) -> Schema;

    /// The schema itself, never a reference.
    fn own_schema(generator: &mut SchemaGenerator) -> Schema;
}

#[diagnostic::do_not_recommend]
impl<T: DeserializeOwned + JsonSchema> InputValue for T {
    #[inline]
    fn decode<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        T::deserialize(deserializer)
    }

    #[inline]
    fn decode_optional<'de, D: Deserializer<'de>>(
        deserializer: D,
    ) -> Result<Option<Self>, D::Error> {
        Option::deserialize(deserializer)
    }

    fn schema(generator: &mut SchemaGenerator) -> Schema {
        generator.subschema_for::<T>()
    }

    fn optional_schema(generator: &mut SchemaGenerator) -> Schema {
        generator.subschema_for::<Option<T>>()
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
