//! Decoding of JSON into the slots of an input type; the part that does not depend on the type.

use serde::de::IgnoredAny;
use serde_json::{Map, Value};

use super::field_checker::FieldChecker;
use super::object_text::{NotRead, ObjectText};
use super::problem::{InputProblem, pointer};
use super::shape::not_an_object;
use super::source::InputSource;
use super::text::parse;
use super::type_mismatch::TypeMismatch;
use super::value_location::ValueLocation;
use super::whole_floats;
use super::{RawInput, render, schema};
use crate::secret::scope;

/// The slots of an input type.
pub(super) trait Slots {
    /// Returns the index of the field with this key.
    fn index(&self, key: &str) -> Option<usize>;

    /// Empties all slots.
    fn clear(&mut self);

    /// Decodes a value into the slot with this index.
    fn fill(&mut self, index: usize, value: InputSource<'_, '_>) -> Result<(), TypeMismatch>;
}

/// Decodes an input into slots and reports the problems of its fields to `checker`.
///
/// # Errors
///
/// If the input is not an object, or its text is not valid JSON.
pub(super) fn fill(
    input: RawInput,
    checker: &mut FieldChecker<'_>,
    slots: &mut dyn Slots,
) -> Result<(), Vec<InputProblem>> {
    let input = match input {
        RawInput::Value(value) => value,
        RawInput::Text(text) => {
            if fill_from_text(&text, checker, slots).is_ok() {
                return Ok(());
            }
            slots.clear();
            checker.reset();
            parse(&text)?
        }
    };
    match input {
        Value::Object(members) => fill_fields(members, checker, slots),
        Value::Null => {}
        other => return Err(not_an_object(&other)),
    }
    Ok(())
}

/// Decodes the text of an object without an intermediate tree. Stops at a value of the wrong type.
fn fill_from_text(
    text: &str,
    checker: &mut FieldChecker<'_>,
    slots: &mut dyn Slots,
) -> Result<(), NotRead> {
    let mut members = ObjectText::of(text)?;
    while let Some(key) = members.key()? {
        match slots.index(&key) {
            Some(index) if checker.record_field(index) => {
                let filled = if checker.fields()[index].secret {
                    fill_secret(index, members.value()?, slots)
                } else {
                    slots.fill(index, InputSource::Text(&mut members))
                };
                filled.map_err(|_| NotRead)?;
            }
            Some(_) => drop(members.value::<IgnoredAny>()?),
            None => checker.record_unknown_key(key.into_owned(), members.value()?),
        }
    }
    Ok(())
}

/// Decodes the keys of no other field into the slot of the flattened field.
pub(super) fn fill_flattened(index: usize, checker: &mut FieldChecker<'_>, slots: &mut dyn Slots) {
    let mut rest = Value::Object(checker.take_flattened(index));
    if checker.fields()[index].secret {
        render::note(&rest, true);
    }
    if let Err(mismatch) = whole_floats::read(&mut rest, &mut |tree| {
        slots.fill(index, InputSource::Tree(tree))
    }) {
        report(index, String::new(), &rest, &mismatch, checker);
    }
}

fn fill_fields(members: Map<String, Value>, checker: &mut FieldChecker<'_>, slots: &mut dyn Slots) {
    for (key, mut value) in members {
        match slots.index(&key) {
            Some(index) if checker.record_field(index) => {
                if checker.fields()[index].secret {
                    scope::note(value.clone());
                }
                if let Err(mismatch) = whole_floats::read(&mut value, &mut |tree| {
                    slots.fill(index, InputSource::Tree(tree))
                }) {
                    report(index, pointer("", &key), &value, &mismatch, checker);
                }
            }
            Some(_) => {}
            None => checker.record_unknown_key(key, value),
        }
    }
}

/// Decodes a secret value into its slot, and notes it first.
#[cold]
fn fill_secret(index: usize, mut value: Value, slots: &mut dyn Slots) -> Result<(), TypeMismatch> {
    scope::note(value.clone());
    whole_floats::read(&mut value, &mut |tree| {
        slots.fill(index, InputSource::Tree(tree))
    })
}

#[cold]
fn report(
    index: usize,
    at: String,
    value: &Value,
    mismatch: &TypeMismatch,
    checker: &mut FieldChecker<'_>,
) {
    let field = &checker.fields()[index];
    let root = schema::of_fields(&checker.fields()[index..=index]);
    let location = ValueLocation {
        pointer: at,
        schema: if field.flatten {
            &root
        } else {
            &root["properties"][field.name]
        },
        root: &root,
        secret: field.secret,
    };
    for problem in location.problems(mismatch, value) {
        checker.report(index, problem);
    }
}
