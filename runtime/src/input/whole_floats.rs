//! Reads values that serde refuses in their written form: whole floats (`3.0`) as integers, as JSON Schema does, and
//! integer keys where serde buffers them.

use serde_json::{Map, Value};

use super::tree::with_integer_keys;
use super::type_mismatch::TypeMismatch;

/// Reads a value as it is and, if that fails, with its whole floats and keys converted to integers.
///
/// Reading may move texts out of the value.
///
/// # Errors
///
/// The error of the value with converted floats.
#[inline]
pub(super) fn read(
    value: &mut Value,
    read: &mut dyn FnMut(&mut Value) -> Result<(), TypeMismatch>,
) -> Result<(), TypeMismatch> {
    // The common case first: most values are texts.
    if value.is_string() || !is_convertible(value) {
        read(value)
    } else {
        read_converted(value, read)
    }
}

#[cold]
fn read_converted(
    value: &mut Value,
    read: &mut dyn FnMut(&mut Value) -> Result<(), TypeMismatch>,
) -> Result<(), TypeMismatch> {
    let mut converted = value.clone();
    convert(&mut converted);
    if read(&mut value.clone()).is_ok() {
        return Ok(());
    }
    read(&mut converted.clone()).or_else(|mismatch| {
        let with_keys = with_integer_keys(|| read(&mut converted));
        with_keys.map_err(|_| mismatch)
    })
}

/// Inlined, because most values are leaves: only objects, arrays and floats are worth a call. (Without `inline(never)`
/// below, the recursive functions are merged into one that is called for leaves, too.)
#[inline]
fn is_convertible(value: &Value) -> bool {
    match value {
        Value::Number(number) => number.is_f64() && whole_float(value).is_some(),
        Value::Array(items) => has_convertible_item(items),
        Value::Object(members) => has_convertible_member(members),
        _ => false,
    }
}

#[inline(never)]
fn has_convertible_item(items: &[Value]) -> bool {
    items.iter().any(is_convertible)
}

#[inline(never)]
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
