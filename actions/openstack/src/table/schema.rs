//! JSON Schemas of templates' inputs, in the style of the runtime's schemas.

use serde_json::{Map, Value, json};

use super::action_template::{ActionTemplate, Input};

/// Returns the schema of a template's input (draft 2020-12, self-contained).
pub(crate) fn of(template: &ActionTemplate) -> Value {
    let mut properties = Map::new();
    for input in &template.inputs {
        properties.insert(input.name.clone(), property(input));
    }
    let rest = match &template.rest {
        Some(docs) => json!({"description": docs}),
        None => Value::Bool(false),
    };
    let mut schema =
        json!({"type": "object", "properties": properties, "additionalProperties": rest});
    let required: Vec<&str> = template
        .inputs
        .iter()
        .filter(|input| input.required)
        .map(|input| input.name.as_str())
        .collect();
    if !required.is_empty() {
        schema["required"] = json!(required);
    }
    schema
}

fn property(input: &Input) -> Value {
    let mut schema = Map::new();
    match input.types.as_slice() {
        [] => {}
        [one] => {
            schema.insert("type".into(), json!(one));
        }
        several => {
            schema.insert("type".into(), json!(several));
        }
    }
    if !input.values.is_empty() {
        schema.insert("enum".into(), json!(input.values));
    }
    schema.insert("description".into(), json!(input.docs));
    if input.secret {
        schema.insert("writeOnly".into(), true.into());
    }
    if let Some(default) = &input.default {
        schema.insert("default".into(), default.clone());
    }
    schema.into()
}
