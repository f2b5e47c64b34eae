//! Decoding of JSON into an input type: fast for valid input, with precise errors for invalid input.
//!
//! Text is decoded without an intermediate tree. Only if a value is refused is the text parsed into a
//! [`Tree`](super::tree), whose errors hold the path of the offending value.
//!
//! This code is compiled for every action. Everything that does not depend on the input type is in [`slots`].

use std::fmt;
use std::marker::PhantomData;

use serde::de::{DeserializeSeed, Deserializer, IgnoredAny, MapAccess, Visitor};

use serde_json::Value;

use super::RawInput;
use super::field_checker::{FieldChecker, sorted_problems};
use super::input_fields::InputFields;
use super::problem::InputProblem;
use super::slots::{self, Slots};
use super::strict::Strict;
use super::tree::Tree;
use super::type_mismatch::TypeMismatch;

/// Decodes an input made of fields.
///
/// # Errors
///
/// All problems of the input.
// Called from several places; compiled once for each type.
#[inline(never)]
pub(crate) fn decode<T: InputFields>(input: RawInput) -> Result<T, Vec<InputProblem>> {
    let mut slots = T::empty();
    let mut checker = FieldChecker::new(T::fields());
    slots::fill(input, &mut checker, &mut SlotsOf::<T>(&mut slots))?;
    if let Some(index) = T::FREE_FORM {
        slots::fill_flattened(index, &mut checker, &mut SlotsOf::<T>(&mut slots));
    }
    match (T::from_slots(slots, &mut checker), checker.problems) {
        (Some(input), None) => Ok(input),
        (_, problems) => Err(sorted_problems(problems)),
    }
}

/// Checks the constraints of an input that a typed call has built. Does not allocate if the input is valid.
///
/// # Errors
///
/// All problems of the input.
pub(crate) fn check<T: InputFields>(input: &T) -> Result<(), Vec<InputProblem>> {
    let mut checker = FieldChecker::new(T::fields());
    input.check(&mut checker);
    match checker.problems {
        None => Ok(()),
        problems => Err(sorted_problems(problems)),
    }
}

/// The slots of an input type as an object of the trait [`Slots`].
struct SlotsOf<'a, T: InputFields>(&'a mut T::Slots);

impl<T: InputFields> Slots for SlotsOf<'_, T> {
    fn index(&self, key: &str) -> Option<usize> {
        T::index(key)
    }

    fn clear(&mut self) {
        *self.0 = T::empty();
    }

    fn fill(&mut self, index: usize, value: Tree<'_>) -> Result<(), TypeMismatch> {
        T::fill(self.0, index, value)
    }

    fn read_text(&mut self, text: &str, checker: &mut FieldChecker<'_>) -> serde_json::Result<()> {
        let mut deserializer = serde_json::Deserializer::from_str(text);
        let slots = &mut *self.0;
        deserializer.deserialize_map(Inputs::<T> { slots, checker })?;
        deserializer.end()
    }
}

/// The visitor that decodes text directly into the slots.
struct Inputs<'a, 'f, T: InputFields> {
    slots: &'a mut T::Slots,
    checker: &'a mut FieldChecker<'f>,
}

impl<'de, T: InputFields> Visitor<'de> for Inputs<'_, '_, T> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object with the action's inputs")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        let Self { slots, checker } = self;
        while let Some(key) = map.next_key_seed(Keys(T::index))? {
            match key {
                Key::Field(index) if checker.record_field(index) => {
                    if checker.fields()[index].secret {
                        let value = map.next_value_seed(any())?;
                        let filled = slots::fill_secret(index, value, &mut SlotsOf::<T>(slots));
                        filled.map_err(serde::de::Error::custom)?;
                        continue;
                    }
                    map.next_value_seed(Slot::<T> { slots, index })?;
                }
                Key::Field(_) => drop(map.next_value::<IgnoredAny>()?),
                Key::Other(key) => checker.record_unknown_key(key, map.next_value_seed(any())?),
            }
        }
        Ok(())
    }
}

/// The seed of any value, in which keys must differ.
fn any() -> Strict<PhantomData<Value>> {
    Strict(PhantomData)
}

pub(super) enum Key {
    Field(usize),
    Other(String),
}

/// Looks up a key without copying it.
pub(super) struct Keys(pub(super) fn(&str) -> Option<usize>);

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
        T::fill(self.slots, self.index, Strict(deserializer))
    }
}
