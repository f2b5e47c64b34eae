//! Deserializer for variants of enums.

use serde::de::value::StrDeserializer;
use serde::de::{
    DeserializeSeed, Deserializer, EnumAccess, Error, Expected, IntoDeserializer, Unexpected,
    VariantAccess, Visitor,
};
use serde_json::Value;

use super::Tree;
use crate::input::type_mismatch::TypeMismatch;

/// A variant of an enum: `"name"` or `{"name": content}`.
pub(super) struct Variant<'a> {
    pub(super) name: &'a str,
    /// The names of the enum's variants.
    pub(super) variants: &'static [&'static str],
    pub(super) content: Option<&'a mut Value>,
}

impl<'de> EnumAccess<'de> for Variant<'_> {
    type Error = TypeMismatch;
    type Variant = Self;

    fn variant_seed<V: DeserializeSeed<'de>>(
        self,
        seed: V,
    ) -> Result<(V::Value, Self), TypeMismatch> {
        if !self.variants.contains(&self.name) {
            // A variant with `#[serde(other)]` would take any name; the schema lists the names.
            return Err(TypeMismatch::unknown_variant(self.name, self.variants));
        }
        let name: StrDeserializer<'_, TypeMismatch> = self.name.into_deserializer();
        Ok((seed.deserialize(name)?, self))
    }
}

impl Variant<'_> {
    fn read<T>(
        self,
        expected: &dyn Expected,
        read: impl FnOnce(Tree<'_>) -> Result<T, TypeMismatch>,
    ) -> Result<T, TypeMismatch> {
        match self.content {
            Some(content) => read(Tree(content)).map_err(|mismatch| mismatch.within(self.name)),
            None => Err(TypeMismatch::invalid_type(
                Unexpected::UnitVariant,
                expected,
            )),
        }
    }
}

impl<'de> VariantAccess<'de> for Variant<'_> {
    type Error = TypeMismatch;

    fn unit_variant(self) -> Result<(), TypeMismatch> {
        match self.content {
            None => Ok(()),
            // serde would take `{"name": null}`; the schema does not.
            Some(_) => Err(TypeMismatch::invalid_type(Unexpected::Map, &"unit variant")),
        }
    }

    fn newtype_variant_seed<T: DeserializeSeed<'de>>(
        self,
        seed: T,
    ) -> Result<T::Value, TypeMismatch> {
        self.read(&"newtype variant", |content| seed.deserialize(content))
    }

    fn tuple_variant<V: Visitor<'de>>(
        self,
        _: usize,
        visitor: V,
    ) -> Result<V::Value, TypeMismatch> {
        self.read(&"tuple variant", |content| content.deserialize_seq(visitor))
    }

    fn struct_variant<V: Visitor<'de>>(
        self,
        keys: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, TypeMismatch> {
        self.read(&"struct variant", |content| {
            content.deserialize_struct("", keys, visitor)
        })
    }
}
