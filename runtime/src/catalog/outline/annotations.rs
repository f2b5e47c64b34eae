//! Annotations of a schema: marks, description, and the presence of members.

use serde_json::Value;

use crate::json_schema::Node;

/// Returns the marks of a value: secret, deprecated, aliases.
pub(super) fn marks(node: Node<'_>, aliases: &[&str]) -> Vec<String> {
    let mut marks = Vec::new();
    if node.is_whole_secret() {
        marks.push("secret".to_owned());
    }
    if node.keyword("deprecated") == Some(&Value::Bool(true)) {
        marks.push("deprecated".to_owned());
    }
    let aliases: Vec<String> = aliases.iter().map(|alias| format!("`{alias}`")).collect();
    if !aliases.is_empty() {
        marks.push(format!("also named {}", aliases.join(" or ")));
    }
    marks
}

/// Returns the description of a value or, if it has none, the description of its type.
pub(super) fn description(node: Node<'_>) -> String {
    let mut node = node;
    // Each step leads from a field to its type. Chains of type aliases are short.
    for _ in 0..4 {
        if let Some(text) = node.keyword("description").and_then(Value::as_str) {
            return text.to_owned();
        }
        let is_null = |one: &Node<'_>| one.keyword("type") == Some(&Value::from("null"));
        let mut alternatives = node.list("anyOf").filter(|one| !is_null(one));
        node = match (alternatives.next(), alternatives.next()) {
            (Some(only), None) => only,
            _ => node.target().unwrap_or(node),
        };
    }
    String::new()
}

/// Returns whether a value of this schema has members. `followed` holds the references on the path.
pub(super) fn has_members<'a>(node: Node<'a>, followed: &mut Vec<&'a str>) -> bool {
    if let Some(reference) = node.reference() {
        if followed.contains(&reference) {
            return false;
        }
        followed.push(reference);
    }
    let has_fields = node.map("properties").next().is_some();
    let mut parts = node.parts().chain(node.alternatives());
    has_fields
        || node.single("additionalProperties").is_some()
        || node.map("patternProperties").next().is_some()
        || node.list("prefixItems").next().is_some()
        || parts.any(|part| has_members(part, followed))
        || node
            .single("items")
            .is_some_and(|items| has_members(items, followed))
}
