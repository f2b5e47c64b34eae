//! The traits between an input and the Rust type of a parameter, with messages that teach.

use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Deserializer};

/// A type that can be read from an action's input: all that implement `serde::Deserialize`.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be an input of an action: it does not implement `serde::Deserialize`",
    label = "cannot be read from JSON",
    note = "if it is an input, derive `serde::Deserialize` and `schemars::JsonSchema` for it",
    note = "if it is to be injected, borrow it: `&{Self}`"
)]
pub trait DecodeInput: Sized {
    /// The type itself. Asking for it ties the check of the schema to this one: one mistake, one error.
    type Checked;

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
}

#[diagnostic::do_not_recommend]
impl<T: DeserializeOwned> DecodeInput for T {
    type Checked = T;

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
}

/// A type that the catalog can describe: all that implement `schemars::JsonSchema`.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be an input of an action: it does not implement `schemars::JsonSchema`",
    label = "has no JSON Schema",
    note = "if it is an input, derive `schemars::JsonSchema` for it; the schemars that counts is `mistral_actions::schemars`",
    note = "if it is to be injected, borrow it: `&{Self}`"
)]
pub trait DescribeValue {
    /// The schema, or a reference to it among the generator's definitions.
    fn schema(generator: &mut SchemaGenerator) -> Schema;

    /// The schema of the type or `null`.
    fn optional_schema(generator: &mut SchemaGenerator) -> Schema;
}

#[diagnostic::do_not_recommend]
impl<T: JsonSchema> DescribeValue for T {
    fn schema(generator: &mut SchemaGenerator) -> Schema {
        generator.subschema_for::<T>()
    }

    fn optional_schema(generator: &mut SchemaGenerator) -> Schema {
        generator.subschema_for::<Option<T>>()
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
