//! Decoding of hand-written actions, whose type derives `Deserialize` and `JsonSchema`.

use serde_json::{Map, Value};

use super::RawInput;
use super::check::check_keys;
use super::declared;
use super::problem::InputProblem;
use super::shape::not_an_object;
use super::text::parse;
use super::tree::Tree;
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
pub(super) fn decode<T: InputValue>(
    input: RawInput,
    schema: &Value,
    decoded: &mut Option<T>,
) -> Result<(), Vec<InputProblem>> {
    read(input, schema, declared::names::<T>, &mut |value| {
        *decoded = Some(T::decode(Tree(value))?);
        Ok(())
    })
}

/// Not generic, so that it is compiled once and not for every action.
fn read(
    input: RawInput,
    schema: &Value,
    names: fn() -> Vec<&'static str>,
    decode: &mut dyn FnMut(&mut Value) -> Result<(), TypeMismatch>,
) -> Result<(), Vec<InputProblem>> {
    let mut value = match input {
        RawInput::Value(value) => value,
        RawInput::Text(text) => parse(&text)?,
    };
    if value.is_null() {
        value = Value::Object(Map::new());
    }
    let Some(given) = value.as_object() else {
        return Err(not_an_object(&value));
    };
    let mut problems = check_keys(given, schema, names);
    match whole_floats::read(&mut value, decode) {
        Ok(()) if problems.is_empty() => Ok(()),
        Ok(()) => Err(problems),
        Err(mismatch) => {
            let location = ValueLocation {
                pointer: String::new(),
                schema,
                root: schema,
                secret: false,
            };
            for problem in location.problems(&mismatch, &value) {
                // serde reports the first missing key only; those of the whole input are known.
                let is_known = problems
                    .iter()
                    .any(|known| known.pointer == problem.pointer);
                let is_missing_key = problem.message.starts_with("missing field");
                if !is_known && (!is_missing_key || problems.is_empty()) {
                    problems.push(problem);
                }
            }
            Err(problems)
        }
    }
}
