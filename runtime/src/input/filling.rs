//! From JSON into the slots of an input type, as far as the type does not matter.

use serde_json::{Map, Value};

use super::finish::Finish;
use super::misfit::Misfit;
use super::mistake::{self, Place};
use super::problem::{InputProblem, pointer};
use super::shape::no_object;
use super::text::parse;
use super::tree::Tree;
use super::{Input, schema};

/// The slots of some input type.
pub(super) trait Slots {
    /// Which field a key belongs to.
    fn index(&self, key: &str) -> Option<usize>;

    /// Empties all.
    fn clear(&mut self);

    /// Reads a value into the slot with this index.
    fn fill(&mut self, index: usize, value: Tree<'_>) -> Result<(), Misfit>;

    /// Reads the text of an object, without a tree in between. Stops at a value of the wrong type.
    fn read_text(&mut self, text: &str, finish: &mut Finish<'_>) -> serde_json::Result<()>;
}

/// Reads an input into slots.
///
/// # Errors
///
/// If the input is no object; all else is reported to `finish`.
pub(super) fn fill(
    input: Input,
    finish: &mut Finish<'_>,
    slots: &mut dyn Slots,
) -> Result<(), Vec<InputProblem>> {
    match input {
        Input::Value(Value::Object(members)) => read(members, finish, slots),
        Input::Value(Value::Null) => {}
        Input::Value(other) => return Err(no_object(&other)),
        Input::Text(text) => {
            if slots.read_text(&text, finish).is_err() {
                slots.clear();
                finish.clear();
                return fill(Input::Value(parse(&text)?), finish, slots);
            }
        }
    }
    Ok(())
}

/// Reads what no field takes into the slot of the flattened one.
pub(super) fn fill_flattened(index: usize, finish: &mut Finish<'_>, slots: &mut dyn Slots) {
    let mut rest = Value::Object(finish.take_rest(index));
    if let Err(misfit) = mistake::read(&mut rest, |tree| slots.fill(index, tree)) {
        report(index, String::new(), &rest, &misfit, finish);
    }
}

fn read(members: Map<String, Value>, finish: &mut Finish<'_>, slots: &mut dyn Slots) {
    for (key, mut value) in members {
        match slots.index(&key) {
            Some(index) if finish.is_first(index) => {
                if let Err(misfit) = mistake::read(&mut value, |tree| slots.fill(index, tree)) {
                    report(index, pointer("", &key), &value, &misfit, finish);
                }
            }
            Some(_) => {}
            None => finish.other(key, value),
        }
    }
}

#[cold]
fn report(index: usize, base: String, value: &Value, misfit: &Misfit, finish: &mut Finish<'_>) {
    let field = &finish.fields()[index];
    let root = schema::of_fields(&finish.fields()[index..=index]);
    let place = Place {
        base,
        schema: if field.flatten {
            &root
        } else {
            &root["properties"][field.name]
        },
        root: &root,
        secret: field.secret,
    };
    finish.report(index, place.mistake(misfit, value));
}
