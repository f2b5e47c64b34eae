//! `std.test_dict`.

use std::collections::BTreeMap;

use mistral_actions::prelude::*;
use serde::Deserializer;
use serde::de::Error;

use crate::json_types::json_types;
use crate::python;

/// Upper bound on the entries; protects the executor's memory. The engine's default limit for results (1 MiB) is lower.
const MOST_ENTRIES: i64 = 1_000_000;

/// Generates test dict.
///
/// Mirrors `mistral.actions.std_actions.TestDictAction`.
///
/// ```
/// use mistral_actions::prelude::*;
/// use mistral_actions::testing::ActionTest;
/// use mistral_actions_std as _;
///
/// ActionTest::new()
///     .run("std.test_dict", json!({"size": 2, "key_prefix": "key", "val": true}))
///     .assert_data(json!({"key0": true, "key1": true}));
/// ```
#[mistral_action(name = "std.test_dict", tags("std"), test = would_make_test_dict)]
pub async fn test_dict(
    /// Number of entries.
    #[input(default = Size::default())]
    size: Size,
    /// Prefix of each key; a number follows.
    #[input(default = Text::default())]
    key_prefix: Text,
    /// The value of each entry.
    #[input(default = "")]
    val: Value,
) -> BTreeMap<String, Value> {
    tracing::info!(
        size = size.0,
        key_prefix = key_prefix.0,
        "running test_dict action"
    );
    (0..size.0)
        .map(|number| (format!("{}{number}", key_prefix.0), val.clone()))
        .collect()
}

async fn would_make_test_dict(
    _size: Size,
    _key_prefix: Text,
    _val: Value,
) -> BTreeMap<String, Value> {
    BTreeMap::new()
}

mistral_wire::register_python_class!(
    "mistral.actions.std_actions.TestDictAction",
    |mut object| {
        let mut call = object.call("std.test_dict");
        for input in ["size", "key_prefix", "val"] {
            call = call.input(input, object.take(input));
        }
        Ok(call)
    }
);

/// Number of entries: an argument of Python's `range()`, at most a million.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Size(i64);

json_types!(Size = { "type": ["integer", "boolean"], "maximum": MOST_ENTRIES });

impl<'de> Deserialize<'de> for Size {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let size = match Value::deserialize(deserializer)? {
            Value::Bool(one) => Some(i64::from(one)),
            Value::Number(number) => number.as_i64(),
            _ => None,
        };
        match size.filter(|size| *size <= MOST_ENTRIES) {
            Some(size) => Ok(Self(size)),
            None => Err(D::Error::custom("expected an integer up to 1000000")),
        }
    }
}

/// The text of a value as Python's `str()` writes it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Text(String);

json_types!(Text = {});

impl<'de> Deserialize<'de> for Text {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let value = Value::deserialize(deserializer)?;
        Ok(Self(
            python::text(&value).unwrap_or_else(|| python::repr(&value)),
        ))
    }
}
