//! Members of objects, whose keys must differ.

use std::borrow::Cow;
use std::collections::HashSet;
use std::fmt;

use serde::de::{Deserialize, DeserializeSeed, Deserializer, Error, MapAccess, Visitor};

use super::Strict;
use crate::input::tree::Key;

/// The members of an object. Refuses a key that is given twice.
pub(super) struct Members<'de, A> {
    members: A,
    seen: Seen<'de>,
}

impl<A> Members<'_, A> {
    pub(super) fn new(members: A) -> Self {
        Self {
            members,
            seen: Seen::default(),
        }
    }
}

impl<'de, A: MapAccess<'de>> MapAccess<'de> for Members<'de, A> {
    type Error = A::Error;

    #[inline]
    fn next_key_seed<K: DeserializeSeed<'de>>(
        &mut self,
        seed: K,
    ) -> Result<Option<K::Value>, A::Error> {
        let Some(Text(key)) = self.members.next_key()? else {
            return Ok(None);
        };
        let read = seed.deserialize(Key(&key)).map_err(A::Error::custom)?;
        if self.seen.insert(key) {
            Ok(Some(read))
        } else {
            Err(A::Error::custom("a key is given twice"))
        }
    }

    #[inline]
    fn next_value_seed<T: DeserializeSeed<'de>>(&mut self, seed: T) -> Result<T::Value, A::Error> {
        self.members.next_value_seed(Strict(seed))
    }

    #[inline]
    fn size_hint(&self) -> Option<usize> {
        self.members.size_hint()
    }
}

/// The keys of an object that were read. Most objects have few keys, without escapes: they need no allocation.
#[derive(Default)]
struct Seen<'de> {
    count: usize,
    first: [&'de str; 8],
    #[expect(
        clippy::box_collection,
        reason = "most objects have few keys, and a set is three times as large"
    )]
    more: Option<Box<HashSet<Cow<'de, str>>>>,
}

impl<'de> Seen<'de> {
    /// Returns false if the key is known.
    #[inline]
    fn insert(&mut self, key: Cow<'de, str>) -> bool {
        if self.first[..self.count].contains(&&*key) {
            return false;
        }
        match key {
            Cow::Borrowed(key) if self.count < self.first.len() && self.more.is_none() => {
                self.first[self.count] = key;
                self.count += 1;
                true
            }
            key => self.more.get_or_insert_default().insert(key),
        }
    }
}

/// The text of a key, borrowed if it has no escapes.
pub(super) struct Text<'de>(pub(super) Cow<'de, str>);

impl<'de> Deserialize<'de> for Text<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_str(OfText)
    }
}

struct OfText;

impl<'de> Visitor<'de> for OfText {
    type Value = Text<'de>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a key")
    }

    fn visit_borrowed_str<E>(self, key: &'de str) -> Result<Text<'de>, E> {
        Ok(Text(Cow::Borrowed(key)))
    }

    fn visit_str<E>(self, key: &str) -> Result<Text<'de>, E> {
        Ok(Text(Cow::Owned(key.to_owned())))
    }
}
