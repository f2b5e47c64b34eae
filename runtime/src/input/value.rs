//! The traits between an input and the Rust type of a parameter, with messages that teach.

use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde::Deserializer;
use serde::de::DeserializeOwned;

/// A type that can be read from an action's input: all that implement `serde::Deserialize`.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be an input of an action: it does not implement `serde::Deserialize`",
    label = "cannot be read from JSON",
    note = "derive it: `#[derive(serde::Deserialize, schemars::JsonSchema)]`"
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
}

#[diagnostic::do_not_recommend]
impl<T: DeserializeOwned> DecodeInput for T {
    type Checked = T;

    #[inline]
    fn decode<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        T::deserialize(deserializer)
    }
}

/// A type that the catalog can describe: all that implement `schemars::JsonSchema`.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be described in the catalog: it does not implement `schemars::JsonSchema`",
    label = "has no JSON Schema",
    note = "derive it: `#[derive(schemars::JsonSchema)]`; the schemars of `mistral_actions::schemars` is the one that counts"
)]
pub trait DescribeValue {
    /// The schema, or a reference to it among the generator's definitions.
    fn schema(generator: &mut SchemaGenerator) -> Schema;
}

#[diagnostic::do_not_recommend]
impl<T: JsonSchema> DescribeValue for T {
    fn schema(generator: &mut SchemaGenerator) -> Schema {
        generator.subschema_for::<T>()
    }
}
