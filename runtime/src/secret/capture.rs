//! [`Capture`]: a serde deserializer that notes every scalar that passes through it.
//!
//! It wraps the deserializer from which a [`Secret`](super::Secret) is decoded, whichever that is. So it also works
//! below serde's own buffers, for flattened fields and for tagged and untagged enums.

use std::fmt;

use serde::de::{
    DeserializeSeed, Deserializer, EnumAccess, MapAccess, SeqAccess, VariantAccess, Visitor,
};
use serde_json::Value;

use super::scope::{self, note};

/// Forwards everything, and notes the scalars.
pub(super) struct Capture<T>(pub(super) T);

/// Forwards the keys of a map, and notes them. The names of fields and variants are not secret.
struct CaptureKey<T>(T);

macro_rules! forward_deserialize {
    ($wrapper:ident: $($method:ident($($argument:ident: $type:ty),*))*) => { $(
        fn $method<V: Visitor<'de>>(self, $($argument: $type,)* visitor: V) -> Result<V::Value, D::Error> {
            self.0.$method($($argument,)* $wrapper(visitor))
        }
    )* };
}

macro_rules! deserializer {
    ($wrapper:ident) => {
        impl<'de, D: Deserializer<'de>> Deserializer<'de> for $wrapper<D> {
            type Error = D::Error;

            forward_deserialize! { $wrapper:
                deserialize_any() deserialize_bool()
                deserialize_i8() deserialize_i16() deserialize_i32() deserialize_i64() deserialize_i128()
                deserialize_u8() deserialize_u16() deserialize_u32() deserialize_u64() deserialize_u128()
                deserialize_f32() deserialize_f64()
                deserialize_char() deserialize_str() deserialize_string()
                deserialize_bytes() deserialize_byte_buf()
                deserialize_option() deserialize_unit() deserialize_unit_struct(name: &'static str)
                deserialize_newtype_struct(name: &'static str)
                deserialize_seq() deserialize_tuple(len: usize)
                deserialize_tuple_struct(name: &'static str, len: usize)
                deserialize_map()
                deserialize_struct(name: &'static str, fields: &'static [&'static str])
                deserialize_enum(name: &'static str, variants: &'static [&'static str])
                deserialize_ignored_any()
            }

            fn deserialize_identifier<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, D::Error> {
                self.0.deserialize_identifier(visitor)
            }

            fn is_human_readable(&self) -> bool {
                self.0.is_human_readable()
            }
        }
    };
}

deserializer!(Capture);
deserializer!(CaptureKey);

macro_rules! visit_scalars {
    ($note:ident: $($method:ident($type:ty) => $convert:expr;)*) => { $(
        fn $method<E: serde::de::Error>(self, value: $type) -> Result<V::Value, E> {
            if scope::is_noting() {
                $note($convert(&value));
            }
            self.0.$method(value)
        }
    )* };
}

macro_rules! visit_all_scalars {
    ($note:ident) => {
        visit_scalars! { $note:
            visit_bool(bool) => json;
            visit_i8(i8) => json; visit_i16(i16) => json; visit_i32(i32) => json; visit_i64(i64) => json;
            visit_u8(u8) => json; visit_u16(u16) => json; visit_u32(u32) => json; visit_u64(u64) => json;
            visit_i128(i128) => text; visit_u128(u128) => text;
            visit_f32(f32) => json; visit_f64(f64) => json;
            visit_char(char) => text;
            visit_str(&str) => text; visit_borrowed_str(&'de str) => text; visit_string(String) => text;
            visit_bytes(&[u8]) => bytes; visit_borrowed_bytes(&'de [u8]) => bytes;
            visit_byte_buf(Vec<u8>) => bytes;
        }
    };
}

fn json<T: Copy + Into<Value>>(value: &T) -> Value {
    (*value).into()
}

fn text(value: &impl ToString) -> Value {
    value.to_string().into()
}

fn bytes(value: &impl AsRef<[u8]>) -> Value {
    String::from_utf8_lossy(value.as_ref()).into_owned().into()
}

fn note_key(key: Value) {
    match key {
        Value::String(key) => scope::note_key(key),
        other => scope::note_key(other.to_string()),
    }
}

impl<'de, V: Visitor<'de>> Visitor<'de> for Capture<V> {
    type Value = V::Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.expecting(f)
    }

    visit_all_scalars!(note);

    fn visit_none<E: serde::de::Error>(self) -> Result<V::Value, E> {
        self.0.visit_none()
    }

    fn visit_unit<E: serde::de::Error>(self) -> Result<V::Value, E> {
        self.0.visit_unit()
    }

    fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<V::Value, D::Error> {
        self.0.visit_some(Capture(deserializer))
    }

    fn visit_newtype_struct<D: Deserializer<'de>>(
        self,
        deserializer: D,
    ) -> Result<V::Value, D::Error> {
        self.0.visit_newtype_struct(Capture(deserializer))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, items: A) -> Result<V::Value, A::Error> {
        self.0.visit_seq(Capture(items))
    }

    fn visit_map<A: MapAccess<'de>>(self, members: A) -> Result<V::Value, A::Error> {
        self.0.visit_map(Capture(members))
    }

    fn visit_enum<A: EnumAccess<'de>>(self, variant: A) -> Result<V::Value, A::Error> {
        self.0.visit_enum(Capture(variant))
    }
}

impl<'de, V: Visitor<'de>> Visitor<'de> for CaptureKey<V> {
    type Value = V::Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.expecting(f)
    }

    visit_all_scalars!(note_key);

    fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<V::Value, D::Error> {
        self.0.visit_some(CaptureKey(deserializer))
    }

    fn visit_newtype_struct<D: Deserializer<'de>>(
        self,
        deserializer: D,
    ) -> Result<V::Value, D::Error> {
        self.0.visit_newtype_struct(CaptureKey(deserializer))
    }

    fn visit_enum<A: EnumAccess<'de>>(self, variant: A) -> Result<V::Value, A::Error> {
        self.0.visit_enum(variant)
    }
}

macro_rules! seed {
    ($wrapper:ident) => {
        impl<'de, S: DeserializeSeed<'de>> DeserializeSeed<'de> for $wrapper<S> {
            type Value = S::Value;

            fn deserialize<D: Deserializer<'de>>(
                self,
                deserializer: D,
            ) -> Result<S::Value, D::Error> {
                self.0.deserialize($wrapper(deserializer))
            }
        }
    };
}

seed!(Capture);
seed!(CaptureKey);

impl<'de, A: SeqAccess<'de>> SeqAccess<'de> for Capture<A> {
    type Error = A::Error;

    fn next_element_seed<T: DeserializeSeed<'de>>(
        &mut self,
        seed: T,
    ) -> Result<Option<T::Value>, A::Error> {
        self.0.next_element_seed(Capture(seed))
    }

    fn size_hint(&self) -> Option<usize> {
        self.0.size_hint()
    }
}

impl<'de, A: MapAccess<'de>> MapAccess<'de> for Capture<A> {
    type Error = A::Error;

    fn next_key_seed<K: DeserializeSeed<'de>>(
        &mut self,
        seed: K,
    ) -> Result<Option<K::Value>, A::Error> {
        self.0.next_key_seed(CaptureKey(seed))
    }

    fn next_value_seed<T: DeserializeSeed<'de>>(&mut self, seed: T) -> Result<T::Value, A::Error> {
        self.0.next_value_seed(Capture(seed))
    }

    fn size_hint(&self) -> Option<usize> {
        self.0.size_hint()
    }
}

impl<'de, A: EnumAccess<'de>> EnumAccess<'de> for Capture<A> {
    type Error = A::Error;
    type Variant = Capture<A::Variant>;

    fn variant_seed<V: DeserializeSeed<'de>>(
        self,
        seed: V,
    ) -> Result<(V::Value, Self::Variant), A::Error> {
        let (name, content) = self.0.variant_seed(seed)?;
        Ok((name, Capture(content)))
    }
}

impl<'de, A: VariantAccess<'de>> VariantAccess<'de> for Capture<A> {
    type Error = A::Error;

    fn unit_variant(self) -> Result<(), A::Error> {
        self.0.unit_variant()
    }

    fn newtype_variant_seed<T: DeserializeSeed<'de>>(self, seed: T) -> Result<T::Value, A::Error> {
        self.0.newtype_variant_seed(Capture(seed))
    }

    fn tuple_variant<V: Visitor<'de>>(self, len: usize, visitor: V) -> Result<V::Value, A::Error> {
        self.0.tuple_variant(len, Capture(visitor))
    }

    fn struct_variant<V: Visitor<'de>>(
        self,
        fields: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, A::Error> {
        self.0.struct_variant(fields, Capture(visitor))
    }
}
