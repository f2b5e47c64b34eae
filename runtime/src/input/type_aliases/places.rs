//! The places in a schema whose types have passed names to the deserializer.

use serde_json::{Map, Value};

use super::names_at;
use crate::input::problem::pointer;
use crate::input::tree::Names;

/// A part of an example with the schema that describes it.
#[derive(Debug)]
pub(super) struct Place<'a> {
    /// JSON pointer of the schema.
    pub(super) at: String,
    /// JSON pointer of the value.
    pub(super) value: String,
    pub(super) names: &'a [&'static str],
    pub(super) are_variants: bool,
}

/// Returns the places of an example.
pub(super) fn of<'a>(schema: &Value, example: &Value, names: &'a [Names]) -> Vec<Place<'a>> {
    let mut finder = Finder {
        schema,
        names,
        places: Vec::new(),
    };
    finder.walk(vec![String::new()], example, String::new());
    finder.places
}

/// Returns the names that a schema has for the keys of an object, or for the variants of an enum.
pub(super) fn names_of(schema: &Map<String, Value>, are_variants: bool) -> Vec<&str> {
    if !are_variants {
        let properties = schema.get("properties").and_then(Value::as_object);
        return properties
            .into_iter()
            .flatten()
            .map(|(name, _)| name.as_str())
            .collect();
    }
    fn collect<'a>(one: &'a Map<String, Value>, names: &mut Vec<&'a str>) {
        let listed = one
            .get("enum")
            .and_then(Value::as_array)
            .into_iter()
            .flatten();
        let texts = listed.chain(one.get("const")).filter_map(Value::as_str);
        names.extend(texts);
        let keys = one
            .get("properties")
            .and_then(Value::as_object)
            .into_iter()
            .flatten();
        names.extend(keys.map(|(key, _)| key.as_str()));
    }
    let mut names = Vec::new();
    collect(schema, &mut names);
    for keyword in ["oneOf", "anyOf"] {
        let all = schema
            .get(keyword)
            .and_then(Value::as_array)
            .into_iter()
            .flatten();
        all.filter_map(Value::as_object)
            .for_each(|one| collect(one, &mut names));
    }
    names
}

struct Finder<'s, 'a> {
    schema: &'s Value,
    names: &'a [Names],
    places: Vec<Place<'a>>,
}

impl Finder<'_, '_> {
    /// Visits a value with the schemas that describe it.
    fn walk(&mut self, schemas: Vec<String>, value: &Value, at: String) {
        let schemas = self.closure(schemas);
        for recorded in names_at(value, self.names) {
            for schema in &schemas {
                if self.is_of(schema, recorded) {
                    self.places.push(Place {
                        at: schema.clone(),
                        value: at.clone(),
                        names: recorded.names,
                        are_variants: recorded.are_variants,
                    });
                }
            }
        }
        match value {
            Value::Object(members) => {
                for (key, member) in members {
                    let inner = self.members(&schemas, key);
                    self.walk(inner, member, pointer(&at, key));
                }
            }
            Value::Array(items) => {
                for (index, item) in items.iter().enumerate() {
                    let steps = [format!("prefixItems/{index}"), "items".to_owned()];
                    let inner = steps.iter().flat_map(|step| self.step(&schemas, step));
                    let inner = inner.collect();
                    self.walk(inner, item, format!("{at}/{index}"));
                }
            }
            _ => {}
        }
    }

    /// Returns whether all names of the schema are names of the type.
    fn is_of(&self, schema: &str, recorded: &Names) -> bool {
        let object = self.schema.pointer(schema).and_then(Value::as_object);
        object.is_some_and(|object| {
            let known = names_of(object, recorded.are_variants);
            !known.is_empty() && known.iter().all(|name| recorded.names.contains(name))
        })
    }

    /// Adds the schemas that the schemas refer to, and their parts and alternatives.
    fn closure(&self, schemas: Vec<String>) -> Vec<String> {
        let mut all = schemas;
        let mut index = 0;
        while index < all.len() {
            let at = all[index].clone();
            let Some(schema) = self.schema.pointer(&at) else {
                index += 1;
                continue;
            };
            let reference = schema.get("$ref").and_then(Value::as_str);
            let mut more: Vec<String> = reference
                .and_then(|reference| reference.strip_prefix('#'))
                .map(str::to_owned)
                .into_iter()
                .collect();
            for keyword in ["allOf", "anyOf", "oneOf"] {
                let count = schema
                    .get(keyword)
                    .and_then(Value::as_array)
                    .map_or(0, Vec::len);
                more.extend((0..count).map(|one| format!("{at}/{keyword}/{one}")));
            }
            more.retain(|one| !all.contains(one));
            all.extend(more);
            index += 1;
        }
        all
    }

    fn members(&self, schemas: &[String], key: &str) -> Vec<String> {
        let by_name = self.step(schemas, &pointer("properties", key));
        if !by_name.is_empty() {
            return by_name;
        }
        let mut others = self.step(schemas, "additionalProperties");
        for schema in schemas {
            let patterns = self.schema.pointer(&format!("{schema}/patternProperties"));
            for (pattern, _) in patterns.and_then(Value::as_object).into_iter().flatten() {
                others.push(pointer(&format!("{schema}/patternProperties"), pattern));
            }
        }
        others
    }

    /// Returns the schemas that the step leads to.
    fn step(&self, schemas: &[String], step: &str) -> Vec<String> {
        let inner = schemas.iter().map(|schema| format!("{schema}/{step}"));
        inner
            .filter(|at| self.schema.pointer(at).is_some())
            .collect()
    }
}
