//! The places in a schema whose types have passed names to the deserializer.

use serde_json::{Map, Value};

use crate::input::tree::{Names, place_of};
use crate::json_schema::{keys_of, variants_of, visit_locations};

/// A part of an example with the schema that describes it.
#[derive(Debug)]
pub(super) struct Place<'a> {
    /// JSON pointer of the schema.
    pub(super) at: String,
    /// JSON pointer of the value.
    pub(super) value: String,
    pub(super) expected: &'a Names,
}

/// Returns the places of an example.
pub(super) fn of<'a>(schema: &Value, example: &Value, names: &'a [Names]) -> Vec<Place<'a>> {
    let mut places = Vec::new();
    visit_locations(schema, example, &mut |schemas, value, pointer| {
        let place = place_of(value);
        for expected in names.iter().filter(|one| one.place == place) {
            let described = schemas
                .iter()
                .filter(|at| is_of(schema.pointer(at), expected));
            places.extend(described.map(|at| Place {
                at: at.clone(),
                value: pointer.to_owned(),
                expected,
            }));
        }
    });
    places
}

/// Returns the names that a schema has for the keys of an object, or for the variants of an enum.
pub(super) fn names_of(schema: &Map<String, Value>, are_variants: bool) -> Vec<&str> {
    if are_variants {
        variants_of(schema)
    } else {
        keys_of(schema)
    }
}

/// Returns whether all names of the schema are names of the type.
fn is_of(schema: Option<&Value>, expected: &Names) -> bool {
    let Some(object) = schema.and_then(Value::as_object) else {
        return false;
    };
    let known = names_of(object, expected.are_variants);
    !known.is_empty() && known.iter().all(|name| expected.all.contains(name))
}
