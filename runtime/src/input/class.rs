//! Decoding of hand-written actions, whose type derives `Deserialize` and `JsonSchema`.

use serde_json::{Map, Value};

use super::Input;
use super::check::check_keys;
use super::problem::InputProblem;
use super::shape::not_an_object;
use super::text::parse;
use super::type_mismatch::TypeMismatch;
use super::value::InputValue;
use super::value_location::ValueLocation;
use super::whole_floats;

/// Decodes an input by the type's own `Deserialize`. In addition to serde, it checks the keys by the schema, so
/// that all missing and all unknown keys are reported.
///
/// # Errors
///
/// The unknown and missing keys, and the first value that cannot be decoded.
pub(super) fn decode<T: InputValue>(input: Input, schema: &Value) -> Result<T, Vec<InputProblem>> {
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
    let mut problems = check_keys(given, schema);
    match whole_floats::read(&mut value, |tree| T::decode(tree)) {
        Ok(input) if problems.is_empty() => Ok(input),
        // serde reports the first missing key only; those at the top level are in `problems` already.
        Err(mismatch) if problems.is_empty() || !is_missing_key(&mismatch) => {
            let location = ValueLocation {
                pointer: String::new(),
                schema,
                root: schema,
                secret: false,
            };
            problems.extend(location.problems(&mismatch, &value));
            Err(problems)
        }
        _ => Err(problems),
    }
}

/// Returns whether a key at the top level is missing.
fn is_missing_key(mismatch: &TypeMismatch) -> bool {
    mismatch.path().next().is_none() && mismatch.message().starts_with("missing field")
}
