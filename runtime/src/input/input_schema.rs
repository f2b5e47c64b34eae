//! The JSON Schema of a whole input type.

use schemars::SchemaGenerator;
use serde_json::{Value, json};

use super::input_fields::InputFields;
use super::schema::{ORDER, add_definitions, for_input, of_members};
use super::value::InputValue;
use super::{declared, root, type_aliases};
use crate::secret::scope;

/// Returns the schema of a hand-written action, which derives `JsonSchema`.
pub(crate) fn of_input<T: InputValue>() -> Value {
    let mut schema = root::as_object(scope::showing(|| inlined::<T>(for_input())));
    type_aliases::add_of_value::<T>(&mut schema);
    if let Some(object) = schema.as_object_mut() {
        object.remove("title");
        object.insert(ORDER.into(), json!(declared::names::<T>()));
    }
    schema
}

/// Returns a schema whose root is not a reference, because many tools do not follow a reference there.
fn inlined<T: InputValue>(mut generator: SchemaGenerator) -> Value {
    let schema = Value::from(T::own_schema(&mut generator));
    add_definitions(&mut { schema }, generator)
}

/// Returns the schema of an input type that derives `Input`.
pub(crate) fn of_input_fields<T: InputFields>() -> Value {
    let (fields, docs) = (T::fields(), T::DOCS);
    scope::showing(|| {
        let mut generator = for_input();
        let mut schema = of_members(fields, docs, &mut generator);
        schema[ORDER] = fields.iter().map(|field| field.name).collect();
        let mut schema = add_definitions(&mut schema, generator);
        type_aliases::add_of_fields::<T>(&mut schema);
        schema
    })
}
