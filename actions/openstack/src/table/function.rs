//! What templates can make of one value.

use serde::Deserialize;
use serde_json::Value;

use crate::python;

/// A function on one value; `generate/functions.py` has the same.
#[derive(Clone, Copy, Debug, Default, Deserialize, PartialEq, Eq)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Function {
    /// The value itself.
    #[default]
    Value,
    /// The `id` of an object; anything else itself.
    Id,
    /// Python's `int`.
    Integer,
    /// Python's `float`.
    Number,
    /// Python's `bool`.
    Truth,
    /// 1 for what Python takes for true, else 0.
    TruthNumber,
    /// Whether it is a word for true.
    Boolean,
    /// An order as cinderclient tells it.
    Sort,
    /// The condition of neutronclient that a resource still has a revision.
    Revision,
}

impl Function {
    /// Applies it; `None` if it does not take such a value.
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

/// The `id` of an object, or what is no object.
pub(crate) fn id(value: &Value) -> Option<&Value> {
    match value {
        Value::Object(members) => members.get("id"),
        other => Some(other),
    }
}

/// Keys with directions, `key:asc,key`. To the server, the name is the display name.
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
