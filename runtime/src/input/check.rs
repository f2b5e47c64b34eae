//! Validation of an input by its schema, for actions whose input has no Rust type.

use serde_json::{Map, Value};

use super::describe::{given, in_words, resolve, step};
use super::problem::{InputProblem, pointer};
use super::secrets;
use super::shape::{not_an_object, unknown_input};

/// Validates keys, types and enumerations of an input, and fills in the defaults of missing keys.
///
/// # Errors
///
/// All problems of the input: missing and unknown keys, and values of another type.
pub(crate) fn against(
    input: Value,
    schema: &Value,
) -> Result<Map<String, Value>, Vec<InputProblem>> {
    let mut members = match input {
        Value::Object(members) => members,
        Value::Null => Map::new(),
        other => return Err(not_an_object(&other)),
    };
    let mut problems = check_keys(&members, schema);
    for (key, value) in &members {
        check_values(
            value,
            step(schema, schema, key),
            schema,
            pointer("", key),
            &mut problems,
        );
    }
    if !problems.is_empty() {
        return Err(problems);
    }
    for (key, schema) in schema["properties"].as_object().into_iter().flatten() {
        if let (false, Some(default)) = (members.contains_key(key), schema.get("default")) {
            members.insert(key.clone(), default.clone());
        }
    }
    Ok(members)
}

/// Returns the problems of the keys: required keys that are missing, and keys that the schema does not define.
pub(super) fn check_keys(given: &Map<String, Value>, schema: &Value) -> Vec<InputProblem> {
    let required = schema["required"].as_array().into_iter().flatten();
    let missing = required
        .filter_map(Value::as_str)
        .filter(|name| !given.contains_key(*name));
    let mut problems: Vec<_> = missing
        .map(|name| {
            let expected = in_words(step(schema, schema, name), schema);
            InputProblem::mismatch(pointer("", name), expected, None)
        })
        .collect();
    if schema["additionalProperties"] == Value::Bool(false) {
        let properties = schema["properties"].as_object();
        let names: Vec<&str> = properties
            .into_iter()
            .flat_map(Map::keys)
            .map(String::as_str)
            .collect();
        let unknown_keys = given.keys().filter(|key| !names.contains(&key.as_str()));
        problems.extend(unknown_keys.map(|key| unknown_input(key, &names)));
    }
    problems
}

/// Collects the problems of a value and of its members.
fn check_values(
    value: &Value,
    schema: &Value,
    root: &Value,
    at: String,
    problems: &mut Vec<InputProblem>,
) {
    let schema = resolve(schema, root);
    if !fits(value, schema) {
        let got = given(value, secrets::may_be_in(schema, root));
        problems.push(InputProblem::mismatch(
            at,
            in_words(schema, root),
            Some(got),
        ));
        return;
    }
    match value {
        Value::Array(items) => {
            for (index, item) in items.iter().enumerate() {
                let key = index.to_string();
                check_values(
                    item,
                    step(schema, root, &key),
                    root,
                    pointer(&at, &key),
                    problems,
                );
            }
        }
        Value::Object(members) => {
            for (key, member) in members {
                check_values(
                    member,
                    step(schema, root, key),
                    root,
                    pointer(&at, key),
                    problems,
                );
            }
        }
        _ => {}
    }
}

/// Returns whether the `type` and `enum` of a schema allow a value.
fn fits(value: &Value, schema: &Value) -> bool {
    let is_of = |name: &str| match name {
        "null" => value.is_null(),
        "boolean" => value.is_boolean(),
        // In JSON Schema, 3.0 is an integer.
        "integer" => {
            value.is_i64()
                || value.is_u64()
                || value.as_f64().is_some_and(|number| number.fract() == 0.0)
        }
        "number" => value.is_number(),
        "string" => value.is_string(),
        "array" => value.is_array(),
        "object" => value.is_object(),
        _ => true,
    };
    let has_type = match schema.get("type") {
        Some(Value::String(only)) => is_of(only),
        Some(Value::Array(several)) => several.iter().filter_map(Value::as_str).any(is_of),
        _ => true,
    };
    let allowed = schema.get("enum").and_then(Value::as_array);
    has_type && allowed.is_none_or(|allowed| allowed.contains(value))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn validate(input: Value) -> Vec<String> {
        let schema = json!({
            "type": "object", "additionalProperties": false, "required": ["server", "network"],
            "properties": {
                "server": {"type": "string"},
                "network": {"type": ["string", "object"], "properties": {"port": {"type": "integer"}}},
                "tags": {"type": ["array", "null"], "items": {"type": "string"}},
                "power": {"enum": ["on", "off"]},
                "password": {"type": "string", "writeOnly": true},
                "detailed": {"type": "boolean", "default": true},
            },
        });
        match against(input, &schema) {
            Ok(input) => vec![Value::Object(input).to_string()],
            Err(problems) => problems.iter().map(ToString::to_string).collect(),
        }
    }

    #[test]
    fn reports_all_problems_at_once() {
        let input = json!({
            "server": 7, "network": {"port": "eth0"}, "tags": ["a", null], "power": "up", "password": 1234,
            "severs": "x",
        });
        assert_eq!(
            validate(input),
            [
                "/severs: unknown input; did you mean `server`? (the action takes `detailed`, `network`, `password`, `power`, `server`, `tags`)",
                "/network/port: expected integer, got string \"eth0\"",
                "/password: expected string, got a number",
                "/power: expected one of \"on\", \"off\", got string \"up\"",
                "/server: expected string, got number 7",
                "/tags/1: expected string, got null",
            ]
        );
        assert_eq!(
            validate(json!({})),
            [
                "/server: missing, expected string",
                "/network: missing, expected string or object",
            ]
        );
        assert_eq!(
            validate(json!([])),
            ["expected an object with the action's inputs, got an array"]
        );
    }

    #[test]
    fn fills_in_defaults_of_valid_input() {
        assert_eq!(
            validate(json!({"server": "s", "network": {"port": 2.0}, "tags": null})),
            [r#"{"detailed":true,"network":{"port":2.0},"server":"s","tags":null}"#]
        );
    }
}
