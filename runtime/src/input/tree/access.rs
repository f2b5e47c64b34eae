//! Items of arrays and members of objects; they add their index or key to an error.

use serde::de::{DeserializeSeed, Error, MapAccess, SeqAccess, Visitor};
use serde_json::{Map, Value, map};

use super::Tree;
use super::key::Key;
use crate::input::type_mismatch::TypeMismatch;

pub(super) fn visit_items<'de, V: Visitor<'de>>(
    items: &mut [Value],
    visitor: V,
) -> Result<V::Value, TypeMismatch> {
    let count = items.len();
    let mut items = Items {
        items: items.iter_mut(),
        count,
    };
    let visited = visitor.visit_seq(&mut items)?;
    match items.items.len() {
        0 => Ok(visited),
        _ => Err(TypeMismatch::invalid_length(
            count,
            &"fewer elements in array",
        )),
    }
}

struct Items<'a> {
    items: std::slice::IterMut<'a, Value>,
    count: usize,
}

impl<'de> SeqAccess<'de> for Items<'_> {
    type Error = TypeMismatch;

    fn next_element_seed<T: DeserializeSeed<'de>>(
        &mut self,
        seed: T,
    ) -> Result<Option<T::Value>, TypeMismatch> {
        let Some(item) = self.items.next() else {
            return Ok(None);
        };
        match seed.deserialize(Tree(item)) {
            Ok(item) => Ok(Some(item)),
            Err(mismatch) => Err(mismatch.within(self.count - self.items.len() - 1)),
        }
    }

    fn size_hint(&self) -> Option<usize> {
        Some(self.items.len())
    }
}

pub(super) fn visit_members<'de, V: Visitor<'de>>(
    members: &mut Map<String, Value>,
    visitor: V,
) -> Result<V::Value, TypeMismatch> {
    let count = members.len();
    let mut members = Members {
        members: members.iter_mut(),
        current: None,
    };
    let visited = visitor.visit_map(&mut members)?;
    match members.members.len() {
        0 => Ok(visited),
        _ => Err(TypeMismatch::invalid_length(
            count,
            &"fewer elements in map",
        )),
    }
}

struct Members<'a> {
    members: map::IterMut<'a>,
    current: Option<(&'a String, &'a mut Value)>,
}

impl<'de> MapAccess<'de> for Members<'_> {
    type Error = TypeMismatch;

    fn next_key_seed<K: DeserializeSeed<'de>>(
        &mut self,
        seed: K,
    ) -> Result<Option<K::Value>, TypeMismatch> {
        let Some((key, value)) = self.members.next() else {
            return Ok(None);
        };
        self.current = Some((key, value));
        match seed.deserialize(Key(key)) {
            Ok(read) => Ok(Some(read)),
            Err(mismatch) => Err(mismatch.of_key().within(key)),
        }
    }

    fn next_value_seed<T: DeserializeSeed<'de>>(
        &mut self,
        seed: T,
    ) -> Result<T::Value, TypeMismatch> {
        let Some((key, value)) = self.current.take() else {
            return Err(TypeMismatch::custom("a value is requested before its key"));
        };
        seed.deserialize(Tree(value))
            .map_err(|mismatch| mismatch.within(key))
    }

    fn size_hint(&self) -> Option<usize> {
        Some(self.members.len())
    }
}
