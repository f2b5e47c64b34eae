//! Inputs that a schema accepts, or almost.

use serde_json::{Map, Value, json};

use crate::random::Random;

/// A generator of values for the schemas within `root`.
pub(crate) struct Generator<'a> {
    pub(crate) root: &'a Value,
    pub(crate) random: &'a mut Random,
}

impl Generator<'_> {
    /// Returns a value that the schema probably accepts.
    pub(crate) fn value(&mut self, schema: &Value, depth: usize) -> Value {
        let mut rules = list(schema, "allOf").to_vec();
        rules.retain(is_rule_of_author);
        let value = self.without_rules(schema, depth);
        if rules.is_empty() {
            return value;
        }
        let rules = jsonschema::validator_for(&json!({"allOf": rules})).unwrap();
        let others = (0..20).map(|_| self.without_rules(schema, depth));
        let mut all = std::iter::once(value).chain(others);
        all.find(|value| rules.is_valid(value)).unwrap_or_default()
    }

    fn without_rules(&mut self, schema: &Value, depth: usize) -> Value {
        let Some(keywords) = schema.as_object().filter(|_| depth < 40) else {
            return self.any();
        };
        if let Some(constant) = keywords.get("const") {
            return constant.clone();
        }
        if let Some(values) = keywords
            .get("enum")
            .and_then(Value::as_array)
            .filter(|values| !values.is_empty())
        {
            return self.random.pick(values).clone();
        }
        let mut parts = Vec::new();
        if let Some(reference) = keywords.get("$ref").and_then(Value::as_str) {
            let target = self.root.pointer(reference.trim_start_matches('#'));
            parts.push(target.unwrap_or(&Value::Null).clone());
        }
        parts.extend(list(schema, "allOf").iter().cloned());
        for keyword in ["anyOf", "oneOf"] {
            let all = list(schema, keyword);
            if !all.is_empty() {
                // The first alternative ends a recursion.
                let index = if depth > 6 {
                    0
                } else {
                    self.random.below(all.len())
                };
                parts.push(all[index].clone());
            }
        }
        let own = self.own(keywords, depth);
        let mut merged = own;
        for part in parts {
            if is_rule(&part) {
                continue;
            }
            let value = self.value(&part, depth + 1);
            merged = match (merged, value) {
                (Some(Value::Object(mut members)), Value::Object(more)) => {
                    for (key, member) in more {
                        members.entry(key).or_insert(member);
                    }
                    Some(members.into())
                }
                (Some(own), _) if keywords.contains_key("type") => Some(own),
                (_, value) => Some(value),
            };
        }
        merged.unwrap_or_else(|| self.any())
    }

    /// Returns a value for the keywords of the schema itself.
    fn own(&mut self, keywords: &Map<String, Value>, depth: usize) -> Option<Value> {
        let name = match keywords.get("type") {
            Some(Value::String(only)) => only.clone(),
            Some(Value::Array(several)) => self.random.pick(several).as_str()?.to_owned(),
            _ if keywords.contains_key("properties") => "object".to_owned(),
            _ => return None,
        };
        Some(match name.as_str() {
            "null" => Value::Null,
            "boolean" => self.random.once_in(2).into(),
            "integer" => self.integer(keywords),
            "number" => self.number(keywords),
            "string" => self.text(keywords).into(),
            "array" => self.array(keywords, depth),
            _ => self.object(keywords, depth).into(),
        })
    }

    fn integer(&mut self, keywords: &Map<String, Value>) -> Value {
        let bound = |name: &str| {
            keywords
                .get(name)
                .filter(|bound| bound.is_number())
                .cloned()
        };
        let (min, max) = (bound("minimum"), bound("maximum"));
        let step = keywords
            .get("multipleOf")
            .and_then(Value::as_i64)
            .unwrap_or(1);
        let small = i64::try_from(self.random.below(7)).unwrap() * step;
        match (self.random.below(4), min, max) {
            (0, Some(min), _) => min,
            (1, _, Some(max)) => max,
            (_, Some(min), _) if min.as_i64().is_some_and(|min| min > 0) => {
                json!(min.as_i64().unwrap() + small)
            }
            _ => small.into(),
        }
    }

    fn number(&mut self, keywords: &Map<String, Value>) -> Value {
        let bound = |name: &str| {
            keywords
                .get(name)
                .filter(|bound| bound.is_number())
                .cloned()
        };
        match (self.random.below(6), bound("minimum"), bound("maximum")) {
            (0, Some(min), _) => min,
            (1, _, Some(max)) => max,
            (2, ..) => json!(0),
            (3, ..) => json!(-1),
            (4, ..) => json!(0.1),
            _ => json!(2.5),
        }
    }

    fn text(&mut self, keywords: &Map<String, Value>) -> String {
        let known: &[&str] = match keywords
            .get("format")
            .and_then(Value::as_str)
            .unwrap_or_default()
        {
            "uuid" => &[
                "6f70656e-7374-4163-8b20-6d6973747261",
                "6F70656E-7374-4163-8B20-6D6973747261",
            ],
            "email" => &["ada@example.org", "a@b.cd"],
            "uri" => &["https://example.org/", "ftp://a/b?c#d", "urn:x:y"],
            "ipv4" => &["192.0.2.1"],
            "ipv6" => &["2001:db8::1", "::"],
            "ip" => &["192.0.2.1", "::1"],
            "date-time" => &["2030-01-31T12:00:00Z", "2030-01-31T12:00:00.5+02:00"],
            "date" => &["2030-01-31", "2024-02-29"],
            _ => &[],
        };
        if !known.is_empty() {
            return (*self.random.pick(known)).to_owned();
        }
        let length = |name: &str| keywords.get(name).and_then(Value::as_u64);
        if length("maxLength") == Some(1) {
            return (*self.random.pick(&["a", "ß", "7", "\u{1F600}"])).to_owned();
        }
        let words: &[&str] = match keywords.get("pattern").and_then(Value::as_str) {
            Some(pattern) if pattern.contains("a-z") => &["abc", "ab", "a"],
            Some(_) => &["1", "7", "99", "x"],
            None => &["abc", "ab", "a", "", "größer", "1", "true", "7", "a b"],
        };
        for _ in 0..8 {
            let word = *self.random.pick(words);
            let count = u64::try_from(word.chars().count()).unwrap();
            if count >= length("minLength").unwrap_or(0)
                && count <= length("maxLength").unwrap_or(u64::MAX)
            {
                return word.to_owned();
            }
        }
        "ab".to_owned()
    }

    fn array(&mut self, keywords: &Map<String, Value>, depth: usize) -> Value {
        let mut items: Vec<Value> = Vec::new();
        if let Some(by_index) = keywords.get("prefixItems").and_then(Value::as_array) {
            items.extend(
                by_index
                    .clone()
                    .iter()
                    .map(|item| self.value(item, depth + 1)),
            );
            return items.into();
        }
        let least = keywords
            .get("minItems")
            .and_then(Value::as_u64)
            .unwrap_or(0);
        let most = keywords
            .get("maxItems")
            .and_then(Value::as_u64)
            .unwrap_or(least + 2);
        let more = if depth > 6 {
            0
        } else {
            self.random
                .below(usize::try_from(most.saturating_sub(least)).unwrap() + 1)
        };
        let count = usize::try_from(least).unwrap() + more;
        let is_set = keywords.get("uniqueItems") == Some(&Value::Bool(true));
        for _ in 0..count {
            let item = match keywords.get("items") {
                Some(schema) => self.value(schema, depth + 1),
                None => self.any(),
            };
            if !is_set || !items.contains(&item) {
                items.push(item);
            }
        }
        items.into()
    }

    fn object(&mut self, keywords: &Map<String, Value>, depth: usize) -> Map<String, Value> {
        let mut members = Map::new();
        let none = Map::new();
        let of = |name: &str| {
            keywords
                .get(name)
                .and_then(Value::as_object)
                .unwrap_or(&none)
        };
        let required = keywords.get("required").and_then(Value::as_array);
        for (name, schema) in of("properties") {
            let reference = schema
                .get("$ref")
                .and_then(Value::as_str)
                .unwrap_or_default();
            let is_alias = reference.contains("/properties/");
            let is_required = required.is_some_and(|names| names.contains(&json!(name)));
            let is_given = if is_alias {
                self.random.once_in(12)
            } else {
                is_required || (depth < 6 && self.random.below(5) < 3)
            };
            if is_given {
                members.insert(name.clone(), self.value(schema, depth + 1));
            }
        }
        for (pattern, schema) in of("patternProperties") {
            for _ in 0..self.random.below(3) {
                let keys: &[&str] = if pattern.contains("\\d") {
                    &["7", "0", "12", "255", "65535", "007"]
                } else {
                    &["a", "b"]
                };
                let key = (*self.random.pick(keys)).to_owned();
                members.insert(key, self.value(schema, depth + 1));
            }
        }
        match keywords.get("additionalProperties") {
            Some(Value::Bool(false)) => {}
            Some(schema) if depth < 7 => {
                for _ in 0..self.random.below(3) {
                    let key = (*self.random.pick(&["a", "7", "key", ""])).to_owned();
                    if !members.contains_key(&key) {
                        members.insert(key, self.value(schema, depth + 1));
                    }
                }
            }
            _ => {}
        }
        members
    }

    /// Returns a small value of any type.
    pub(crate) fn any(&mut self) -> Value {
        let all = [
            json!(null),
            json!(true),
            json!(3),
            json!(2.5),
            json!("x"),
            json!([1]),
            json!({"a": 1}),
        ];
        self.random.pick(&all).clone()
    }
}

/// Returns whether a schema only describes which members are given together.
fn is_rule(part: &Value) -> bool {
    let has = |keyword| part.get(keyword).is_some();
    has("not") || has("required") && !has("properties") || is_rule_of_author(part)
}

/// Returns whether a schema is `exactly_one_of`, `at_least_one_of` or `requires`.
fn is_rule_of_author(part: &Value) -> bool {
    let mut alternatives = list(part, "oneOf").iter().chain(list(part, "anyOf"));
    part.get("if").is_some() || alternatives.any(|one| one.get("not").is_some())
}

fn list<'a>(schema: &'a Value, keyword: &str) -> &'a [Value] {
    schema
        .get(keyword)
        .and_then(Value::as_array)
        .map_or(&[], Vec::as_slice)
}
