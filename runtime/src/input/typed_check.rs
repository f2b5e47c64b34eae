//! The constraints inside the inputs of a typed call: those of the parts of an input, at any depth.

use serde_json::Value;

use super::problem::{InputProblem, pointer};
use super::render::is_unserializable;
use crate::json_schema::{Node, remove_constraints, validate};

/// Returns the violated constraints of an input that a typed call has built, from its JSON.
///
/// A type can be written as JSON in another way than it is read. Only if a value has the types of the schema, its
/// problems are violated constraints.
pub(crate) fn problems(input: &Value, schema: &Value) -> Vec<InputProblem> {
    let root = Node::root(schema);
    let mut types = None;
    let mut problems = Vec::new();
    let mut check = |value: &Value, path: &str, at: &str| {
        let node = |schema| Some(Node::new(Value::pointer(schema, path)?, schema));
        let Some(found) = node(schema).map(|node| validate::problems_of(value, node, at)) else {
            return;
        };
        if found.is_empty() {
            return;
        }
        let types = types.get_or_insert_with(|| {
            let mut types = schema.clone();
            remove_constraints(&mut types);
            types
        });
        let has_types =
            node(types).is_some_and(|node| validate::problems_of(value, node, at).is_empty());
        if has_types {
            problems.extend(found);
        }
    };
    let is_choice = root.alternatives().next().is_some();
    match input {
        Value::Object(members) if !is_choice => {
            for (key, member) in members {
                if !is_unserializable(member) {
                    check(member, &pointer("/properties", key), &pointer("", key));
                }
            }
        }
        _ => check(input, "", ""),
    }
    problems
}
