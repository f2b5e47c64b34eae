//! Deserializer for keys of objects.

use std::cell::Cell;

use serde::de::{Deserializer, Error, IntoDeserializer, Unexpected, Visitor};
use serde::forward_to_deserialize_any;
use serde_json::Number;

use super::visit_number;
use crate::input::type_mismatch::TypeMismatch;

thread_local! {
    /// True while keys that are integers are read as integers where the type of the key is not known.
    static AS_INTEGERS: Cell<bool> = const { Cell::new(false) };
}

/// Reads keys that are integers as integers where the type of the key is not known: serde buffers the values of
/// flattened members and of enums without external tags, and refuses a buffered text as the key of a
/// `BTreeMap<u16, T>`.
pub(in crate::input) fn with_integer_keys<T>(read: impl FnOnce() -> T) -> T {
    struct Reset(bool);
    impl Drop for Reset {
        fn drop(&mut self) {
            AS_INTEGERS.set(self.0);
        }
    }
    let _reset = Reset(AS_INTEGERS.replace(true));
    read()
}

/// Returns the integer that a key is: an optional minus sign and digits. Leading zeros are not JSON, but the schema
/// of integer keys allows them.
fn integer(key: &str) -> Option<Number> {
    let number = key.parse::<i128>().ok().filter(|_| !key.starts_with('+'))?;
    Number::from_i128(number)
}

/// The key of a member.
pub(in crate::input) struct Key<'a>(pub(in crate::input) &'a str);

/// JSON keys are texts; for a map with number keys, the text is parsed as a number.
macro_rules! numbers {
    ($($method:ident)*) => { $(
        fn $method<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, TypeMismatch> {
            let number = match integer(self.0) {
                Some(number) => Ok(number),
                None => self.0.parse::<Number>(),
            };
            match number {
                Ok(number) => visit_number(&number, visitor),
                Err(_) => Err(TypeMismatch::invalid_type(Unexpected::Str(self.0), &visitor)),
            }
        }
    )* };
}

impl<'de> Deserializer<'de> for Key<'_> {
    type Error = TypeMismatch;

    numbers! {
        deserialize_i8 deserialize_i16 deserialize_i32 deserialize_i64 deserialize_i128
        deserialize_u8 deserialize_u16 deserialize_u32 deserialize_u64 deserialize_u128
        deserialize_f32 deserialize_f64
    }

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, TypeMismatch> {
        let number = AS_INTEGERS.get().then(|| integer(self.0)).flatten();
        match number {
            Some(number) => visit_number(&number, visitor),
            None => visitor.visit_str(self.0),
        }
    }

    fn deserialize_bool<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, TypeMismatch> {
        match self.0 {
            "true" => visitor.visit_bool(true),
            "false" => visitor.visit_bool(false),
            other => Err(TypeMismatch::invalid_type(Unexpected::Str(other), &visitor)),
        }
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, TypeMismatch> {
        visitor.visit_some(self)
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        visitor: V,
    ) -> Result<V::Value, TypeMismatch> {
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        name: &'static str,
        variants: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, TypeMismatch> {
        self.0
            .into_deserializer()
            .deserialize_enum(name, variants, visitor)
    }

    fn deserialize_str<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, TypeMismatch> {
        visitor.visit_str(self.0)
    }

    fn deserialize_string<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, TypeMismatch> {
        visitor.visit_str(self.0)
    }

    fn deserialize_char<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, TypeMismatch> {
        visitor.visit_str(self.0)
    }

    fn deserialize_identifier<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, TypeMismatch> {
        visitor.visit_str(self.0)
    }

    forward_to_deserialize_any! {
        bytes byte_buf unit unit_struct seq tuple tuple_struct map struct ignored_any
    }
}
