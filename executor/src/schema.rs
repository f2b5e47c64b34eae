//! Reads the parts of a JSON Schema that a command line needs: the types of a value, and an example value.

use serde_json::{Map, Value};

/// Resolves a reference into the definitions of `root`.
pub(crate) fn resolve<'a>(schema: &'a Value, root: &'a Value) -> &'a Value {
    let target = schema["$ref"]
        .as_str()
        .and_then(|path| path.strip_prefix('#'))
        .and_then(|path| root.pointer(path));
    target.unwrap_or(schema)
}

/// Returns the JSON types that a schema allows, or `None` if it allows all.
pub(crate) fn types(schema: &Value, root: &Value) -> Option<Vec<String>> {
    types_within(schema, root, 0)
}

fn types_within(schema: &Value, root: &Value, depth: usize) -> Option<Vec<String>> {
    const MAX_DEPTH: usize = 16;
    let schema = resolve(schema, root);
    if depth > MAX_DEPTH {
        return None;
    }
    match &schema["type"] {
        Value::String(only) => return Some(vec![only.clone()]),
        Value::Array(several) => {
            let names = several.iter().filter_map(Value::as_str);
            return Some(names.map(str::to_owned).collect());
        }
        _ => {}
    }
    if let Some(value) = schema.get("const") {
        return Some(vec![type_of(value).to_owned()]);
    }
    if let Some(values) = schema["enum"].as_array() {
        return Some(values.iter().map(|one| type_of(one).to_owned()).collect());
    }
    for alternatives in ["anyOf", "oneOf"] {
        if let Some(alternatives) = schema[alternatives].as_array() {
            let types = alternatives
                .iter()
                .map(|one| types_within(one, root, depth + 1));
            return types
                .collect::<Option<Vec<_>>>()
                .map(|types| types.concat());
        }
    }
    let all = schema["allOf"].as_array()?;
    all.iter()
        .find_map(|one| types_within(one, root, depth + 1))
}

/// Returns JSON Schema's name of a value's type.
pub(crate) fn type_of(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "boolean",
        Value::Number(number) if number.is_f64() => "number",
        Value::Number(_) => "integer",
        Value::String(_) => "string",
        Value::Array(_) => "array",
        Value::Object(_) => "object",
    }
}

/// Returns an example of a value that the schema accepts. Patterns are not supported: the example of a text with a
/// pattern is `<name>`.
pub(crate) fn example(name: &str, schema: &Value, root: &Value) -> Value {
    example_within(name, schema, root, 0)
}

fn example_within(name: &str, schema: &Value, root: &Value, depth: usize) -> Value {
    const MAX_DEPTH: usize = 8;
    let schema = resolve(schema, root);
    if depth > MAX_DEPTH {
        return Value::Null;
    }
    let given = [
        &schema["default"],
        &schema["const"],
        &schema["examples"][0],
        &schema["enum"][0],
    ];
    if let Some(given) = given.into_iter().find(|value| !value.is_null()) {
        return given.clone();
    }
    for alternatives in ["anyOf", "oneOf", "allOf"] {
        let first = &schema[alternatives][0];
        if !first.is_null() {
            return example_within(name, first, root, depth + 1);
        }
    }
    let types = types(schema, root).unwrap_or_default();
    match types.first().map(String::as_str) {
        Some("integer" | "number") => number(schema),
        Some("boolean") => true.into(),
        Some("array") => {
            let items = usize::try_from(schema["minItems"].as_u64().unwrap_or(1))
                .unwrap_or(1)
                .max(1);
            let item = |index| {
                let of_item = schema["prefixItems"].get(index).unwrap_or(&schema["items"]);
                example_within("item", of_item, root, depth + 1)
            };
            let items = schema["prefixItems"].as_array().map_or(items, Vec::len);
            (0..items).map(item).collect()
        }
        Some("object") => object(schema, root, depth),
        Some("null") => Value::Null,
        _ => text(name, schema).into(),
    }
}

fn number(schema: &Value) -> Value {
    let (min, max) = (&schema["minimum"], &schema["maximum"]);
    if min.as_f64().is_some_and(|min| min > 1.0) {
        return min.clone();
    }
    if max.as_f64().is_some_and(|max| max < 1.0) {
        return max.clone();
    }
    1.into()
}

fn object(schema: &Value, root: &Value, depth: usize) -> Value {
    let required = schema["required"].as_array().into_iter().flatten();
    let members = required.filter_map(Value::as_str).map(|name| {
        let member = example_within(name, &schema["properties"][name], root, depth + 1);
        (name.to_owned(), member)
    });
    members.collect::<Map<_, _>>().into()
}

fn text(name: &str, schema: &Value) -> String {
    if schema["pattern"].is_string() {
        return format!("<{name}>");
    }
    let known = match schema["format"].as_str().unwrap_or_default() {
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
    let length = |key: &str| {
        schema[key]
            .as_u64()
            .and_then(|length| usize::try_from(length).ok())
    };
    let mut text: String = name.to_owned();
    while text.chars().count() < length("minLength").unwrap_or(0) {
        text.push('x');
    }
    text.chars()
        .take(length("maxLength").unwrap_or(usize::MAX))
        .collect()
}
