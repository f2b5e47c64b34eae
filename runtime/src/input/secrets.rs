//! Secrets inside an input, found by `writeOnly` in its schema, at any depth.

use serde_json::Value;

use super::describe;
use crate::secret::MASK;

/// Returns whether a schema marks anything as secret.
pub(crate) fn are_in(schema: &Value) -> bool {
    match schema {
        Value::Object(map) => is_secret(schema) || map.values().any(are_in),
        Value::Array(items) => items.iter().any(are_in),
        _ => false,
    }
}

/// Masks the secrets of an input.
pub(crate) fn mask(input: &mut Value, schema: &Value) {
    mask_within(input, schema, schema);
}

/// Masks the secrets of a part of an input. `root` holds the definitions that its schema refers to.
pub(crate) fn mask_within(part: &mut Value, schema: &Value, root: &Value) {
    visit(part, schema, root, &mut |secret| {
        *secret = Value::from(MASK);
    });
}

/// Removes the defaults of secrets from a schema before it is published. A derived schema contains them.
pub(crate) fn conceal_defaults(schema: &mut Value) {
    if are_in(schema) {
        let root = schema.clone();
        conceal_defaults_within(schema, &root);
    }
}

fn conceal_defaults_within(schema: &mut Value, root: &Value) {
    match schema {
        Value::Object(map) => {
            // An empty default reveals no secret.
            let default = map.get("default").filter(|default| *default != "");
            if let Some(mut default) = default.cloned() {
                let of = Value::Object(map.clone());
                mask_within(&mut default, &of, root);
                if default == MASK {
                    map.remove("default");
                } else {
                    map.insert("default".into(), default);
                }
            }
            let members = map.values_mut();
            members.for_each(|member| conceal_defaults_within(member, root));
        }
        Value::Array(items) => {
            let items = items.iter_mut();
            items.for_each(|item| conceal_defaults_within(item, root));
        }
        _ => {}
    }
}

/// Returns the texts inside the secrets of an input.
pub(crate) fn texts(mut input: Value, schema: &Value) -> Vec<String> {
    let mut texts = Vec::new();
    visit(&mut input, schema, schema, &mut |secret| {
        gather(secret, &mut texts);
    });
    texts
}

fn gather(value: &Value, texts: &mut Vec<String>) {
    match value {
        Value::String(text) => texts.push(text.clone()),
        Value::Number(number) => texts.push(number.to_string()),
        Value::Array(items) => items.iter().for_each(|item| gather(item, texts)),
        Value::Object(map) => map.values().for_each(|item| gather(item, texts)),
        _ => {}
    }
}

fn visit(value: &mut Value, schema: &Value, root: &Value, found: &mut dyn FnMut(&mut Value)) {
    if is_secret(schema) {
        if !value.is_null() {
            found(value);
        }
        return;
    }
    match value {
        Value::Object(map) => {
            for (key, member) in map {
                visit(member, describe::step(schema, root, key), root, found);
            }
        }
        Value::Array(items) => {
            for (index, item) in items.iter_mut().enumerate() {
                visit(
                    item,
                    describe::step(schema, root, &index.to_string()),
                    root,
                    found,
                );
            }
        }
        _ => {}
    }
}

fn is_secret(schema: &Value) -> bool {
    schema.get("writeOnly") == Some(&Value::Bool(true))
}
