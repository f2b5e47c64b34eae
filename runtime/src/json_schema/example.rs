//! Example values.

use serde_json::{Map, Value};

use super::Node;
use super::rules::is_rule;

/// Returns an example of a value that the schema accepts. Patterns are not supported: the example of a text with a
/// pattern is `<name>`.
pub fn example(name: &str, node: Node<'_>) -> Value {
    example_within(name, node, 0)
}

fn example_within(name: &str, node: Node<'_>, depth: usize) -> Value {
    const MAX_DEPTH: usize = 8;
    let from_schema = |node: Node<'_>| {
        let first_of = |keyword| node.keyword(keyword).and_then(|values| values.get(0));
        let given = [
            first_of("examples"),
            node.keyword("default"),
            node.keyword("const"),
            first_of("enum"),
        ];
        given
            .into_iter()
            .flatten()
            .find(|value| !value.is_null())
            .cloned()
    };
    if let Some(given) = from_schema(node) {
        return given;
    }
    let node = node.resolved();
    if depth > MAX_DEPTH {
        return Value::Null;
    }
    if let Some(given) = from_schema(node) {
        return given;
    }
    let is_object = node.keyword("type") == Some(&Value::from("object"));
    let mut others = node.alternatives().chain(node.list("allOf"));
    // A rule about keys describes no value.
    if let Some(first) = others.find(|one| !is_rule(*one)) {
        let value = example_within(name, first, depth + 1);
        return match (value, is_object) {
            (Value::Object(mut members), true) => {
                members.extend(object(node, depth));
                members.into()
            }
            (value, _) => value,
        };
    }
    let types = node.types().unwrap_or_default();
    match types.first().copied() {
        Some("integer" | "number") => number(node),
        Some("boolean") => true.into(),
        Some("array") => array(node, depth),
        Some("object") => object(node, depth).into(),
        Some("null") => Value::Null,
        _ => text(name, node).into(),
    }
}

fn number(node: Node<'_>) -> Value {
    let bound = |name: &str| node.keyword(name).filter(|bound| bound.is_number());
    let (min, max) = (bound("minimum"), bound("maximum"));
    match (min, max) {
        (Some(min), _) if min.as_f64().is_some_and(|min| min > 1.0) => min.clone(),
        (_, Some(max)) if max.as_f64().is_some_and(|max| max < 1.0) => max.clone(),
        _ => 1.into(),
    }
}

fn array(node: Node<'_>, depth: usize) -> Value {
    let by_index = node.list("prefixItems").count();
    let least = node.keyword("minItems").and_then(Value::as_u64);
    let least = usize::try_from(least.unwrap_or(1)).unwrap_or(1).max(1);
    let items = if by_index > 0 { by_index } else { least };
    let item = |index| match node.item(index) {
        Some(schema) => example_within("item", schema, depth + 1),
        None => "item".into(),
    };
    (0..items).map(item).collect()
}

fn object(node: Node<'_>, depth: usize) -> Map<String, Value> {
    let names = node.example_members();
    let members = names.into_iter().map(|name| {
        let member = match node.member(name) {
            Some(schema) => example_within(name, schema, depth + 1),
            None => name.into(),
        };
        (name.to_owned(), member)
    });
    members.collect()
}

fn text(name: &str, node: Node<'_>) -> String {
    let word = |keyword: &str| node.keyword(keyword).and_then(Value::as_str);
    if word("pattern").is_some() {
        return format!("<{name}>");
    }
    let known = match word("format").unwrap_or_default() {
        "uuid" => "6f70656e-7374-4163-8b20-6d6973747261",
        "email" => "ada@example.org",
        "uri" | "url" => "https://example.org/",
        "ipv4" | "ip" => "192.0.2.1",
        "ipv6" => "2001:db8::1",
        "date-time" => "2030-01-31T12:00:00Z",
        "date" => "2030-01-31",
        "time" => "12:00:00Z",
        "hostname" => "server.example.org",
        _ => "",
    };
    if !known.is_empty() {
        return known.to_owned();
    }
    let length = |keyword: &str| {
        let length = node.keyword(keyword).and_then(Value::as_u64);
        length.and_then(|length| usize::try_from(length).ok())
    };
    let mut text = name.to_owned();
    while text.chars().count() < length("minLength").unwrap_or(0) {
        text.push('x');
    }
    text.chars()
        .take(length("maxLength").unwrap_or(usize::MAX))
        .collect()
}
