//! Python idioms with which the clients build bodies and queries: `if x:`, `if x is not None:`, `str(x)`.

use serde::Serialize;
use serde_json::{Map, Value};

use crate::python;

/// Returns `str(x)` of a scalar, and JSON of a list or an object.
pub(super) fn query_text(value: &Value) -> String {
    python::text(value).unwrap_or_else(|| value.to_string())
}

/// `if value: body[key] = value`.
pub(super) fn put_if_true(body: &mut Map<String, Value>, key: &str, value: &impl Serialize) {
    put(body, key, value, python::truth);
}

/// `if value is not None: body[key] = value`.
pub(super) fn put_if_given(body: &mut Map<String, Value>, key: &str, value: &impl Serialize) {
    put(body, key, value, |value| !value.is_null());
}

fn put(body: &mut Map<String, Value>, key: &str, value: &impl Serialize, if_: fn(&Value) -> bool) {
    // Inputs come from JSON, so they convert back.
    let value = serde_json::to_value(value).unwrap_or_default();
    if if_(&value) {
        body.insert(key.to_owned(), value);
    }
}
