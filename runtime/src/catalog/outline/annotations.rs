//! Annotations of a schema: marks, description, and the presence of members.

use serde_json::Value;

use crate::input::describe::resolve;
use crate::input::secrets::is_whole;

/// Returns the marks of a value: secret, deprecated, aliases.
pub(super) fn marks(schema: &Value, root: &Value) -> Vec<String> {
    let mut marks = Vec::new();
    if is_whole(schema, root) {
        marks.push("secret".to_owned());
    }
    if schema["deprecated"] == true {
        marks.push("deprecated".to_owned());
    }
    let aliases = list(&schema["x-aliases"]).iter().filter_map(Value::as_str);
    let aliases: Vec<String> = aliases.map(|alias| format!("`{alias}`")).collect();
    if !aliases.is_empty() {
        marks.push(format!("also named {}", aliases.join(" or ")));
    }
    marks
}

/// Returns the description of a value or, if it has none, the description of its type.
pub(super) fn description(schema: &Value, root: &Value) -> String {
    let mut schema = schema;
    // Each step leads from a field to its type. Chains of type aliases are short.
    for _ in 0..4 {
        if let Some(text) = schema["description"].as_str() {
            return text.to_owned();
        }
        let mut alternatives = list(&schema["anyOf"])
            .iter()
            .filter(|one| one["type"] != "null");
        schema = match (alternatives.next(), alternatives.next()) {
            (Some(only), None) => only,
            _ => resolve(schema, root),
        };
    }
    String::new()
}

/// Returns whether a value of this schema has members. `followed` holds the references on the path.
pub(super) fn has_members<'a>(
    schema: &'a Value,
    root: &'a Value,
    followed: &mut Vec<&'a str>,
) -> bool {
    if !schema.is_object() {
        return false;
    }
    if let Some(reference) = schema["$ref"].as_str() {
        let target = resolve(schema, root);
        if followed.contains(&reference) || std::ptr::eq(target, schema) {
            return false;
        }
        followed.push(reference);
        return has_members(target, root, followed);
    }
    let has_fields = schema["properties"]
        .as_object()
        .is_some_and(|fields| !fields.is_empty());
    let parts = ["allOf", "anyOf", "oneOf"];
    let parts = parts.iter().flat_map(|key| list(&schema[*key]));
    has_fields
        || schema["additionalProperties"].is_object()
        || schema["prefixItems"].is_array()
        || parts
            .chain([&schema["items"]])
            .any(|part| has_members(part, root, followed))
}

pub(super) fn list(value: &Value) -> &[Value] {
    value.as_array().map_or(&[], Vec::as_slice)
}
