//! Input types that derive `Deserialize` and `JsonSchema` themselves: the class-like way.

use serde_json::{Map, Value};

use super::filling::{no_object, unknown};
use super::mistake::{self, Place};
use super::problem::{InputProblem, pointer};
use super::text::parse;
use super::value::InputValue;
use super::{Input, describe};

/// Decodes an input by the type's own `Deserialize`, and holds it against its schema: keys that the
/// schema does not know are refused and missing ones are all named, which serde alone would not do.
///
/// # Errors
///
/// The unknown and missing keys, and the first value that cannot be read.
pub fn decode<T: InputValue>(input: Input, schema: &Value) -> Result<T, Vec<InputProblem>> {
    let mut value = match input {
        Input::Value(value) => value,
        Input::Text(text) => parse(&text)?,
    };
    if value.is_null() {
        value = Value::Object(Map::new());
    }
    let Some(given) = value.as_object() else {
        return Err(no_object(&value));
    };
    let properties = schema["properties"].as_object();
    let mut problems = Vec::new();
    for name in schema["required"]
        .as_array()
        .into_iter()
        .flatten()
        .filter_map(Value::as_str)
    {
        if !given.contains_key(name) {
            let expected = describe::in_words(describe::step(schema, schema, name), schema);
            problems.push(InputProblem::mismatch(pointer("", name), expected, None));
        }
    }
    if schema["additionalProperties"] == Value::Bool(false) {
        let names: Vec<&str> = properties
            .into_iter()
            .flat_map(Map::keys)
            .map(String::as_str)
            .collect();
        let given = given.keys().filter(|key| !names.contains(&key.as_str()));
        problems.extend(given.map(|key| unknown(key, &names)));
    }
    match mistake::read(&mut value, |tree| T::decode(tree)) {
        Ok(input) if problems.is_empty() => Ok(input),
        // serde stops at the first missing key, and we have named them all.
        Err(misfit) if problems.is_empty() || !misfit.message().starts_with("missing field") => {
            let place = Place {
                base: String::new(),
                schema,
                root: schema,
                secret: false,
            };
            problems.push(place.mistake(&misfit, &value));
            Err(problems)
        }
        _ => Err(problems),
    }
}
