//! The secrets that a schema marks with `writeOnly`, for what has no Rust type: actions that are made of a schema,
//! inputs that cannot be decoded, and descriptions.

use serde_json::{Map, Value};

use super::{Node, format_pattern, rewrite};
use crate::secret::MASK;

/// Number of references and alternatives that lead from a value to its schema. Bounds recursive types.
const MAX_STEPS: usize = 16;

/// Masks the secrets in a value.
pub(crate) fn mask_secrets(value: &mut Value, node: Node<'_>) {
    visit(value, node, 0, &mut |secret| *secret = Value::from(MASK));
}

/// Returns the secrets in a value.
pub(crate) fn secret_values(value: &Value, node: Node<'_>) -> Vec<Value> {
    let mut values = Vec::new();
    visit(&mut value.clone(), node, 0, &mut |secret| {
        values.push(secret.clone());
    });
    values
}

/// Removes the defaults and examples of secrets from a schema before it is published.
pub(crate) fn conceal_secret_defaults(schema: &mut Value) {
    let root = schema.clone();
    rewrite(schema, &mut |keywords| conceal(keywords, &root));
}

fn conceal(keywords: &mut Map<String, Value>, root: &Value) {
    let has_values = ["default", "examples"].map(|name| keywords.contains_key(name));
    if !has_values.contains(&true) {
        return;
    }
    let schema = Value::Object(keywords.clone());
    let mask = |value: &mut Value| {
        // An empty text reveals no secret.
        if value != "" {
            mask_secrets(value, Node::new(&schema, root));
        }
    };
    if let Some(default) = keywords.get_mut("default") {
        mask(default);
        if default == MASK {
            keywords.remove("default");
        }
    }
    if let Some(Value::Array(examples)) = keywords.get_mut("examples") {
        examples.iter_mut().for_each(mask);
        examples.retain(|example| example != MASK);
        if examples.is_empty() {
            keywords.remove("examples");
        }
    }
}

impl Node<'_> {
    /// Returns whether the whole value, or each of its items, is a secret.
    pub(crate) fn is_whole_secret(self) -> bool {
        self.is_whole_within(0)
    }

    fn is_whole_within(self, steps: usize) -> bool {
        let same = self.parts().chain(self.alternatives());
        let mut same = same.chain(self.single("items"));
        self.is_secret() || steps <= MAX_STEPS && same.any(|one| one.is_whole_within(steps + 1))
    }

    /// Returns whether a value may be of this alternative, by its type and its tag.
    fn may_describe(self, value: &Value) -> bool {
        let node = self.resolved();
        if let Some(only) = node.keyword("const") {
            return only == value;
        }
        let has_tag = |(name, property): (&str, Node<'_>)| {
            let member = value.get(name).zip(property.keyword("const"));
            member.is_none_or(|(member, tag)| member == tag)
        };
        node.allows_type_of(value) && node.map("properties").all(has_tag)
    }
}

/// Calls `found` with each secret in a value. Where the schema has alternatives, all count that the value may be of,
/// or all if it may be of none.
fn visit(value: &mut Value, node: Node<'_>, steps: usize, found: &mut dyn FnMut(&mut Value)) {
    if node.is_secret() {
        if !value.is_null() && value != MASK {
            found(value);
        }
        return;
    }
    if steps <= MAX_STEPS {
        let conditions = ["if", "then", "else"].into_iter();
        let conditions = conditions.filter_map(|keyword| node.single(keyword));
        for one in node.parts().chain(conditions) {
            visit(value, one, steps + 1, found);
        }
        let all: Vec<Node<'_>> = node.alternatives().collect();
        let possible: Vec<bool> = all.iter().map(|one| one.may_describe(value)).collect();
        for (one, is_possible) in all.iter().zip(&possible) {
            if *is_possible || !possible.contains(&true) {
                visit(value, *one, steps + 1, found);
            }
        }
        for (key, one) in node.map("dependentSchemas") {
            if value.get(key).is_some() {
                visit(value, one, steps + 1, found);
            }
        }
    }
    match value {
        Value::Object(members) => {
            for (key, member) in members {
                visit_member(key, member, node, found);
            }
        }
        Value::Array(items) => {
            for (index, item) in items.iter_mut().enumerate() {
                visit_item(index, item, node, found);
            }
        }
        _ => {}
    }
}

fn visit_member(key: &str, member: &mut Value, node: Node<'_>, found: &mut dyn FnMut(&mut Value)) {
    let properties = node.map("properties").filter(|(name, _)| *name == key);
    let patterns = node.map("patternProperties");
    let patterns = patterns.filter(|(pattern, _)| format_pattern::matches(pattern, key));
    let mut is_described = false;
    for (_, one) in properties.chain(patterns) {
        is_described = true;
        visit(member, one, 0, found);
    }
    if !is_described {
        let rest = ["additionalProperties", "unevaluatedProperties"];
        for one in rest.into_iter().filter_map(|name| node.single(name)) {
            visit(member, one, 0, found);
        }
    }
}

fn visit_item(index: usize, item: &mut Value, node: Node<'_>, found: &mut dyn FnMut(&mut Value)) {
    let by_index = node.list("prefixItems").nth(index);
    let rest = node.single("items").filter(|_| by_index.is_none());
    let others = ["unevaluatedItems", "contains"].into_iter();
    let others = others.filter_map(|keyword| node.single(keyword));
    for one in by_index.into_iter().chain(rest).chain(others) {
        visit(item, one, 0, found);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The file is a link to one that the tests of the provider read, too.
    #[test]
    fn secrets_are_masked_where_the_schema_marks_them() {
        let samples = include_str!("../../tests/secrets.json");
        let samples: Vec<Value> = serde_json::from_str(samples).unwrap();
        assert!(samples.len() > 20);
        for sample in &samples {
            let node = Node::root(&sample["schema"]);
            for case in sample["cases"].as_array().unwrap() {
                let mut masked = case["input"].clone();
                mask_secrets(&mut masked, node);
                assert_eq!(
                    masked, case["masked"],
                    "{}: {}",
                    sample["name"], case["input"]
                );
                let secrets = secret_values(&case["input"], node);
                assert_eq!(
                    secrets.is_empty(),
                    masked == case["input"],
                    "{}",
                    sample["name"]
                );
                assert!(
                    secrets.is_empty() || node.may_hold_secret(),
                    "{}",
                    sample["name"]
                );
            }
        }
    }
}
