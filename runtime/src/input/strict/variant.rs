//! Variants of enums: `"name"` for those without content, `{"name": content}` for the others.

use std::fmt;

use serde::de::value::StrDeserializer;
use serde::de::{
    DeserializeSeed, Deserializer, EnumAccess, Error, IgnoredAny, IntoDeserializer, MapAccess,
    Unexpected, VariantAccess, Visitor,
};

use super::Strict;
use super::keys::Text;

/// Reads the variant for the visitor of an enum.
pub(super) struct Choice<V> {
    /// The names of the variants.
    pub(super) variants: &'static [&'static str],
    pub(super) visitor: V,
}

impl<'de, V: Visitor<'de>> Visitor<'de> for Choice<V> {
    type Value = V::Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.visitor.expecting(f)
    }

    fn visit_str<E: Error>(self, name: &str) -> Result<V::Value, E> {
        check_name(name, self.variants)?;
        self.visitor.visit_enum(NameOnly(name.into_deserializer()))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<V::Value, A::Error> {
        let Some(Text(name)) = members.next_key()? else {
            return Err(A::Error::invalid_length(0, &"one key, the variant"));
        };
        check_name(&name, self.variants)?;
        let name: &str = &name;
        self.visitor.visit_enum(WithContent { name, members })
    }
}

/// Checks the name of a variant: one with `#[serde(other)]` would take any name, and the schema lists the names.
fn check_name<E: Error>(name: &str, variants: &'static [&'static str]) -> Result<(), E> {
    if variants.contains(&name) {
        Ok(())
    } else {
        Err(E::unknown_variant(name, variants))
    }
}

/// A variant that is given by its name.
struct NameOnly<'a, E>(StrDeserializer<'a, E>);

impl<'de, E: Error> EnumAccess<'de> for NameOnly<'_, E> {
    type Error = E;
    type Variant = NoContent<E>;

    fn variant_seed<V: DeserializeSeed<'de>>(self, seed: V) -> Result<(V::Value, NoContent<E>), E> {
        Ok((
            seed.deserialize(self.0)?,
            NoContent(std::marker::PhantomData),
        ))
    }
}

struct NoContent<E>(std::marker::PhantomData<E>);

impl<'de, E: Error> VariantAccess<'de> for NoContent<E> {
    type Error = E;

    fn unit_variant(self) -> Result<(), E> {
        Ok(())
    }

    fn newtype_variant_seed<T: DeserializeSeed<'de>>(self, _: T) -> Result<T::Value, E> {
        Err(E::invalid_type(Unexpected::UnitVariant, &"newtype variant"))
    }

    fn tuple_variant<V: Visitor<'de>>(self, _: usize, visitor: V) -> Result<V::Value, E> {
        Err(E::invalid_type(Unexpected::UnitVariant, &visitor))
    }

    fn struct_variant<V: Visitor<'de>>(
        self,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, E> {
        Err(E::invalid_type(Unexpected::UnitVariant, &visitor))
    }
}

/// A variant that is the only key of an object.
struct WithContent<'a, A> {
    name: &'a str,
    members: A,
}

impl<'de, A: MapAccess<'de>> EnumAccess<'de> for WithContent<'_, A> {
    type Error = A::Error;
    type Variant = Content<A>;

    fn variant_seed<V: DeserializeSeed<'de>>(
        self,
        seed: V,
    ) -> Result<(V::Value, Content<A>), A::Error> {
        let name: StrDeserializer<'_, A::Error> = self.name.into_deserializer();
        Ok((seed.deserialize(name)?, Content(self.members)))
    }
}

struct Content<A>(A);

impl<'de, A: MapAccess<'de>> Content<A> {
    fn read<T: DeserializeSeed<'de>>(mut self, seed: T) -> Result<T::Value, A::Error> {
        let content = self.0.next_value_seed(Strict(seed))?;
        match self.0.next_key::<IgnoredAny>()? {
            None => Ok(content),
            Some(_) => Err(A::Error::invalid_length(2, &"one key, the variant")),
        }
    }
}

impl<'de, A: MapAccess<'de>> VariantAccess<'de> for Content<A> {
    type Error = A::Error;

    fn unit_variant(self) -> Result<(), A::Error> {
        Err(A::Error::invalid_type(Unexpected::Map, &"unit variant"))
    }

    fn newtype_variant_seed<T: DeserializeSeed<'de>>(self, seed: T) -> Result<T::Value, A::Error> {
        self.read(seed)
    }

    fn tuple_variant<V: Visitor<'de>>(self, _: usize, visitor: V) -> Result<V::Value, A::Error> {
        self.read(AsArray(visitor))
    }

    fn struct_variant<V: Visitor<'de>>(
        self,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, A::Error> {
        self.read(AsObject(visitor))
    }
}

/// Decodes the content of a variant with unnamed fields from an array.
struct AsArray<V>(V);

impl<'de, V: Visitor<'de>> DeserializeSeed<'de> for AsArray<V> {
    type Value = V::Value;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<V::Value, D::Error> {
        deserializer.deserialize_seq(self.0)
    }
}

/// Decodes the content of a variant with named fields from an object.
struct AsObject<V>(V);

impl<'de, V: Visitor<'de>> DeserializeSeed<'de> for AsObject<V> {
    type Value = V::Value;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<V::Value, D::Error> {
        deserializer.deserialize_map(self.0)
    }
}
