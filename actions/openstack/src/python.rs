//! Python's conversions of values, as far as the clients rely on them.

use serde_json::Value;

/// `bool(value)`.
pub(crate) fn truth(value: &Value) -> bool {
    match value {
        Value::Null => false,
        Value::Bool(it) => *it,
        Value::Number(it) => it.as_f64() != Some(0.0),
        Value::String(it) => !it.is_empty(),
        Value::Array(it) => !it.is_empty(),
        Value::Object(it) => !it.is_empty(),
    }
}

/// `str(value)` of a scalar; `None` for a list or an object.
pub(crate) fn text(value: &Value) -> Option<String> {
    match value {
        Value::Null => Some("None".into()),
        Value::Bool(true) => Some("True".into()),
        Value::Bool(false) => Some("False".into()),
        Value::Number(it) => Some(it.to_string()),
        Value::String(it) => Some(it.clone()),
        Value::Array(_) | Value::Object(_) => None,
    }
}

/// `int(value)`.
pub(crate) fn integer(value: &Value) -> Option<i64> {
    match value {
        Value::Bool(it) => Some(i64::from(*it)),
        Value::Number(it) => it.as_i64(),
        Value::String(it) => it.trim().parse().ok(),
        _ => None,
    }
}

/// `float(value)`.
pub(crate) fn number(value: &Value) -> Option<f64> {
    match value {
        Value::Bool(it) => Some(f64::from(u8::from(*it))),
        Value::Number(it) => it.as_f64(),
        Value::String(it) => it.trim().parse().ok(),
        _ => None,
    }
}

/// `oslo_utils.strutils.bool_from_string(value)`: true for words like `yes`, else false.
pub(crate) fn boolean(value: &Value) -> Option<bool> {
    let text = text(value)?.trim().to_lowercase();
    Some(matches!(
        text.as_str(),
        "1" | "t" | "true" | "on" | "y" | "yes"
    ))
}
