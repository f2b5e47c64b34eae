//! Input types that derive `Deserialize` and `JsonSchema` themselves: the class-like way.

use serde_json::Value;

use super::decode::{mistake, object, parse, unknown};
use super::problem::{InputProblem, pointer};
use super::value::InputValue;
use super::{Input, describe};

/// Decodes an input by the type's own `Deserialize`, and holds it against its schema: keys that the
/// schema does not know are refused and missing ones are all named, which serde alone would not do.
///
/// # Errors
///
/// The unknown and missing keys, and the first value that cannot be read.
pub fn decode<T: InputValue>(input: Input, schema: &Value) -> Result<T, Vec<InputProblem>> {
    let value = match input {
        Input::Value(value) => value,
        Input::Text(text) => parse(&text)?,
    };
    let given = object(&value)?;
    let properties = schema["properties"].as_object();
    let mut problems = Vec::new();
    for name in schema["required"]
        .as_array()
        .into_iter()
        .flatten()
        .filter_map(Value::as_str)
    {
        if !given.is_some_and(|given| given.contains_key(name)) {
            let expected = describe::in_words(describe::step(schema, schema, name), schema);
            problems.push(InputProblem::mismatch(pointer("", name), expected, None));
        }
    }
    if schema["additionalProperties"] == Value::Bool(false) {
        let names = || {
            properties
                .into_iter()
                .flatten()
                .map(|(name, _)| name.as_str())
        };
        let given = given.into_iter().flatten().map(|(key, _)| key.as_str());
        problems.extend(
            given
                .filter(|key| names().all(|name| name != *key))
                .map(|key| unknown(key, names())),
        );
    }
    let empty = Value::Object(serde_json::Map::new());
    let value = if value.is_null() { &empty } else { &value };
    let mut track = serde_path_to_error::Track::new();
    match T::decode(serde_path_to_error::Deserializer::new(value, &mut track)) {
        Ok(input) if problems.is_empty() => Ok(input),
        // serde stops at the first missing key, and we have named them all.
        Err(error) if problems.is_empty() || !error.to_string().starts_with("missing field") => {
            let path = track.path();
            problems.push(mistake(
                String::new(),
                path.iter(),
                schema,
                schema,
                value,
                false,
                &error,
            ));
            Err(problems)
        }
        _ => Err(problems),
    }
}
