//! The types that a schema allows.

use serde_json::Value;

use super::Node;

/// Returns JSON Schema's name of a value's type.
pub fn type_of(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "boolean",
        Value::Number(number) if number.is_f64() => "number",
        Value::Number(_) => "integer",
        Value::String(_) => "string",
        Value::Array(_) => "array",
        Value::Object(_) => "object",
    }
}

/// Returns whether a value has a type of JSON Schema, in which 3.0 is an integer.
pub(crate) fn is_of(value: &Value, name: &str) -> bool {
    match name {
        "integer" => {
            value.is_i64()
                || value.is_u64()
                || value.as_f64().is_some_and(|number| number.fract() == 0.0)
        }
        "number" => value.is_number(),
        name => type_of(value) == name,
    }
}

impl Node<'_> {
    /// Returns the types that the schema allows, or `None` if it allows all.
    pub fn types(self) -> Option<Vec<&'static str>> {
        self.types_within(0)
    }

    fn types_within(self, depth: usize) -> Option<Vec<&'static str>> {
        const MAX_DEPTH: usize = 16;
        if depth > MAX_DEPTH {
            return None;
        }
        match self.keyword("type") {
            Some(Value::String(only)) => return Some(vec![known(only)?]),
            Some(Value::Array(several)) => {
                let names = several.iter().filter_map(Value::as_str);
                return names.map(known).collect();
            }
            _ => {}
        }
        if let Some(value) = self.keyword("const") {
            return Some(vec![type_of(value)]);
        }
        if let Some(values) = self.keyword("enum").and_then(Value::as_array) {
            let mut types: Vec<_> = values.iter().map(type_of).collect();
            types.dedup();
            return Some(types);
        }
        let alternatives = self.alternatives();
        let alternatives: Vec<_> = alternatives
            .map(|one| one.types_within(depth + 1))
            .collect();
        if !alternatives.is_empty() {
            let types: Option<Vec<_>> = alternatives.into_iter().collect();
            return types.map(|types| types.concat());
        }
        self.parts().find_map(|one| one.types_within(depth + 1))
    }

    /// Returns the values that the schema lists: of `enum` and `const`, of a boolean, and of its parts and
    /// alternatives.
    pub fn listed_values(self) -> Vec<Value> {
        self.listed_within(0)
    }

    fn listed_within(self, depth: usize) -> Vec<Value> {
        const MAX_DEPTH: usize = 8;
        let node = self.resolved();
        if depth > MAX_DEPTH {
            return Vec::new();
        }
        if let Some(values) = node.keyword("enum").and_then(Value::as_array) {
            let values = values.iter().filter(|value| !value.is_null());
            return values.cloned().collect();
        }
        if let Some(value) = node.keyword("const") {
            return vec![value.clone()];
        }
        let types = node.keyword("type").is_some().then(|| node.types());
        if types
            .flatten()
            .is_some_and(|types| types.contains(&"boolean"))
        {
            return vec![true.into(), false.into()];
        }
        let inner = node.alternatives().chain(node.list("allOf"));
        inner.flat_map(|one| one.listed_within(depth + 1)).collect()
    }

    /// Returns whether the types that the schema allows contain a value's.
    pub(crate) fn allows_type_of(self, value: &Value) -> bool {
        self.types()
            .is_none_or(|types| types.iter().any(|name| is_of(value, name)))
    }
}

fn known(name: &str) -> Option<&'static str> {
    const NAMES: [&str; 7] = [
        "null", "boolean", "integer", "number", "string", "array", "object",
    ];
    NAMES.into_iter().find(|known| *known == name)
}
