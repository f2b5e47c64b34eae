//! The JSON Schema of a whole input type.

use schemars::SchemaGenerator;
use serde_json::{Value, json};

use super::declaration::Declaration;
use super::field::Field;
use super::input_fields::InputFields;
use super::schema::{ORDER, add_definitions, described, for_input, of_members};
use super::type_aliases::WithSlots;
use super::value::InputValue;
use super::{declared, decode, root, type_aliases};
use crate::secret::scope;

/// Returns the schema of a hand-written action, which derives `JsonSchema`.
pub(crate) fn of_input<T: InputValue>() -> Value {
    let schema = scope::showing(|| inlined::<T>(for_input()));
    let mut schema = match schema.as_object() {
        // The schema could not be built: any object.
        Some(keywords) if keywords.is_empty() => {
            json!({"type": "object", "additionalProperties": true})
        }
        _ => root::as_object(schema),
    };
    type_aliases::add_of_value::<T>(&mut schema);
    if let Some(object) = schema.as_object_mut() {
        object.remove("title");
        object.insert(ORDER.into(), json!(declared::names::<T>()));
    }
    schema
}

/// Returns a schema whose root is not a reference, because many tools do not follow a reference there.
fn inlined<T: InputValue>(mut generator: SchemaGenerator) -> Value {
    let of_type = format_args!("the input of an action");
    let schema = Value::from(described(of_type, &mut generator, T::own_schema));
    add_definitions(&mut { schema }, generator)
}

/// Returns the schema of an input type that derives `Input`.
pub(crate) fn of_input_fields<T: InputFields>() -> Value {
    let with_slots = decode::with_slots::<T>;
    of_fields(T::fields(), T::DECLARATION, T::DOCS, with_slots)
}

/// Not generic, so that it is compiled once and not for every action.
fn of_fields(
    fields: &[Field],
    declaration: &Declaration,
    docs: &str,
    with_slots: WithSlots,
) -> Value {
    scope::showing(|| {
        let mut generator = for_input();
        let mut schema = of_members(fields, &declaration.all_rules(), docs, &mut generator);
        schema[ORDER] = fields.iter().map(|field| field.name).collect();
        let mut schema = add_definitions(&mut schema, generator);
        type_aliases::add_of_fields(with_slots, &mut schema);
        schema
    })
}
