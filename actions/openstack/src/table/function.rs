//! Functions that templates apply to one value.

use serde::Deserialize;
use serde_json::Value;

use crate::python;

/// A function on one value. `generate/functions.py` defines the same functions.
#[derive(Clone, Copy, Debug, Default, Deserialize, PartialEq, Eq)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Function {
    /// Returns the value unchanged.
    #[default]
    Value,
    /// Returns the `id` of an object and any other value unchanged.
    Id,
    /// Python's `int`.
    Integer,
    /// Python's `float`.
    Number,
    /// Python's `bool`.
    Truth,
    /// 1 if Python's `bool` is true, else 0.
    TruthNumber,
    /// oslo's `bool_from_string`.
    Boolean,
    /// cinderclient's normal form of sort keys.
    Sort,
    /// neutronclient's `If-Match` condition on a revision number.
    Revision,
}

impl Function {
    /// Applies the function; returns `None` if it does not accept the value.
    pub(crate) fn apply(self, value: &Value) -> Option<Value> {
        Some(match self {
            Self::Value => value.clone(),
            Self::Id => id(value)?.clone(),
            Self::Integer => python::integer(value)?.into(),
            Self::Number => python::number(value)?.into(),
            Self::Truth => python::truth(value).into(),
            Self::TruthNumber => i32::from(python::truth(value)).into(),
            Self::Boolean => python::boolean(value)?.into(),
            Self::Sort => sort(value)?.into(),
            Self::Revision => format!("revision_number={}", python::text(value)?).into(),
        })
    }
}

/// Returns the `id` of an object and any other value unchanged; `None` for an object without an `id`.
pub(crate) fn id(value: &Value) -> Option<&Value> {
    match value {
        Value::Object(members) => members.get("id"),
        other => Some(other),
    }
}

/// Sort keys with directions, `key:asc,key`. Cinder's API names the key `name` `display_name`.
fn sort(value: &Value) -> Option<String> {
    let items: Option<Vec<&str>> = match value {
        Value::String(text) => Some(text.split(',').filter(|item| !item.is_empty()).collect()),
        Value::Array(items) => items.iter().map(Value::as_str).collect(),
        _ => None,
    };
    let sorted: Vec<String> = items?.into_iter().map(sort_key).collect();
    Some(sorted.join(","))
}

fn sort_key(item: &str) -> String {
    let (key, direction) = item.split_once(':').unwrap_or((item, ""));
    let key = match key.trim() {
        "name" => "display_name",
        key => key,
    };
    match direction.trim() {
        "" => key.to_owned(),
        direction => format!("{key}:{direction}"),
    }
}
