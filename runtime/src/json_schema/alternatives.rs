//! The choice of the alternative of `anyOf` and `oneOf` that a value was meant for.

use serde_json::Value;

use super::Node;

/// Returns the alternatives of a schema, with references and nested alternatives resolved.
pub(super) fn flattened<'a>(all: impl Iterator<Item = Node<'a>>) -> Vec<Node<'a>> {
    const MAX: usize = 64;
    fn add<'a>(node: Node<'a>, depth: usize, flat: &mut Vec<Node<'a>>) {
        // A variant can have its tag next to the reference to its content.
        let has_shape =
            |node: Node<'_>| node.keyword("properties").is_some() || node.keyword("type").is_some();
        let node = if has_shape(node) {
            node
        } else {
            node.resolved()
        };
        let mut inner = node.alternatives().peekable();
        let has_more = has_shape(node);
        if inner.peek().is_none() || has_more || depth > 8 || flat.len() > MAX {
            flat.push(node);
        } else {
            inner.for_each(|one| add(one, depth + 1, flat));
        }
    }
    let mut flat = Vec::new();
    all.for_each(|one| add(one, 0, &mut flat));
    flat
}

/// Returns the name of the only key that an object of this schema has: the variant of an enum.
pub(crate) fn only_key(node: Node<'_>) -> Option<&str> {
    let mut names = node.keyword("properties")?.as_object()?.keys();
    let name = names.next().filter(|_| names.next().is_none())?;
    let is_closed = node.keyword("additionalProperties") == Some(&Value::Bool(false));
    let is_required = node.required().any(|required| required == name);
    (is_closed && is_required).then_some(name.as_str())
}

/// Returns the constant texts of a member in which the alternatives differ, with its name.
pub(crate) fn tag<'a>(all: &[Node<'a>]) -> Option<(&'a str, Vec<&'a Value>)> {
    let first = all.iter().find_map(|node| constants(*node).next())?;
    let (name, _) = first;
    let values: Vec<&Value> = all
        .iter()
        .filter_map(|node| tag_value(*node, name))
        .collect();
    (values.len() > 1 || all.len() == 1).then_some((name, values))
}

/// Returns the constant of a member of an object.
pub(crate) fn tag_value<'a>(node: Node<'a>, name: &str) -> Option<&'a Value> {
    constants(node)
        .find(|(tag, _)| *tag == name)
        .map(|(_, value)| value)
}

fn constants(node: Node<'_>) -> impl Iterator<Item = (&str, &Value)> {
    node.map("properties").filter_map(|(name, property)| {
        let only = property.keyword("enum").and_then(Value::as_array);
        let only = only.filter(|values| values.len() == 1);
        let value = property
            .keyword("const")
            .or_else(|| only.and_then(|values| values.first()))?;
        value.is_string().then_some((name, value))
    })
}
