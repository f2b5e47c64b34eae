//! Validation of an input by its schema, for actions whose input has no Rust type.

use serde_json::{Map, Value};

use super::describe::{in_words, step};
use super::problem::{InputProblem, pointer};
use super::shape::{not_an_object, unknown_input};
use crate::json_schema::{Node, validate};

/// Validates an input by its schema, and fills in the defaults of missing keys.
///
/// # Errors
///
/// All problems of the input: missing and unknown keys, and values of another type.
pub(crate) fn against(
    input: Value,
    schema: &Value,
) -> Result<Map<String, Value>, Vec<InputProblem>> {
    let mut input = input;
    whole(&mut input, schema, &[])?;
    let Value::Object(mut members) = input else {
        return Err(not_an_object(&input));
    };
    for (key, property) in Node::root(schema).map("properties") {
        if let (false, Some(default)) = (members.contains_key(key), property.keyword("default")) {
            members.insert(key.to_owned(), default.clone());
        }
    }
    Ok(members)
}

/// Validates an input by its schema. `order` holds the names of the inputs in the order of the problems.
///
/// # Errors
///
/// All problems of the input.
pub(crate) fn whole(
    input: &mut Value,
    schema: &Value,
    order: &[String],
) -> Result<(), Vec<InputProblem>> {
    if input.is_null() {
        *input = Value::Object(Map::new());
    }
    if !input.is_object() {
        return Err(not_an_object(input));
    }
    let mut problems = validate::problems(input, schema, order);
    if problems.is_empty() {
        return Ok(());
    }
    // A rule and an alternative can say the same.
    let mut seen = std::collections::HashSet::new();
    problems.retain(|problem| seen.insert(problem.to_string()));
    problems.sort_by_key(|problem| {
        let key = problem.pointer.trim_start_matches('/');
        let key = key.split('/').next().unwrap_or_default();
        order
            .iter()
            .position(|name| name == key)
            .unwrap_or(order.len())
    });
    Err(problems)
}

/// Returns the problems of the keys: required keys that are missing, and keys that the schema does not define.
/// `order` holds the names as they are declared.
pub(super) fn check_keys(
    given: &Map<String, Value>,
    schema: &Value,
    order: fn() -> Vec<&'static str>,
) -> Vec<InputProblem> {
    let missing = Node::root(schema).required();
    let missing = missing.filter(|name| !given.contains_key(*name));
    let mut problems: Vec<_> = missing
        .map(|name| {
            let expected = in_words(step(schema, schema, name), schema);
            InputProblem::mismatch(pointer("", name), expected, None)
        })
        .collect();
    if schema["additionalProperties"] == Value::Bool(false) {
        let properties = schema["properties"].as_object();
        let is_known = |key: &str| properties.is_some_and(|known| known.contains_key(key));
        let mut unknown_keys = given.keys().filter(|key| !is_known(key)).peekable();
        if unknown_keys.peek().is_some() {
            let mut names: Vec<&str> = properties
                .into_iter()
                .flat_map(Map::keys)
                .map(String::as_str)
                .collect();
            let order = order();
            names.sort_by_key(|name| {
                let place = order.iter().position(|one| one == name);
                place.unwrap_or(order.len())
            });
            problems.extend(unknown_keys.map(|key| unknown_input(key, &names)));
        }
    }
    problems
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
                "/network/port: expected integer, got string \"eth0\"",
                "/password: expected string, got a number",
                "/power: expected one of \"on\", \"off\", got string \"up\"",
                "/server: expected string, got number 7",
                "/severs: unknown input; did you mean `server`? (the action takes `detailed`, `network`, `password`, `power`, `server`, `tags`)",
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
