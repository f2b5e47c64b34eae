//! What Python makes of values where the clients say `if x:` or `str(x)`.

use serde::Serialize;
use serde_json::{Map, Value};

/// `bool(x)`.
pub(super) fn is_true(value: &Value) -> bool {
    match value {
        Value::Null => false,
        Value::Bool(value) => *value,
        Value::Number(number) => number.as_f64() != Some(0.0),
        Value::String(text) => !text.is_empty(),
        Value::Array(items) => !items.is_empty(),
        Value::Object(members) => !members.is_empty(),
    }
}

/// `str(x)` of a scalar, as it ends up in a query; a list or an object as JSON.
pub(super) fn text(value: &Value) -> String {
    match value {
        Value::Null => "None".to_owned(),
        Value::Bool(true) => "True".to_owned(),
        Value::Bool(false) => "False".to_owned(),
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}

/// `if value: body[key] = value`.
pub(super) fn put_if_true(body: &mut Map<String, Value>, key: &str, value: &impl Serialize) {
    put(body, key, value, is_true);
}

/// `if value is not None: body[key] = value`.
pub(super) fn put_if_given(body: &mut Map<String, Value>, key: &str, value: &impl Serialize) {
    put(body, key, value, |value| !value.is_null());
}

fn put(body: &mut Map<String, Value>, key: &str, value: &impl Serialize, if_: fn(&Value) -> bool) {
    // Inputs were JSON, and are again.
    let value = serde_json::to_value(value).unwrap_or_default();
    if if_(&value) {
        body.insert(key.to_owned(), value);
    }
}
