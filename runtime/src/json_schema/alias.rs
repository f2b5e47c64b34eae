//! Further names of members and variants, added to a schema.

use serde_json::{Map, Value};

use crate::input::aliases;

/// Adds another name of a member. Its reference is completed by [`aliases::resolve`].
pub(crate) fn add_member_alias(object: &mut Map<String, Value>, name: &str, alias: &str) {
    let Some(Value::Object(mut properties)) = object.remove("properties") else {
        return;
    };
    let mut rules = match object.remove("allOf") {
        Some(Value::Array(rules)) => rules,
        _ => Vec::new(),
    };
    let required = object.get_mut("required").and_then(Value::as_array_mut);
    let is_required = required.is_some_and(|required| {
        let count = required.len();
        required.retain(|one| one != name);
        required.len() < count
    });
    aliases::add(name, alias, is_required, &mut properties, &mut rules);
    object.insert("properties".into(), properties.into());
    object.insert("allOf".into(), rules.into());
}

/// Adds another name of a variant.
pub(crate) fn add_variant_alias(object: &mut Map<String, Value>, name: &str, alias: &str) {
    if let Some(names) = object.get_mut("enum").and_then(Value::as_array_mut) {
        names.push(alias.into());
        return;
    }
    for keyword in ["oneOf", "anyOf"] {
        let Some(all) = object.get_mut(keyword).and_then(Value::as_array_mut) else {
            continue;
        };
        for index in 0..all.len() {
            let mut other = all[index].clone();
            if other["const"] == name {
                other["const"] = alias.into();
                all.push(other);
                return;
            }
            if let Some(names) = all[index].get_mut("enum").and_then(Value::as_array_mut)
                && names.iter().any(|one| one == name)
            {
                names.push(alias.into());
                return;
            }
            let properties = other.get_mut("properties").and_then(Value::as_object_mut);
            if let Some(properties) = properties
                && let Some(content) = properties.remove(name)
            {
                properties.insert(alias.to_owned(), content);
                other["required"] = vec![alias].into();
                all.push(other);
                return;
            }
        }
    }
}
