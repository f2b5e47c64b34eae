//! [`needs_check`]: whether a schema promises more than decoding enforces.

use serde_json::Value;

use super::given::GivenRule;
use super::{Node, rewrite};
use crate::input::int_bounds;

/// Keyword for constraints that decoding enforces itself. It is not published.
pub(crate) const ENFORCED: &str = "x-enforced";

/// Returns whether an input can violate the schema and be decoded nevertheless.
///
/// Rust's types enforce JSON types, required members, integer bounds and enumerations. They do not enforce the
/// constraints of `#[schemars(…)]`, distinct items, and the shape of values that serde buffers to find the variant.
/// Keywords of the root are not looked at, except for alternatives: decoding checks keys itself.
pub(crate) fn needs_check(root: &Value) -> bool {
    let node = Node::root(root);
    node.keyword("unevaluatedProperties").is_some()
        || node
            .alternatives()
            .next()
            .is_some_and(|first| !is_rule(first))
        || node
            .inner()
            .any(|one| !is_rule(one) && one.any(&mut Vec::new(), &|node| promises_more(node)))
}

/// Returns whether a schema only describes which inputs are given together; decoding checks that itself.
pub(super) fn is_rule(node: Node<'_>) -> bool {
    node.keywords().is_some_and(|keywords| {
        let is_about_keys = |name: &String| {
            let name = name.as_str();
            matches!(
                name,
                "required" | "dependentRequired" | "not" | "description"
            )
        };
        !keywords.is_empty()
            && (GivenRule::of(node).is_some()
                || keywords.keys().all(is_about_keys)
                || node.alternatives().next().is_some() && node.alternatives().all(is_rule))
    })
}

/// Keywords of constraints that no type of Rust enforces.
const CONSTRAINTS: [&str; 17] = [
    "pattern",
    "minLength",
    "maxLength",
    "exclusiveMinimum",
    "exclusiveMaximum",
    "multipleOf",
    "uniqueItems",
    "contains",
    "minProperties",
    "maxProperties",
    "propertyNames",
    "not",
    "if",
    "dependentRequired",
    "dependentSchemas",
    "unevaluatedProperties",
    "unevaluatedItems",
];

/// Keywords of constraints that some types enforce.
const CONSTRAINTS_OR_TYPES: [&str; 5] = ["minimum", "maximum", "minItems", "maxItems", "format"];

/// Returns whether a value inside an input that its types accept can violate the schema. Types that derive `Input`
/// check the constraints of their fields in typed calls.
pub(crate) fn has_inner_constraints(root: &Value) -> bool {
    Node::root(root).inner().any(|input| {
        let is_own = |node: Node<'_>| {
            std::ptr::eq(node.schema(), input.schema()) && node.keyword(ENFORCED).is_some()
        };
        !is_rule(input)
            && input.alias_of().is_none()
            && input.any(&mut Vec::new(), &|node| {
                GivenRule::of(node).is_some() || is_constrained(node) && !is_own(node)
            })
    })
}

/// Removes the constraints from a schema; what remains describes types.
pub(crate) fn remove_constraints(schema: &mut Value) {
    rewrite(schema, &mut |keywords| {
        if let Some(Value::Array(parts)) = keywords.get_mut("allOf") {
            parts.retain(|part| GivenRule::of(Node::root(part)).is_none());
        }
    });
    rewrite(schema, &mut |keywords| {
        for name in CONSTRAINTS.iter().chain(&CONSTRAINTS_OR_TYPES) {
            keywords.remove(*name);
        }
    });
}

fn promises_more(node: Node<'_>) -> bool {
    let is_enforced = node.keyword(ENFORCED).is_some();
    !is_rule(node) && (is_buffered(node) || !is_enforced && is_constrained(node))
}

fn is_constrained(node: Node<'_>) -> bool {
    let is_char = node.keyword("maxLength") == Some(&Value::from(1))
        && node.keyword("minLength") == Some(&Value::from(1));
    if is_rule(node) {
        return false;
    }
    (CONSTRAINTS.iter().any(|name| node.keyword(name).is_some()) && !is_char)
        || has_bounds_of_its_own(node)
        || has_length_of_its_own(node)
        || has_checked_format(node)
}

fn has_bounds_of_its_own(node: Node<'_>) -> bool {
    let Some(keywords) = node.keywords() else {
        return false;
    };
    ["minimum", "maximum"].iter().any(|name| {
        keywords
            .get(*name)
            .is_some_and(|bound| !int_bounds::is_bound_of_type(keywords, bound))
    })
}

/// A tuple or an array of fixed length has these keywords as well; a tuple is known by `prefixItems`.
fn has_length_of_its_own(node: Node<'_>) -> bool {
    ["minItems", "maxItems"]
        .iter()
        .any(|name| node.keyword(name).is_some())
        && node.keyword("prefixItems").is_none()
}

fn has_checked_format(node: Node<'_>) -> bool {
    let format = node.keyword("format").and_then(Value::as_str);
    format.is_some_and(|format| crate::input::Format::by_name(format).is_some())
}

/// Returns whether serde buffers the value before it chooses an alternative. It does not for `Option`, for enums of
/// plain names and for variants that are the only key of an object.
fn is_buffered(node: Node<'_>) -> bool {
    let of_any = node.list("anyOf").collect::<Vec<_>>();
    let is_null = |one: &Node<'_>| one.keyword("type") == Some(&Value::from("null"));
    if !of_any.is_empty() {
        let others = of_any.iter().filter(|one| !is_null(one)).count();
        return others > 1 || of_any.len() > 2;
    }
    let is_plain = |one: Node<'_>| {
        let is_name = |schema: Node<'_>| {
            schema.keyword("const").is_some() || schema.keyword("enum").is_some()
        };
        is_name(one) || super::alternatives::only_key(one).is_some()
    };
    !node.list("oneOf").all(is_plain)
}
