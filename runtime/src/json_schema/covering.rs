//! Examples of all alternatives and members of a schema.

use serde_json::{Map, Value};

use super::{Node, example};

/// Returns the number of examples that together have all alternatives.
pub(crate) fn covering_examples(schema: &Value) -> usize {
    const MAX: usize = 24;
    fn largest(schema: &Value) -> usize {
        match schema {
            Value::Object(members) => members
                .iter()
                .map(|(keyword, inner)| match (keyword.as_str(), inner) {
                    ("anyOf" | "oneOf" | "enum", Value::Array(all)) => {
                        all.iter().map(largest).max().unwrap_or(0).max(all.len())
                    }
                    _ => largest(inner),
                })
                .max()
                .unwrap_or(0),
            Value::Array(items) => items.iter().map(largest).max().unwrap_or(0),
            _ => 0,
        }
    }
    largest(schema).clamp(1, MAX)
}

/// Returns an example with all members. `pass` chooses the alternatives.
pub(crate) fn covering_example(schema: &Value, pass: usize) -> Value {
    value("input", Node::root(schema), pass, 0)
}

fn value(name: &str, node: Node<'_>, pass: usize, depth: usize) -> Value {
    const MAX_DEPTH: usize = 10;
    if depth > MAX_DEPTH {
        return example(name, node);
    }
    let mut members = Map::new();
    let mut other = None;
    let mut merge = |value: Value| match value {
        Value::Object(more) => more.into_iter().for_each(|(key, member)| {
            members.entry(key).or_insert(member);
        }),
        value => other = Some(value),
    };
    if let Some(values) = node.keyword("enum").and_then(Value::as_array)
        && !values.is_empty()
    {
        return values[pass % values.len()].clone();
    }
    if node.keyword("properties").is_some() || node.keyword("type") == Some(&"object".into()) {
        merge(object(node, pass, depth).into());
    }
    let is_null = |one: &Node<'_>| one.keyword("type") == Some(&Value::from("null"));
    let alternatives: Vec<Node<'_>> = node.alternatives().filter(|one| !is_null(one)).collect();
    if !alternatives.is_empty() {
        merge(value(
            name,
            alternatives[pass % alternatives.len()],
            pass,
            depth + 1,
        ));
    }
    for part in node.parts() {
        let is_rule = part.keyword("properties").is_none() && part.types().is_none();
        if !is_rule {
            merge(value(name, part, pass, depth + 1));
        }
    }
    match other {
        _ if !members.is_empty() => members.into(),
        Some(other) => other,
        None => {
            let types = node.types().unwrap_or_default();
            if types.contains(&"array") {
                array(node, pass, depth)
            } else if types.contains(&"object") {
                members.into()
            } else {
                example(name, node)
            }
        }
    }
}

fn object(node: Node<'_>, pass: usize, depth: usize) -> Map<String, Value> {
    const DEPTH_OF_OPTIONAL: usize = 6;
    let mut members = Map::new();
    for (name, member) in node.map("properties") {
        let is_given = depth <= DEPTH_OF_OPTIONAL || node.requires(name);
        if member.alias_of().is_none() && is_given {
            members.insert(name.to_owned(), value(name, member, pass, depth + 1));
        }
    }
    if depth <= DEPTH_OF_OPTIONAL {
        let by_pattern = node
            .map("patternProperties")
            .map(|(_, schema)| ("7", schema));
        let rest = node.single("additionalProperties");
        for (key, schema) in by_pattern.chain(rest.map(|schema| ("key", schema))) {
            members.insert(key.to_owned(), value(key, schema, pass, depth + 1));
        }
    }
    members
}

fn array(node: Node<'_>, pass: usize, depth: usize) -> Value {
    let by_index = node.list("prefixItems").count();
    let least = node.keyword("minItems").and_then(Value::as_u64);
    let least = least
        .and_then(|least| usize::try_from(least).ok())
        .unwrap_or(1);
    let count = if by_index > 0 {
        by_index
    } else {
        least.clamp(1, 64)
    };
    let item = |index| {
        let schema = node.item(index);
        schema.map_or_else(
            || "item".into(),
            |schema| value("item", schema, pass, depth + 1),
        )
    };
    (0..count).map(item).collect()
}
