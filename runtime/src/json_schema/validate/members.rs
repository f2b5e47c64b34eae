//! Members of objects: required, known and unknown keys.

use serde_json::{Map, Value};

use super::{Place, Validator};
use crate::input::describe::in_words;
use crate::input::problem::{InputProblem, pointer};
use crate::input::shape::{unknown_input, unknown_member};
use crate::json_schema::Node;
use crate::json_schema::format_pattern::matches;
use crate::suggest;

impl<'a> Validator<'a> {
    pub(super) fn check_members(
        &mut self,
        members: &Map<String, Value>,
        node: Node<'a>,
        place: Place<'_>,
    ) {
        for name in node.required() {
            // The other name of a required input is checked by a rule.
            if !members.contains_key(name) {
                let schema = node.member(name);
                let expected = schema.map_or_else(
                    || "any value".to_owned(),
                    |schema| in_words(schema.schema(), node.definitions()),
                );
                let at = pointer(place.pointer, name);
                let problem = InputProblem::mismatch(at, expected, None);
                self.problems.push(problem);
            }
        }
        let properties = node.keyword("properties");
        let rest = node.keyword("additionalProperties");
        for (key, member) in members {
            let pointer = &pointer(place.pointer, key);
            let at_key = Place { pointer, ..place };
            let mut is_known = false;
            if let Some(schema) = properties.and_then(|properties| properties.get(key)) {
                is_known = true;
                self.check(member, node.at(schema), at_key);
            }
            for (pattern, schema) in node.map("patternProperties") {
                if matches(pattern, key) {
                    is_known = true;
                    self.check(member, schema, at_key);
                }
            }
            match rest {
                Some(Value::Bool(false)) if !is_known => self.add_unknown_key(key, node, place),
                Some(rest) if !is_known => self.check(member, node.at(rest), at_key),
                _ => {}
            }
            if let Some(names) = node.single("propertyNames") {
                let key = Value::from(key.as_str());
                if !self.trial(&key, names, at_key).is_empty() {
                    let words = in_words(names.schema(), node.definitions());
                    self.add(at_key, format!("the key is not allowed, expected {words}"));
                }
            }
        }
        for (name, needed) in node
            .keyword("dependentRequired")
            .and_then(Value::as_object)
            .into_iter()
            .flatten()
        {
            let needed = needed
                .as_array()
                .into_iter()
                .flatten()
                .filter_map(Value::as_str);
            for needed in
                needed.filter(|needed| members.contains_key(name) && !members.contains_key(*needed))
            {
                let pointer = &pointer(place.pointer, needed);
                self.add(
                    Place { pointer, ..place },
                    format!("missing, because `{name}` is given"),
                );
            }
        }
    }

    fn add_unknown_key(&mut self, key: &str, node: Node<'a>, place: Place<'_>) {
        let names = node.map("properties");
        let mut names: Vec<&str> = names
            .filter(|(_, schema)| schema.alias_of().is_none())
            .map(|(name, _)| name)
            .collect();
        if place.pointer.is_empty() {
            names.sort_by_key(|name| {
                let place = self.order.iter().position(|one| one == name);
                place.unwrap_or(self.order.len())
            });
            self.problems.push(unknown_input(key, &names));
            return;
        }
        if place.secret || node.may_hold_secret() {
            // The key may be the secret itself.
            let message = match names[..] {
                [] => "unknown key".to_owned(),
                _ => format!(
                    "unknown key, expected {}",
                    suggest::quoted(names.iter().copied())
                ),
            };
            return self.add(place, message);
        }
        let message = match node.map("patternProperties").next() {
            Some((pattern, _)) if pattern.contains("\\d") => "the key is not an integer".to_owned(),
            Some((pattern, _)) => format!("the key does not match `{pattern}`"),
            None => {
                let mut problem = unknown_member(key, &names);
                problem.pointer.insert_str(0, place.pointer);
                self.problems.push(problem);
                return;
            }
        };
        let pointer = &pointer(place.pointer, key);
        self.add(Place { pointer, ..place }, message);
    }
}
