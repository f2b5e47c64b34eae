//! Types that derive `Input` as the type of an input, or of a part of one: their `Deserialize` and `JsonSchema`.

use std::fmt;

use schemars::{Schema, SchemaGenerator};
use serde::de::{DeserializeSeed, Deserializer, Error, IgnoredAny, MapAccess, Visitor};
use serde_json::Value;

use super::carried_problems::error;
use super::field_checker::{FieldChecker, sorted_problems};
use super::input_fields::InputFields;
use super::schema;
use super::source::Member;

/// Decodes a type that derives `Input`, and checks its constraints.
///
/// # Errors
///
/// If a member has another type, is missing, unknown or violates a constraint.
pub fn deserialize<'de, T: InputFields, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<T, D::Error> {
    deserializer.deserialize_struct(
        "",
        T::DECLARATION.keys,
        Members::<T>(std::marker::PhantomData),
    )
}

struct Members<T>(std::marker::PhantomData<fn() -> T>);

impl<'de, T: InputFields> Visitor<'de> for Members<T> {
    type Value = T;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<T, A::Error> {
        let mut slots = T::empty();
        let mut checker = FieldChecker::nested(T::fields());
        while let Some(key) = map.next_key_seed(Keys(T::index))? {
            match key {
                Key::Field(index) if checker.record_field(index) => {
                    let slots = &mut slots;
                    map.next_value_seed(Slot::<T> { slots, index })?;
                }
                Key::Field(_) => drop(map.next_value::<IgnoredAny>()?),
                Key::Other(key) => checker.record_unknown_key(key, map.next_value()?),
            }
        }
        if let Some(index) = T::FREE_FORM {
            let rest = Value::Object(checker.take_flattened(index));
            T::fill(&mut slots, index, Member::new(rest)).map_err(A::Error::custom)?;
        }
        match (T::from_slots(slots, &mut checker), checker.problems) {
            (Some(value), None) => Ok(value),
            (_, problems) => Err(error(sorted_problems(problems))),
        }
    }
}

enum Key {
    Field(usize),
    Other(String),
}

/// Looks up a key without copying it.
struct Keys(fn(&str) -> Option<usize>);

impl<'de> DeserializeSeed<'de> for Keys {
    type Value = Key;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Key, D::Error> {
        deserializer.deserialize_str(self)
    }
}

impl Visitor<'_> for Keys {
    type Value = Key;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the name of an input")
    }

    fn visit_str<E>(self, key: &str) -> Result<Key, E> {
        Ok(match self.0(key) {
            Some(index) => Key::Field(index),
            None => Key::Other(key.to_owned()),
        })
    }
}

struct Slot<'a, T: InputFields> {
    slots: &'a mut T::Slots,
    index: usize,
}

impl<'de, T: InputFields> DeserializeSeed<'de> for Slot<'_, T> {
    type Value = ();

    #[inline]
    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        T::fill(self.slots, self.index, Member::new(deserializer))
    }
}

/// Returns the schema of a type that derives `Input`, as a part of another schema.
///
/// # Panics
///
/// Never: the schema is an object.
pub fn members_schema<T: InputFields>(generator: &mut SchemaGenerator) -> Schema {
    let rules = T::DECLARATION.all_rules();
    let schema = schema::of_members(T::fields(), &rules, T::DOCS, generator);
    Schema::try_from(schema).unwrap_or_default()
}
