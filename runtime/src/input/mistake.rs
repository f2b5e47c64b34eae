//! From an error of serde to a problem that says where it is and what is expected there.

use serde_json::Value;

use super::misfit::Misfit;
use super::problem::{InputProblem, pointer};
use super::tree::Tree;
use super::{describe, int_bounds, secrets};

/// Where an input, or a part of it, stands and what its schema says of it.
pub(super) struct Place<'a> {
    /// JSON pointer of the value.
    pub(super) base: String,
    /// The schema of the value.
    pub(super) schema: &'a Value,
    /// What the schema refers to.
    pub(super) root: &'a Value,
    /// Whether the value must not be shown.
    pub(super) secret: bool,
}

impl Place<'_> {
    /// Follows the path of an error through value and schema.
    pub(super) fn mistake(self, misfit: &Misfit, value: &Value) -> InputProblem {
        let Place {
            base: mut at,
            mut schema,
            root,
            secret,
        } = self;
        let mut value = value;
        for key in misfit.path() {
            at = pointer(&at, key);
            schema = describe::step(schema, root, key);
            let next = match value {
                Value::Object(map) => map.get(key),
                Value::Array(items) => key.parse().ok().and_then(|index: usize| items.get(index)),
                _ => None,
            };
            value = next.unwrap_or(&Value::Null);
        }
        // Something secret may be in the wrong place: then only types and their fields are told.
        let secret = secret || secrets::may_be_in(schema, root);
        if let (true, Some(message)) = (secret, misfit.about_type()) {
            return InputProblem::new(at, message);
        }
        let is_mismatch = ["invalid type", "invalid value", "unknown variant"]
            .iter()
            .any(|kind| misfit.message().starts_with(kind));
        // A text that was moved out can no longer be shown, and then the message itself names it.
        let is_gone = value.as_str() == Some("");
        if secret || (is_mismatch && !is_gone) {
            let got = describe::given(value, secret);
            let expected = if value.is_number() {
                // The width of the integer may be just what was missed.
                describe::in_words(
                    &int_bounds::spelt_out(describe::resolve(schema, root)),
                    root,
                )
            } else {
                describe::in_words(schema, root)
            };
            return InputProblem::mismatch(at, expected, Some(got));
        }
        InputProblem::new(at, misfit.message())
    }
}

/// Reads a value as often as it takes: as it is, and then with its whole floats (`3.0`) as integers,
/// because JSON Schema counts them among the integers and so do we.
///
/// Afterwards the value has lost texts, except in an error without them.
///
/// # Errors
///
/// That of the last attempt.
#[inline]
pub(super) fn read<T>(
    value: &mut Value,
    mut read: impl FnMut(Tree<'_>) -> Result<T, Misfit>,
) -> Result<T, Misfit> {
    // Asked first, because most values are texts.
    if value.is_string() || !has_whole_floats(value) {
        read(Tree(value))
    } else {
        read_whole(value, read)
    }
}

#[cold]
fn read_whole<T>(
    value: &mut Value,
    mut read: impl FnMut(Tree<'_>) -> Result<T, Misfit>,
) -> Result<T, Misfit> {
    let mut converted = value.clone();
    read(Tree(&mut value.clone())).or_else(|_| {
        convert(&mut converted);
        read(Tree(&mut converted))
    })
}

fn has_whole_floats(value: &Value) -> bool {
    match value {
        Value::Number(number) => number.is_f64() && whole(value).is_some(),
        Value::Array(items) => items.iter().any(has_whole_floats),
        Value::Object(members) => members.values().any(has_whole_floats),
        _ => false,
    }
}

fn convert(value: &mut Value) {
    match value {
        Value::Number(_) => {
            if let Some(integer) = whole(value) {
                *value = integer;
            }
        }
        Value::Array(items) => items.iter_mut().for_each(convert),
        Value::Object(members) => members.values_mut().for_each(convert),
        _ => {}
    }
}

/// A whole float as an integer.
#[allow(
    clippy::cast_possible_truncation,
    clippy::cast_precision_loss,
    clippy::float_cmp,
    reason = "only exact conversions are taken"
)]
fn whole(value: &Value) -> Option<Value> {
    let number = value
        .as_number()
        .filter(|number| number.is_f64())?
        .as_f64()?;
    let integer = number as i128;
    if integer as f64 != number {
        return None;
    }
    i64::try_from(integer)
        .map(Value::from)
        .or_else(|_| u64::try_from(integer).map(Value::from))
        .ok()
}
