//! Reads whole floats (`3.0`) as integers, as JSON Schema does.

use serde_json::{Map, Value};

use super::tree::Tree;
use super::type_mismatch::TypeMismatch;

/// Reads a value as it is and, if that fails, with its whole floats converted to integers.
///
/// Reading may move texts out of the value.
///
/// # Errors
///
/// The error of the last attempt.
#[inline]
pub(super) fn read<T>(
    value: &mut Value,
    mut read: impl FnMut(Tree<'_>) -> Result<T, TypeMismatch>,
) -> Result<T, TypeMismatch> {
    // The common case first: most values are texts.
    if value.is_string() || !has_whole_floats(value) {
        read(Tree(value))
    } else {
        read_converted(value, read)
    }
}

#[cold]
fn read_converted<T>(
    value: &mut Value,
    mut read: impl FnMut(Tree<'_>) -> Result<T, TypeMismatch>,
) -> Result<T, TypeMismatch> {
    let mut converted = value.clone();
    read(Tree(&mut value.clone())).or_else(|_| {
        convert(&mut converted);
        read(Tree(&mut converted))
    })
}

/// Inlined, because most values are leaves: only objects, arrays and floats are worth a call.
#[inline]
fn has_whole_floats(value: &Value) -> bool {
    match value {
        Value::Number(number) => number.is_f64() && whole_float(value).is_some(),
        Value::Array(items) => are_in_items(items),
        Value::Object(members) => are_in_members(members),
        _ => false,
    }
}

fn are_in_items(items: &[Value]) -> bool {
    items.iter().any(has_whole_floats)
}

fn are_in_members(members: &Map<String, Value>) -> bool {
    members.values().any(has_whole_floats)
}

fn convert(value: &mut Value) {
    match value {
        Value::Number(_) => {
            if let Some(integer) = whole_float(value) {
                *value = integer;
            }
        }
        Value::Array(items) => items.iter_mut().for_each(convert),
        Value::Object(members) => members.values_mut().for_each(convert),
        _ => {}
    }
}

/// Converts a whole float to an integer; returns `None` for any other value.
#[allow(
    clippy::cast_possible_truncation,
    clippy::cast_precision_loss,
    clippy::float_cmp,
    reason = "only exact conversions are taken"
)]
#[cold]
fn whole_float(value: &Value) -> Option<Value> {
    let number = value
        .as_number()
        .filter(|number| number.is_f64())?
        .as_f64()?;
    let integer = number as i128;
    // -2^63 can be an integer below it that was too large for the parser.
    if integer as f64 != number || integer == i128::from(i64::MIN) {
        return None;
    }
    i64::try_from(integer)
        .map(Value::from)
        .or_else(|_| u64::try_from(integer).map(Value::from))
        .ok()
}
