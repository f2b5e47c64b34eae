//! Inputs as they are shown (validation, dry run, `Debug`), and the secrets of an input that was not decoded.

use serde_json::{Map, Value};

use super::render;
use crate::json_schema::{Node, mask_secrets, secret_values};
use crate::linked::LinkedAction;
use crate::redactor::Redactor;
use crate::secret::scope::{self, Notes};

/// Adds the secrets of an input that its decoder did not read: defaults, and all of an input that a typed call has
/// built. They are found as far as its types can be serialized.
#[cold]
pub(crate) fn note_unread(linked: &LinkedAction, to_json: &dyn Fn() -> Value, notes: &mut Notes) {
    if !linked.has_secrets() {
        return;
    }
    let (input, found) = scope::noting(to_json);
    notes.values.extend(found.values);
    notes.keys.extend(found.keys);
    // Types can be marked as secret in other ways than by `Secret`.
    notes
        .values
        .extend(secret_values(&input, Node::root(linked.input_schema())));
}

/// Returns an input with its secrets masked. What cannot be serialized is shown as it was given.
pub(crate) fn shown(
    linked: &LinkedAction,
    to_json: &dyn Fn() -> Value,
    redactor: &Redactor,
    given: Option<Value>,
) -> Value {
    let input = scope::showing(to_json);
    finish(linked, input, redactor, given)
}

/// Returns an input that was built in Rust with its secrets masked, for `Debug`.
pub(crate) fn shown_typed(linked: &LinkedAction, to_json: &dyn Fn() -> Value) -> Value {
    let mut notes = Notes::default();
    note_unread(linked, to_json, &mut notes);
    shown(linked, to_json, &Redactor::of(&notes), None)
}

fn finish(
    linked: &LinkedAction,
    mut input: Value,
    redactor: &Redactor,
    given: Option<Value>,
) -> Value {
    let given = given.map(|mut given| {
        redactor.redact_input(&mut given);
        given
    });
    match given {
        // The type of a hand-written action cannot be serialized.
        Some(given) if input.is_null() => input = given,
        given => {
            let mut given = match given {
                Some(Value::Object(members)) => members,
                _ => Map::new(),
            };
            render::fill_in(&mut input, &mut given);
        }
    }
    if linked.has_secrets() {
        mask_secrets(&mut input, Node::root(linked.input_schema()));
    }
    redactor.redact(&mut input);
    input
}
