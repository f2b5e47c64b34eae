//! The reader of `writeOnly` in schemas, for what has no Rust type: actions that are made of a schema, inputs that
//! cannot be decoded, and descriptions.

use serde_json::{Map, Value};

use super::describe;
use crate::secret::MASK;

/// Keywords whose value maps names to schemas.
const MAPS: [&str; 5] = [
    "properties",
    "patternProperties",
    "$defs",
    "definitions",
    "dependentSchemas",
];
/// Keywords whose value is a list of schemas that apply to the same value.
const ALTERNATIVES: [&str; 3] = ["allOf", "anyOf", "oneOf"];
/// Keywords whose value is a schema that applies to the same value.
const CONDITIONS: [&str; 3] = ["if", "then", "else"];
/// Keywords whose value is a schema of members or items.
const INNER: [&str; 6] = [
    "items",
    "additionalProperties",
    "unevaluatedProperties",
    "unevaluatedItems",
    "contains",
    "propertyNames",
];
/// Number of references and alternatives that lead from a value to its schema. Bounds recursive types.
const MAX_STEPS: usize = 16;

/// Returns whether a schema marks anything as secret.
pub(crate) fn are_in(schema: &Value) -> bool {
    is_secret(schema) || parts(schema).any(are_in)
}

/// Returns whether a value of this schema may hold a secret; follows references.
pub(crate) fn may_be_in<'a>(schema: &'a Value, root: &'a Value) -> bool {
    fn search<'a>(schema: &'a Value, root: &'a Value, followed: &mut Vec<&'a str>) -> bool {
        if is_secret(schema) {
            return true;
        }
        if let Some(target) = schema.get("$ref").and_then(Value::as_str)
            && !followed.contains(&target)
        {
            followed.push(target);
            let resolved = describe::resolve(schema, root);
            if !std::ptr::eq(resolved, schema) && search(resolved, root, followed) {
                return true;
            }
        }
        parts(schema)
            .filter(|part| !is_definition(schema, part))
            .any(|part| search(part, root, followed))
    }
    search(schema, root, &mut Vec::new())
}

/// Returns whether the whole value, or each of its items, is a secret.
pub(crate) fn is_whole(schema: &Value, root: &Value) -> bool {
    fn search(schema: &Value, root: &Value, steps: usize) -> bool {
        if is_secret(schema) {
            return true;
        }
        if steps > MAX_STEPS {
            return false;
        }
        let same = ALTERNATIVES.iter().flat_map(|key| list(&schema[*key]));
        let target = describe::resolve(schema, root);
        let target = (!std::ptr::eq(target, schema)).then_some(target);
        same.chain([&schema["items"]])
            .chain(target)
            .any(|one| search(one, root, steps + 1))
    }
    search(schema, root, 0)
}

/// Masks the secrets of an input.
pub(crate) fn mask(input: &mut Value, schema: &Value) {
    mask_within(input, schema, schema);
}

/// Masks the secrets of a part of an input. `root` holds the definitions that its schema refers to.
pub(crate) fn mask_within(part: &mut Value, schema: &Value, root: &Value) {
    visit(part, schema, root, 0, &mut |secret| {
        *secret = Value::from(MASK);
    });
}

/// Returns the secrets of an input.
pub(crate) fn values(input: &Value, schema: &Value) -> Vec<Value> {
    let mut values = Vec::new();
    visit(&mut input.clone(), schema, schema, 0, &mut |secret| {
        values.push(secret.clone());
    });
    values
}

/// Removes the defaults and examples of secrets from a schema before it is published.
pub(crate) fn conceal_defaults(schema: &mut Value) {
    let root = schema.clone();
    conceal_within(schema, &root);
}

fn conceal_within(schema: &mut Value, root: &Value) {
    let of = schema.clone();
    let Some(keywords) = schema.as_object_mut() else {
        return;
    };
    if let Some(default) = keywords.get_mut("default") {
        conceal(default, &of, root);
        if default == MASK {
            keywords.remove("default");
        }
    }
    if let Some(Value::Array(examples)) = keywords.get_mut("examples") {
        for example in &mut *examples {
            conceal(example, &of, root);
        }
        examples.retain(|example| example != MASK);
        if examples.is_empty() {
            keywords.remove("examples");
        }
    }
    for part in parts_mut(keywords) {
        conceal_within(part, root);
    }
}

fn conceal(value: &mut Value, schema: &Value, root: &Value) {
    // An empty text reveals no secret.
    if value != "" {
        mask_within(value, schema, root);
    }
}

/// Calls `found` with each secret in a value. Where the schema has alternatives, all count that the value may be of.
fn visit(
    value: &mut Value,
    schema: &Value,
    root: &Value,
    steps: usize,
    found: &mut dyn FnMut(&mut Value),
) {
    if is_secret(schema) {
        if !value.is_null() && value != MASK {
            found(value);
        }
        return;
    }
    if !schema.is_object() {
        return;
    }
    if steps <= MAX_STEPS {
        let target = describe::resolve(schema, root);
        if !std::ptr::eq(target, schema) {
            visit(value, target, root, steps + 1, found);
        }
        for one in ALTERNATIVES.iter().flat_map(|key| list(&schema[*key])) {
            if may_be_of(value, one, root) {
                visit(value, one, root, steps + 1, found);
            }
        }
        for one in CONDITIONS.iter().filter_map(|key| schema.get(*key)) {
            visit(value, one, root, steps + 1, found);
        }
    }
    match value {
        Value::Object(members) => visit_members(members, schema, root, found),
        Value::Array(items) => {
            let prefix = list(&schema["prefixItems"]);
            let rest = ["items", "unevaluatedItems", "contains"];
            for (index, item) in items.iter_mut().enumerate() {
                let of_item = prefix.get(index).into_iter();
                for one in of_item.chain(rest.iter().filter_map(|key| schema.get(*key))) {
                    visit(item, one, root, 0, found);
                }
            }
        }
        _ => {}
    }
}

fn visit_members(
    members: &mut Map<String, Value>,
    schema: &Value,
    root: &Value,
    found: &mut dyn FnMut(&mut Value),
) {
    let properties = schema.get("properties").and_then(Value::as_object);
    for (key, member) in members {
        if let Some(property) = properties.and_then(|all| property(all, key)) {
            visit(member, property, root, 0, found);
            continue;
        }
        // Patterns are not evaluated: each may match.
        let patterns = schema.get("patternProperties").and_then(Value::as_object);
        let rest = ["additionalProperties", "unevaluatedProperties"];
        let rest = rest.iter().filter_map(|key| schema.get(*key));
        for one in patterns.into_iter().flat_map(Map::values).chain(rest) {
            visit(member, one, root, 0, found);
        }
    }
}

/// Returns the schema of a property by its name or alias.
fn property<'a>(properties: &'a Map<String, Value>, key: &str) -> Option<&'a Value> {
    properties.get(key).or_else(|| {
        let is_alias = |schema: &&Value| list(&schema["x-aliases"]).iter().any(|one| one == key);
        properties.values().find(is_alias)
    })
}

/// Returns whether a value may be of an alternative, by its type, its tag and its required keys.
fn may_be_of(value: &Value, schema: &Value, root: &Value) -> bool {
    let mut schema = schema;
    for _ in 0..MAX_STEPS {
        schema = describe::resolve(schema, root);
    }
    if let Some(only) = schema.get("const") {
        return only == value;
    }
    let kind = match value {
        Value::Null => "null",
        Value::Bool(_) => "boolean",
        Value::Number(_) => "number",
        Value::String(_) => "string",
        Value::Array(_) => "array",
        Value::Object(_) => "object",
    };
    let is_kind = |name: &Value| name == kind || (kind == "number" && name == "integer");
    let has_type = match schema.get("type") {
        Some(Value::Array(several)) => several.iter().any(is_kind),
        Some(only) => is_kind(only),
        None => true,
    };
    let has_tags = value.as_object().is_none_or(|members| {
        let properties = schema["properties"].as_object().into_iter().flatten();
        properties
            .filter_map(|(key, property)| Some((members.get(key)?, property.get("const")?)))
            .all(|(member, tag)| member == tag)
    });
    has_type && has_tags
}

/// Returns the schemas inside of a schema. A property with the name of a keyword is none.
fn parts(schema: &Value) -> impl Iterator<Item = &Value> {
    let keywords = schema.as_object();
    let get = move |key: &&str| keywords.and_then(|all| all.get(*key));
    let maps = MAPS.iter().filter_map(get);
    let maps = maps.filter_map(Value::as_object).flat_map(Map::values);
    let lists = ALTERNATIVES.iter().chain(&["prefixItems"]).filter_map(get);
    let lists = lists.filter_map(Value::as_array).flatten();
    let single = INNER.iter().chain(&CONDITIONS).filter_map(get);
    maps.chain(lists).chain(single)
}

fn parts_mut(keywords: &mut Map<String, Value>) -> Vec<&mut Value> {
    let mut parts = Vec::new();
    for (key, value) in keywords {
        let key = key.as_str();
        if MAPS.contains(&key) {
            parts.extend(value.as_object_mut().into_iter().flat_map(Map::values_mut));
        } else if ALTERNATIVES.contains(&key) || key == "prefixItems" {
            parts.extend(value.as_array_mut().into_iter().flatten());
        } else if INNER.contains(&key) || CONDITIONS.contains(&key) {
            parts.push(value);
        }
    }
    parts
}

fn is_definition(schema: &Value, part: &Value) -> bool {
    let maps = ["$defs", "definitions"].iter();
    maps.filter_map(|key| schema.get(*key)?.as_object())
        .any(|all| all.values().any(|one| std::ptr::eq(one, part)))
}

fn list(value: &Value) -> &[Value] {
    value.as_array().map_or(&[], Vec::as_slice)
}

fn is_secret(schema: &Value) -> bool {
    schema.get("writeOnly") == Some(&Value::Bool(true))
}
