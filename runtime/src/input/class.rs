//! Input types that derive `Deserialize` and `JsonSchema` themselves: the class-like way.

use serde_json::{Map, Value};

use super::problem::InputProblem;
use super::slots::not_an_object;
use super::text::parse;
use super::type_mismatch::TypeMismatch;
use super::value::InputValue;
use super::value_location::ValueLocation;
use super::whole_floats;
use super::{Input, check};

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
        return Err(not_an_object(&value));
    };
    let mut problems = check::keys(given, schema);
    match whole_floats::read(&mut value, |tree| T::decode(tree)) {
        Ok(input) if problems.is_empty() => Ok(input),
        // serde stops at the first missing key, and we have named those of the input itself.
        Err(mismatch) if problems.is_empty() || !is_named(&mismatch) => {
            let location = ValueLocation {
                pointer: String::new(),
                schema,
                root: schema,
                secret: false,
            };
            problems.push(location.problem(&mismatch, &value));
            Err(problems)
        }
        _ => Err(problems),
    }
}

fn is_named(mismatch: &TypeMismatch) -> bool {
    mismatch.path().next().is_none() && mismatch.message().starts_with("missing field")
}
