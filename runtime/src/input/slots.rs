//! Decoding of JSON into the slots of an input type; the part that does not depend on the type.

use serde_json::{Map, Value};

use super::field_checker::FieldChecker;
use super::problem::{InputProblem, pointer};
use super::shape::not_an_object;
use super::text::parse;
use super::tree::Tree;
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
    fn fill(&mut self, index: usize, value: Tree<'_>) -> Result<(), TypeMismatch>;

    /// Decodes the text of an object without an intermediate tree. Stops at a value of the wrong type.
    fn read_text(&mut self, text: &str, checker: &mut FieldChecker<'_>) -> serde_json::Result<()>;
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
    match input {
        RawInput::Value(Value::Object(members)) => fill_fields(members, checker, slots),
        RawInput::Value(Value::Null) => {}
        RawInput::Value(other) => return Err(not_an_object(&other)),
        RawInput::Text(text) => {
            if slots.read_text(&text, checker).is_err() {
                slots.clear();
                checker.reset();
                return fill(RawInput::Value(parse(&text)?), checker, slots);
            }
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
    if let Err(mismatch) = whole_floats::read(&mut rest, |tree| slots.fill(index, tree)) {
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
                if let Err(mismatch) =
                    whole_floats::read(&mut value, |tree| slots.fill(index, tree))
                {
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
pub(super) fn fill_secret(
    index: usize,
    mut value: Value,
    slots: &mut dyn Slots,
) -> Result<(), TypeMismatch> {
    scope::note(value.clone());
    whole_floats::read(&mut value, |tree| slots.fill(index, tree))
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
