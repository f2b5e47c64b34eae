//! [`ValueSource`]: the value of a field, before it is decoded.

use std::marker::PhantomData;

use serde::de::{DeserializeOwned, Deserializer};
use serde_json::Value;

use super::object_text::ObjectText;
use super::tree::Tree;
use super::type_mismatch::TypeMismatch;

/// The value of a field, before it is decoded.
pub trait ValueSource {
    /// The error of a value that does not have the requested type.
    type Error;

    /// Decodes the value.
    ///
    /// # Errors
    ///
    /// If the value does not have this type.
    fn read<T: DeserializeOwned>(self) -> Result<T, Self::Error>;
}

/// The value of an input. A type is decoded from a tree and from text, but the functions of an action are compiled once
/// for both.
pub(super) enum InputSource<'a, 'de> {
    Tree(&'a mut Value),
    /// The next value of the text. Its error has no place: text that cannot be decoded is parsed into a tree.
    Text(&'a mut ObjectText<'de>),
}

impl ValueSource for InputSource<'_, '_> {
    type Error = TypeMismatch;

    fn read<T: DeserializeOwned>(self) -> Result<T, TypeMismatch> {
        match self {
            Self::Tree(value) => T::deserialize(Tree(value)),
            Self::Text(text) => text.value().map_err(serde::de::Error::custom),
        }
    }
}

/// A member of an object within an input.
pub(super) struct Member<'de, D>(D, PhantomData<&'de ()>);

impl<D> Member<'_, D> {
    #[inline]
    pub(super) fn new(deserializer: D) -> Self {
        Self(deserializer, PhantomData)
    }
}

impl<'de, D: Deserializer<'de>> ValueSource for Member<'de, D> {
    type Error = D::Error;

    #[inline]
    fn read<T: DeserializeOwned>(self) -> Result<T, D::Error> {
        T::deserialize(self.0)
    }
}
