//! The root of a hand-written action's schema: always an object without unknown keys.

use serde_json::{Map, Value, json};

use crate::json_schema::Node;

/// Returns the schema of an input type as the schema of an object that takes no other keys.
pub(super) fn as_object(schema: Value) -> Value {
    let mut schema = without_reference(schema);
    let tag = tag_property(&schema);
    let Some(object) = schema.as_object_mut() else {
        return schema;
    };
    object.insert("type".into(), "object".into());
    if let Some((name, property)) = tag {
        add_tag(object, name, property);
    }
    object.entry("properties").or_insert_with(|| json!({}));
    if object.contains_key("additionalProperties") {
        return schema;
    }
    let is_plain = ["allOf", "anyOf", "oneOf", "$ref", "patternProperties"]
        .iter()
        .all(|keyword| !object.contains_key(*keyword));
    // `additionalProperties` does not know the members of alternatives.
    let keyword = if is_plain {
        "additionalProperties"
    } else {
        "unevaluatedProperties"
    };
    object.entry(keyword).or_insert(Value::Bool(false));
    schema
}

/// Replaces the reference of a newtype by the definition, because many tools do not follow a reference there.
fn without_reference(mut schema: Value) -> Value {
    const LONGEST_CHAIN: usize = 16;
    for _ in 0..LONGEST_CHAIN {
        let Some(target) = Node::root(&schema).target() else {
            break;
        };
        let Some(mut target) = target.keywords().cloned() else {
            break;
        };
        let Some(object) = schema.as_object_mut() else {
            break;
        };
        object.remove("$ref");
        // The annotations of the outer type take precedence.
        for (keyword, value) in std::mem::take(object) {
            target.insert(keyword, value);
        }
        schema = target.into();
    }
    schema
}

/// Returns the member by which the alternatives of the whole input differ, with all its values.
fn tag_property(schema: &Value) -> Option<(String, Value)> {
    let all: Vec<Node<'_>> = Node::root(schema).list("oneOf").collect();
    let (name, values) = crate::json_schema::alternatives::tag(&all)?;
    (values.len() == all.len())
        .then(|| (name.to_owned(), json!({"type": "string", "enum": values})))
}

fn add_tag(object: &mut Map<String, Value>, name: String, property: Value) {
    let properties = object.entry("properties").or_insert_with(|| json!({}));
    if let Some(properties) = properties.as_object_mut() {
        properties.entry(name.clone()).or_insert(property);
    }
    let required = object.entry("required").or_insert_with(|| json!([]));
    if let Some(required) = required.as_array_mut()
        && !required.iter().any(|one| one == name.as_str())
    {
        required.push(name.into());
    }
}
