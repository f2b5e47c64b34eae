//! Reads values that serde refuses in their written form: whole floats (`3.0`) as integers, as JSON Schema does, and
//! integer keys where serde buffers them.

use serde_json::{Map, Value};

use super::tree::{Tree, with_integer_keys};
use super::type_mismatch::TypeMismatch;

/// Reads a value as it is and, if that fails, with its whole floats and keys converted to integers.
///
/// Reading may move texts out of the value.
///
/// # Errors
///
/// The error of the value with converted floats.
#[inline]
pub(super) fn read<T>(
    value: &mut Value,
    mut read: impl FnMut(Tree<'_>) -> Result<T, TypeMismatch>,
) -> Result<T, TypeMismatch> {
    // The common case first: most values are texts.
    if value.is_string() || !is_convertible(value) {
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
    convert(&mut converted);
    if let Ok(read) = read(Tree(&mut value.clone())) {
        return Ok(read);
    }
    read(Tree(&mut converted.clone())).or_else(|mismatch| {
        let with_keys = with_integer_keys(|| read(Tree(&mut converted)));
        with_keys.map_err(|_| mismatch)
    })
}

/// Inlined, because most values are leaves: only objects, arrays and floats are worth a call.
#[inline]
fn is_convertible(value: &Value) -> bool {
    match value {
        Value::Number(number) => number.is_f64() && whole_float(value).is_some(),
        Value::Array(items) => has_convertible_item(items),
        Value::Object(members) => has_convertible_member(members),
        _ => false,
    }
}

fn has_convertible_item(items: &[Value]) -> bool {
    items.iter().any(is_convertible)
}

fn has_convertible_member(members: &Map<String, Value>) -> bool {
    members
        .iter()
        .any(|(key, member)| is_number(key) || is_convertible(member))
}

#[inline]
fn is_number(key: &str) -> bool {
    key.as_bytes().last().is_some_and(u8::is_ascii_digit) && key.parse::<i128>().is_ok()
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
