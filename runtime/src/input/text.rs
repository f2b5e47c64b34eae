//! Parsing of the text of an input.

use std::fmt;

use serde::de::{Deserializer, IgnoredAny, MapAccess, Visitor};
use serde_json::Value;

use super::problem::{InputProblem, pointer};

/// Parses the text of an input.
///
/// # Errors
///
/// If the text is not JSON or contains a key twice.
pub(crate) fn parse(text: &str) -> Result<Value, Vec<InputProblem>> {
    let value: Value = serde_json::from_str(text).map_err(|error| {
        let message = format!("the input is not valid JSON: {error}");
        vec![InputProblem::new("", message)]
    })?;
    let mut keys = keys(text);
    keys.sort_unstable();
    let mut twice: Vec<&str> = keys
        .windows(2)
        .filter(|pair| pair[0] == pair[1])
        .map(|pair| pair[0].as_str())
        .collect();
    twice.dedup();
    if twice.is_empty() {
        return Ok(value);
    }
    let problem =
        |key: &str| InputProblem::new(pointer("", key), format!("`{key}` is given twice"));
    Err(twice.into_iter().map(problem).collect())
}

/// Returns the keys of an object in the text, including repeated ones, which a parsed object loses.
fn keys(text: &str) -> Vec<String> {
    struct Keys;

    impl<'de> Visitor<'de> for Keys {
        type Value = Vec<String>;

        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("an object")
        }

        fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Vec<String>, A::Error> {
            let mut keys = Vec::new();
            while let Some(key) = map.next_key()? {
                map.next_value::<IgnoredAny>()?;
                keys.push(key);
            }
            Ok(keys)
        }
    }

    let mut deserializer = serde_json::Deserializer::from_str(text);
    deserializer.deserialize_map(Keys).unwrap_or_default()
}
