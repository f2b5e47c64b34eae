//! A serde deserializer over a JSON tree that nobody needs afterwards.
//!
//! Texts are moved out of the tree instead of copied, everything else stays where it is; so an error can
//! still be explained by the tree, whose place in it the error carries.

use std::fmt;

use serde::de::{
    DeserializeSeed, Deserializer, EnumAccess, Error as _, Expected, IntoDeserializer, MapAccess,
    SeqAccess, Unexpected, VariantAccess, Visitor,
};
use serde::forward_to_deserialize_any;
use serde_json::{Map, Value, map};

use super::tree_key::Key;

/// Why a tree is not of a type, and where.
pub struct Misfit {
    /// What the type says.
    pub(super) message: String,
    /// The keys and indices that lead to the place, the innermost first.
    path: Vec<String>,
}

impl Misfit {
    /// The keys and indices that lead to the place, the outermost first.
    pub(super) fn path(&self) -> impl Iterator<Item = &str> {
        self.path.iter().rev().map(String::as_str)
    }

    #[cold]
    fn below(mut self: Box<Self>, key: impl ToString) -> Box<Self> {
        self.path.push(key.to_string());
        self
    }
}

/// Boxed, so that it does not make every `Result` large.
type Error = Box<Misfit>;

impl serde::de::Error for Error {
    #[cold]
    fn custom<T: fmt::Display>(message: T) -> Self {
        let (message, path) = (message.to_string(), Vec::new());
        Box::new(Misfit { message, path })
    }
}
