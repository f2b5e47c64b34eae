//! Aliases of inputs in standard JSON Schema.
//!
//! An alias is a property of its own, whose schema refers to the property that it is another name of:
//! `"id": {"$ref": "#/properties/server"}`. A rule in `allOf` says that one of the names is given.

use serde_json::{Map, Value, json};

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
    let escaped = name.replace('~', "~0").replace('/', "~1");
    for alias in aliases {
        let reference = format!("#/properties/{escaped}");
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
