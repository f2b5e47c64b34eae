//! A serde deserializer for a JSON tree that is not used afterwards.
//!
//! It moves texts out of the tree instead of copying them. Everything else stays in place, so that an error can
//! describe the value at its path.

mod access;
mod key;
mod names;
mod variant;

use serde::de::{Deserializer, Error, Expected, Unexpected, Visitor};
use serde_json::{Number, Value};

use self::access::{visit_items, visit_members};
pub(super) use self::key::{Key, with_integer_keys};
pub(super) use self::names::{Names, place_of, recording};
use self::variant::Variant;
use super::type_mismatch::TypeMismatch;

/// A JSON tree, or a part of it, that is read once.
pub(super) struct Tree<'a>(pub(super) &'a mut Value);

impl Tree<'_> {
    #[cold]
    fn refuse<T>(&self, expected: &dyn Expected) -> Result<T, TypeMismatch> {
        let unexpected = match &*self.0 {
            Value::Null => Unexpected::Unit,
            Value::Bool(value) => Unexpected::Bool(*value),
            Value::Number(number) => match (number.as_u64(), number.as_i64(), number.as_f64()) {
                (Some(number), ..) => Unexpected::Unsigned(number),
                (_, Some(number), _) => Unexpected::Signed(number),
                (.., number) => Unexpected::Float(number.unwrap_or(f64::NAN)),
            },
            Value::String(text) => Unexpected::Str(text),
            Value::Array(_) => Unexpected::Seq,
            Value::Object(_) => Unexpected::Map,
        };
        Err(TypeMismatch::invalid_type(unexpected, expected))
    }
}

/// serde has one method for each number type; JSON has one kind of number.
macro_rules! numbers {
    ($($method:ident)*) => { $(
        fn $method<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, TypeMismatch> {
            match self.0 {
                Value::Number(number) => visit_number(number, visitor),
                _ => self.refuse(&visitor),
            }
        }
    )* };
}

impl<'de> Deserializer<'de> for Tree<'_> {
    type Error = TypeMismatch;

    numbers! {
        deserialize_i8 deserialize_i16 deserialize_i32 deserialize_i64 deserialize_i128
        deserialize_u8 deserialize_u16 deserialize_u32 deserialize_u64 deserialize_u128
        deserialize_f32 deserialize_f64
    }

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, TypeMismatch> {
        match self.0 {
            Value::Null => visitor.visit_unit(),
            Value::Bool(value) => visitor.visit_bool(*value),
            Value::Number(number) => visit_number(number, visitor),
            Value::String(text) => visitor.visit_string(std::mem::take(text)),
            Value::Array(items) => visit_items(items, visitor),
            Value::Object(members) => visit_members(members, visitor),
        }
    }

    fn deserialize_bool<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, TypeMismatch> {
        match self.0 {
            Value::Bool(value) => visitor.visit_bool(*value),
            _ => self.refuse(&visitor),
        }
    }

    fn deserialize_char<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, TypeMismatch> {
        self.deserialize_str(visitor)
    }

    // The text stays in the tree: a visitor of `&str` parses it and may refuse it, and the error shows it.
    fn deserialize_str<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, TypeMismatch> {
        match self.0 {
            Value::String(text) => visitor.visit_str(text),
            _ => self.refuse(&visitor),
        }
    }

    fn deserialize_string<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, TypeMismatch> {
        match self.0 {
            Value::String(text) => visitor.visit_string(std::mem::take(text)),
            _ => self.refuse(&visitor),
        }
    }

    fn deserialize_bytes<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, TypeMismatch> {
        match self.0 {
            Value::String(text) => visitor.visit_str(text),
            Value::Array(items) => visit_items(items, visitor),
            _ => self.refuse(&visitor),
        }
    }

    fn deserialize_byte_buf<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, TypeMismatch> {
        self.deserialize_bytes(visitor)
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, TypeMismatch> {
        match self.0 {
            Value::Null => visitor.visit_none(),
            _ => visitor.visit_some(self),
        }
    }

    fn deserialize_unit<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, TypeMismatch> {
        match self.0 {
            Value::Null => visitor.visit_unit(),
            _ => self.refuse(&visitor),
        }
    }

    fn deserialize_unit_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        visitor: V,
    ) -> Result<V::Value, TypeMismatch> {
        self.deserialize_unit(visitor)
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        visitor: V,
    ) -> Result<V::Value, TypeMismatch> {
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_seq<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, TypeMismatch> {
        match self.0 {
            Value::Array(items) => visit_items(items, visitor),
            _ => self.refuse(&visitor),
        }
    }

    fn deserialize_tuple<V: Visitor<'de>>(
        self,
        _: usize,
        visitor: V,
    ) -> Result<V::Value, TypeMismatch> {
        self.deserialize_seq(visitor)
    }

    fn deserialize_tuple_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: usize,
        visitor: V,
    ) -> Result<V::Value, TypeMismatch> {
        self.deserialize_seq(visitor)
    }

    fn deserialize_map<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, TypeMismatch> {
        match self.0 {
            Value::Object(members) => visit_members(members, visitor),
            _ => self.refuse(&visitor),
        }
    }

    // serde also accepts an array for a struct, by position, which the schema does not.
    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        keys: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, TypeMismatch> {
        names::record(self.0, keys, false);
        self.deserialize_map(visitor)
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _: &'static str,
        variants: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, TypeMismatch> {
        names::record(self.0, variants, true);
        match self.0 {
            Value::String(name) => visitor.visit_enum(Variant {
                name,
                variants,
                content: None,
            }),
            Value::Object(members) if members.len() == 1 => {
                let variant = members.iter_mut().next().map(|(name, content)| Variant {
                    name,
                    variants,
                    content: Some(content),
                });
                variant.map_or_else(
                    || {
                        Err(TypeMismatch::custom(
                            "an object of one member has no member",
                        ))
                    },
                    |variant| visitor.visit_enum(variant),
                )
            }
            Value::Object(_) => Err(TypeMismatch::invalid_value(
                Unexpected::Map,
                &"an object with a single key, the variant",
            )),
            _ => self.refuse(&"a string or an object with a single key, the variant"),
        }
    }

    fn deserialize_identifier<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, TypeMismatch> {
        self.deserialize_str(visitor)
    }

    fn deserialize_ignored_any<V: Visitor<'de>>(
        self,
        visitor: V,
    ) -> Result<V::Value, TypeMismatch> {
        visitor.visit_unit()
    }
}

fn visit_number<'de, V: Visitor<'de>>(
    number: &Number,
    visitor: V,
) -> Result<V::Value, TypeMismatch> {
    match (number.as_u64(), number.as_i64(), number.as_f64()) {
        (Some(number), ..) => visitor.visit_u64(number),
        (_, Some(number), _) => visitor.visit_i64(number),
        (.., Some(number)) => visitor.visit_f64(number),
        _ => Err(TypeMismatch::custom(
            "the number cannot be represented in JSON",
        )),
    }
}
