//! Bodies as the clients make them: `if x:`, `if x is not None:`, `str(x)`.

use serde::Serialize;
use serde_json::{Map, Value};

use crate::python;

/// `str(x)` of a scalar, as it ends up in a query; a list or an object as JSON.
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
    // Inputs were JSON, and are again.
    let value = serde_json::to_value(value).unwrap_or_default();
    if if_(&value) {
        body.insert(key.to_owned(), value);
    }
}
