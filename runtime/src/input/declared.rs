//! The names of a type's members in the order of their declaration, which a schema does not keep.

use std::fmt;

use serde::de::{Deserializer, Error, Visitor};
use serde::forward_to_deserialize_any;

use super::value::InputValue;

/// Returns the names that a struct passes to its deserializer, aliases included; none for other types and for
/// structs with flattened members.
pub(super) fn names<T: InputValue>() -> Vec<&'static str> {
    match T::decode(Names) {
        Err(Found(names)) => names.to_vec(),
        Ok(_) => Vec::new(),
    }
}

/// A deserializer that reads nothing.
struct Names;

/// The "error" with the names.
struct Found(&'static [&'static str]);

impl<'de> Deserializer<'de> for Names {
    type Error = Found;

    fn deserialize_any<V: Visitor<'de>>(self, _: V) -> Result<V::Value, Found> {
        Err(Found(&[]))
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        names: &'static [&'static str],
        _: V,
    ) -> Result<V::Value, Found> {
        Err(Found(names))
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        visitor: V,
    ) -> Result<V::Value, Found> {
        visitor.visit_newtype_struct(self)
    }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf option unit
        unit_struct seq tuple tuple_struct map enum identifier ignored_any
    }
}

impl Error for Found {
    fn custom<M: fmt::Display>(_: M) -> Self {
        Self(&[])
    }
}

impl fmt::Debug for Found {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?}", self.0)
    }
}

impl fmt::Display for Found {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(self, f)
    }
}

impl std::error::Error for Found {}
