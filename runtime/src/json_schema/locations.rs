//! The places of a schema, as JSON pointers, that describe the parts of a value.

use serde_json::{Map, Value};

use crate::input::problem::pointer;

/// Calls `visit` for each part of a value with the places that describe it, the part, and its JSON pointer.
pub(crate) fn visit_locations(
    schema: &Value,
    value: &Value,
    visit: &mut dyn FnMut(&[String], &Value, &str),
) {
    Walk { schema, visit }.part(vec![String::new()], value, "");
}

/// Returns the names that a schema has for the keys of an object.
pub(crate) fn keys_of(schema: &Map<String, Value>) -> Vec<&str> {
    let properties = schema.get("properties").and_then(Value::as_object);
    let keys = properties.into_iter().flatten();
    keys.map(|(key, _)| key.as_str()).collect()
}

/// Returns the names that a schema has for the variants of an enum: listed texts, and the only keys of objects.
pub(crate) fn variants_of(schema: &Map<String, Value>) -> Vec<&str> {
    let alternatives = ["oneOf", "anyOf"].into_iter();
    let alternatives = alternatives.filter_map(|keyword| schema.get(keyword)?.as_array());
    let all = std::iter::once(schema).chain(alternatives.flatten().filter_map(Value::as_object));
    let mut names = Vec::new();
    for one in all {
        let listed = one.get("enum").and_then(Value::as_array);
        let texts = listed.into_iter().flatten().chain(one.get("const"));
        names.extend(texts.filter_map(Value::as_str));
        names.extend(keys_of(one));
    }
    names
}

struct Walk<'a> {
    schema: &'a Value,
    visit: &'a mut dyn FnMut(&[String], &Value, &str),
}

impl Walk<'_> {
    fn part(&mut self, places: Vec<String>, value: &Value, at: &str) {
        let places = self.with_parts(places);
        (self.visit)(&places, value, at);
        match value {
            Value::Object(members) => {
                for (key, member) in members {
                    let inner = self.of_member(&places, key);
                    self.part(inner, member, &pointer(at, key));
                }
            }
            Value::Array(items) => {
                for (index, item) in items.iter().enumerate() {
                    let mut inner = self.step(&places, &format!("prefixItems/{index}"));
                    inner.extend(self.step(&places, "items"));
                    self.part(inner, item, &format!("{at}/{index}"));
                }
            }
            _ => {}
        }
    }

    /// Adds the places that the places refer to, and their parts and alternatives.
    fn with_parts(&self, places: Vec<String>) -> Vec<String> {
        let mut all = places;
        let mut index = 0;
        while let Some(at) = all.get(index) {
            let mut more = Vec::new();
            if let Some(schema) = self.schema.pointer(at) {
                let reference = schema.get("$ref").and_then(Value::as_str);
                let target = reference.and_then(|reference| reference.strip_prefix('#'));
                more.extend(target.map(str::to_owned));
                for keyword in ["allOf", "anyOf", "oneOf"] {
                    let parts = schema.get(keyword).and_then(Value::as_array);
                    let count = parts.map_or(0, Vec::len);
                    more.extend((0..count).map(|one| format!("{at}/{keyword}/{one}")));
                }
            }
            more.retain(|one| !all.contains(one));
            all.extend(more);
            index += 1;
        }
        all
    }

    fn of_member(&self, places: &[String], key: &str) -> Vec<String> {
        let by_name = self.step(places, pointer("properties", key).as_str());
        if !by_name.is_empty() {
            return by_name;
        }
        let mut others = self.step(places, "additionalProperties");
        for patterns in self.step(places, "patternProperties") {
            let all = self.schema.pointer(&patterns).and_then(Value::as_object);
            let all = all.into_iter().flatten();
            others.extend(all.map(|(pattern, _)| pointer(&patterns, pattern)));
        }
        others
    }

    /// Returns the places that a step leads to.
    fn step(&self, places: &[String], step: &str) -> Vec<String> {
        let inner = places.iter().map(|place| format!("{place}/{step}"));
        inner
            .filter(|at| self.schema.pointer(at).is_some())
            .collect()
    }
}
