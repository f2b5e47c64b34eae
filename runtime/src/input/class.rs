//! Input types that derive `Deserialize` and `JsonSchema` themselves: the class-like way.

use serde_json::{Map, Value};

use super::misfit::Misfit;
use super::mistake::{self, Place};
use super::problem::InputProblem;
use super::shape::no_object;
use super::text::parse;
use super::value::InputValue;
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
        return Err(no_object(&value));
    };
    let mut problems = check::keys(given, schema);
    match mistake::read(&mut value, |tree| T::decode(tree)) {
        Ok(input) if problems.is_empty() => Ok(input),
        // serde stops at the first missing key, and we have named those of the input itself.
        Err(misfit) if problems.is_empty() || !is_named(&misfit) => {
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

fn is_named(misfit: &Misfit) -> bool {
    misfit.path().next().is_none() && misfit.message().starts_with("missing field")
}
