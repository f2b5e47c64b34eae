//! Aliases of inputs in standard JSON Schema.
//!
//! An alias is a separate property whose schema refers to the property that it names:
//! `"id": {"$ref": "#/properties/server"}`. A rule in `allOf` says that one of the names is given.

use serde_json::{Map, Value, json};

/// Prefix of the reference of an alias whose place in the whole schema is not known yet.
const UNRESOLVED: &str = "alias:";

/// Completes the references of aliases in a whole schema.
pub(super) fn resolve(schema: &mut Value) {
    resolve_at(schema, "#");
}

fn resolve_at(part: &mut Value, at: &str) {
    let Value::Object(members) = part else {
        if let Value::Array(items) = part {
            for (index, item) in items.iter_mut().enumerate() {
                resolve_at(item, &format!("{at}/{index}"));
            }
        }
        return;
    };
    for (key, member) in members {
        let step = escaped(key);
        resolve_at(member, &format!("{at}/{step}"));
        let name = member.get("$ref").and_then(Value::as_str);
        if let Some(name) = name.and_then(|name| name.strip_prefix(UNRESOLVED)) {
            member["$ref"] = format!("{at}/{}", escaped(name)).into();
        }
    }
}

fn escaped(key: &str) -> String {
    key.replace('~', "~0").replace('/', "~1")
}

/// Adds one more alias of a member to the properties, and to the rules of its other names.
pub(crate) fn add(
    name: &str,
    alias: &str,
    is_required: bool,
    properties: &mut Map<String, Value>,
    rules: &mut Vec<Value>,
) {
    let others: Vec<String> = properties
        .iter()
        .filter(|(_, one)| one["$ref"] == format!("{UNRESOLVED}{name}"))
        .map(|(other, _)| other.clone())
        .collect();
    let rule = rules.iter_mut().find_map(|rule| {
        let one_of = rule.get_mut("oneOf")?.as_array_mut()?;
        (one_of.first()? == &json!({"required": [name]})).then_some(one_of)
    });
    let reference = format!("{UNRESOLVED}{name}");
    match rule {
        Some(one_of) => {
            one_of.push(json!({"required": [alias]}));
            properties.insert(alias.to_owned(), json!({"$ref": reference}));
        }
        None => {
            describe(name, &[alias], is_required, properties, rules);
            for other in &others {
                rules.push(json!({"not": {"required": [other, alias]}}));
            }
        }
    }
}

/// Adds the aliases of an input to the properties, and their rule to `rules`.
pub(super) fn describe(
    name: &str,
    aliases: &[&str],
    is_required: bool,
    properties: &mut Map<String, Value>,
    rules: &mut Vec<Value>,
) {
    if aliases.is_empty() {
        return;
    }
    for alias in aliases {
        let reference = format!("{UNRESOLVED}{name}");
        properties.insert((*alias).to_owned(), json!({"$ref": reference}));
    }
    let names: Vec<&str> = std::iter::once(name)
        .chain(aliases.iter().copied())
        .collect();
    if is_required {
        let one_each = names.iter().map(|name| json!({"required": [name]}));
        rules.push(json!({"oneOf": one_each.collect::<Vec<_>>()}));
        return;
    }
    for (index, one) in names.iter().enumerate() {
        for other in &names[index + 1..] {
            rules.push(json!({"not": {"required": [one, other]}}));
        }
    }
}
