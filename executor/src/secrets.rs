//! [`Secrets`]: texts that must not be printed.

use std::sync::{Arc, PoisonError, RwLock};

use mistral_actions::__private::MASK;
use serde_json::Value;

use crate::schema;

/// Texts that may appear only in the result of an action. Clones share them.
///
/// The runtime keeps secrets out of its errors. Error results, dry runs, progress messages and traces of libraries are
/// not under its control; their secrets are masked here.
#[derive(Clone, Default)]
pub(crate) struct Secrets(Arc<RwLock<Vec<String>>>);

impl Secrets {
    /// Adds a secret text.
    pub(crate) fn add(&self, text: impl Into<String>) {
        let text = text.into();
        if text.is_empty() {
            return;
        }
        // In JSON and `Debug` output, quotes and line breaks are escaped.
        let quoted = Value::from(text.as_str()).to_string();
        let escaped = &quoted[1..quoted.len() - 1];
        let mut texts = self.0.write().unwrap_or_else(PoisonError::into_inner);
        if escaped != text {
            texts.push(escaped.to_owned());
        }
        texts.push(text);
        // The longest first: a secret may be part of another one.
        texts.sort_by_key(|text| std::cmp::Reverse(text.len()));
        texts.dedup();
    }

    /// Adds the secrets of an input, found by the schema `root`.
    pub(crate) fn collect(&self, input: &Value, root: &Value) {
        let has_secrets = root.to_string().contains("\"writeOnly\":true");
        for (name, value) in input.as_object().into_iter().flatten() {
            match root["properties"].get(name) {
                Some(property) => self.collect_nested(value, property, root, 0),
                // It may be an alias of a secret input: the schema does not list aliases.
                None if has_secrets => self.add_all(value),
                None => {}
            }
        }
    }

    fn collect_nested(&self, value: &Value, schema: &Value, root: &Value, depth: usize) {
        const MAX_DEPTH: usize = 64;
        let schema = schema::resolve(schema, root);
        if schema["writeOnly"] == Value::Bool(true) {
            return self.add_all(value);
        }
        if depth > MAX_DEPTH {
            return;
        }
        for alternatives in ["anyOf", "oneOf", "allOf"] {
            for one in schema[alternatives].as_array().into_iter().flatten() {
                self.collect_nested(value, one, root, depth + 1);
            }
        }
        match value {
            Value::Object(members) => {
                for (name, member) in members {
                    let of_member = schema["properties"].get(name);
                    let of_member = of_member.unwrap_or(&schema["additionalProperties"]);
                    self.collect_nested(member, of_member, root, depth + 1);
                }
            }
            Value::Array(items) => {
                for (index, item) in items.iter().enumerate() {
                    let of_item = schema["prefixItems"].get(index).unwrap_or(&schema["items"]);
                    self.collect_nested(item, of_item, root, depth + 1);
                }
            }
            _ => {}
        }
    }

    /// Adds every text and number inside a value.
    pub(crate) fn add_all(&self, value: &Value) {
        match value {
            Value::String(text) => self.add(text),
            Value::Number(number) => self.add(number.to_string()),
            Value::Array(items) => items.iter().for_each(|item| self.add_all(item)),
            Value::Object(members) => members.values().for_each(|member| self.add_all(member)),
            Value::Null | Value::Bool(_) => {}
        }
    }

    /// Returns the text with its secrets masked.
    pub(crate) fn redact(&self, text: &str) -> String {
        let secrets = self.0.read().unwrap_or_else(PoisonError::into_inner);
        let mut text = text.to_owned();
        for secret in secrets.iter() {
            if text.contains(secret.as_str()) {
                text = text.replace(secret, MASK);
            }
        }
        text
    }

    /// Returns the value with its secrets masked.
    pub(crate) fn redact_value(&self, value: &Value) -> Value {
        match value {
            Value::String(text) => self.redact(text).into(),
            Value::Number(number) => match self.redact(&number.to_string()) {
                text if text == number.to_string() => value.clone(),
                masked => masked.into(),
            },
            Value::Array(items) => items.iter().map(|item| self.redact_value(item)).collect(),
            Value::Object(members) => members
                .iter()
                .map(|(name, member)| (self.redact(name), self.redact_value(member)))
                .collect(),
            other => other.clone(),
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn nested_secrets_are_masked() {
        let schema = json!({
            "properties": {
                "login": {"anyOf": [{"$ref": "#/$defs/Login"}, {"type": "null"}]},
                "keys": {"type": "array", "items": {"type": "string", "writeOnly": true}},
                "name": {"type": "string"},
            },
            "$defs": {"Login": {"properties": {"pin": {"type": "integer", "writeOnly": true}}}},
        });
        let secrets = Secrets::default();
        let input =
            json!({"login": {"pin": 4711}, "keys": ["k-1\n", "k-12"], "pw": "k-3", "name": "ada"});
        secrets.collect(&input, &schema);
        let printed = "ada 4711 k-12 k-3 \"k-1\\n\"";
        assert_eq!(secrets.redact(printed), "ada *** *** *** \"***\"");
        assert_eq!(
            secrets.redact_value(&json!([4711, {"k-3": "k-12!"}, 4])),
            json!(["***", {"***": "***!"}, 4])
        );
    }
}
