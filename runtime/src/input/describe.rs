//! JSON Schema in a few words, for error messages and tables: "integer from 1 to 600".

use serde_json::{Map, Value};

use super::int_bounds;
use crate::json_schema::Node;

/// Describes a schema in a few words. `root` holds the definitions that it refers to.
pub(crate) fn in_words(schema: &Value, root: &Value) -> String {
    within(schema, root, &mut Vec::new())
}

/// `followed` holds the references on the path: a recursive type is described by its name.
fn within<'a>(schema: &'a Value, root: &'a Value, followed: &mut Vec<&'a str>) -> String {
    let node = Node::new(schema, root);
    let Some(target) = node.reference() else {
        return of_keywords(schema, root, followed);
    };
    if followed.contains(&target) {
        return type_name(target).to_owned();
    }
    let Some(resolved) = node.target() else {
        return of_keywords(schema, root, followed);
    };
    followed.push(target);
    let words = within(resolved.schema(), root, followed);
    followed.pop();
    words
}

fn of_keywords<'a>(schema: &'a Value, root: &'a Value, followed: &mut Vec<&'a str>) -> String {
    let alternatives: Vec<&Value> = Node::new(schema, root)
        .alternatives()
        .map(Node::schema)
        .collect();
    let Some(schema) = schema.as_object() else {
        return "any value".into();
    };
    if let Some(values) = schema.get("enum").and_then(Value::as_array) {
        return format!("one of {}", list(values));
    }
    if let Some(value) = schema.get("const") {
        return value.to_string();
    }
    if !alternatives.is_empty() {
        let values = alternatives.iter().map(|one| one.get("const"));
        if let Some(values) = values.collect::<Option<Vec<_>>>() {
            return format!("one of {}", list(values));
        }
        return join_or(alternatives.iter().map(|one| within(one, root, followed)));
    }
    let types: Vec<&str> = match schema.get("type") {
        Some(Value::String(only)) => vec![only],
        Some(Value::Array(several)) => several.iter().filter_map(Value::as_str).collect(),
        _ => return "any value".into(),
    };
    join_or(
        types
            .into_iter()
            .map(|name| of_type(name, schema, root, followed)),
    )
}

fn of_type<'a>(
    name: &str,
    schema: &'a Map<String, Value>,
    root: &'a Value,
    followed: &mut Vec<&'a str>,
) -> String {
    match name {
        "integer" | "number" => format!("{name}{}", bounds(schema, "minimum", "maximum", "")),
        "string" => {
            let mut words = match schema.get("format").and_then(Value::as_str) {
                Some(format) => format!("string in the format {format}"),
                None => "string".to_owned(),
            };
            words.push_str(&bounds(schema, "minLength", "maxLength", " characters"));
            if let Some(pattern) = schema.get("pattern").and_then(Value::as_str) {
                words.extend([" matching `", pattern, "`"]);
            }
            words
        }
        "array" => {
            let items = schema
                .get("items")
                .map(|items| format!(" of {}", within(items, root, followed)));
            let length = bounds(schema, "minItems", "maxItems", " items");
            match items {
                Some(items) if length.is_empty() => format!("array{items}"),
                // The length first: it would read as one of the items.
                Some(items) => format!("array{length}, each {}", &items[" of ".len()..]),
                None => format!("array{length}"),
            }
        }
        "object" => format!(
            "object{}",
            bounds(schema, "minProperties", "maxProperties", " keys")
        ),
        other => other.to_owned(),
    }
}

/// Bounds in words, without the limits of the wider integer types: 4294967295 is correct, but no help to a
/// reader.
fn bounds(schema: &Map<String, Value>, min: &str, max: &str, unit: &str) -> String {
    let bound = |key| {
        let bound = schema.get(key).filter(|bound| !bound.is_null())?;
        (!int_bounds::is_wide_bound(schema, bound)).then_some(bound)
    };
    match (bound(min), bound(max)) {
        (Some(min), Some(max)) if min == max => format!(" of {min}{}", plural(min, unit)),
        (Some(min), Some(max)) => format!(" from {min} to {max}{}", plural(max, unit)),
        (Some(min), None) => format!(" of at least {min}{}", plural(min, unit)),
        (None, Some(max)) => format!(" of at most {max}{}", plural(max, unit)),
        (None, None) => String::new(),
    }
}

/// The unit, singular for a count of one.
fn plural<'a>(count: &Value, unit: &'a str) -> &'a str {
    if count.as_u64() == Some(1) {
        unit.trim_end_matches('s')
    } else {
        unit
    }
}
fn list<'a>(values: impl IntoIterator<Item = &'a Value>) -> String {
    values
        .into_iter()
        .map(Value::to_string)
        .collect::<Vec<_>>()
        .join(", ")
}

fn join_or(all: impl Iterator<Item = String>) -> String {
    let mut words: Vec<String> = Vec::new();
    for one in all {
        if !words.contains(&one) {
            words.push(one);
        }
    }
    words.join(" or ")
}

/// The name of the type that a reference leads to.
pub(crate) fn type_name(reference: &str) -> &str {
    match reference.rsplit('/').next() {
        Some("" | "#") | None => "the whole",
        Some(name) => name,
    }
}

/// Describes a given value in an error message: its type and, unless it is secret, a scalar's text.
pub(crate) fn given(value: &Value, secret: bool) -> String {
    const LONGEST: usize = 40;
    let kind = match value {
        Value::Null => return "null".into(),
        Value::Bool(_) => "boolean",
        Value::Number(_) => "number",
        Value::String(_) => "string",
        Value::Array(_) => "array",
        Value::Object(_) => "object",
    };
    if secret || value.is_array() || value.is_object() {
        return format!(
            "{} {kind}",
            if matches!(kind, "array" | "object") {
                "an"
            } else {
                "a"
            }
        );
    }
    let text = value.to_string();
    if text.chars().count() <= LONGEST {
        return format!("{kind} {text}");
    }
    format!("{kind} {}…", text.chars().take(LONGEST).collect::<String>())
}

/// Returns the schema of a member or item, or `null` if the schema does not describe it.
pub(crate) fn step<'a>(schema: &'a Value, root: &'a Value, key: &str) -> &'a Value {
    const UNKNOWN: &Value = &Value::Null;
    let node = Node::new(schema, root);
    let item = || key.parse().ok().and_then(|index| node.item(index));
    let found = node.member(key).or_else(item);
    found.map_or(UNKNOWN, Node::schema)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::in_words;

    #[test]
    fn recursive_type_is_described_by_its_name() {
        let nest = json!({"anyOf": [{"type": "integer"}, {"type": "array", "items": {"$ref": "#/$defs/Nest"}}]});
        let root = json!({"$ref": "#/$defs/Nest", "$defs": {"Nest": nest}});
        assert_eq!(in_words(&root, &root), "integer or array of Nest");
    }

    #[test]
    fn equal_alternatives_are_described_once() {
        let schema = json!({"anyOf": [{"type": "object"}, {"type": "null"}, {"type": "object"}]});
        assert_eq!(in_words(&schema, &schema), "object or null");
    }
}
