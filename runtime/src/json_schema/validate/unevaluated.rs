//! Keys that no part of a schema describes.

use serde_json::{Map, Value};

use super::{Place, Validator};
use crate::input::problem::pointer;
use crate::input::shape::unknown_input;
use crate::json_schema::Node;

impl<'a> Validator<'a> {
    pub(super) fn check_unevaluated(
        &mut self,
        members: &Map<String, Value>,
        node: Node<'a>,
        place: Place<'_>,
    ) {
        if node.keyword("unevaluatedProperties") != Some(&Value::Bool(false)) {
            return;
        }
        let value = Value::Object(members.clone());
        let mut known = Vec::new();
        let takes_rest = self.evaluated(&value, node, 0, &mut known);
        if takes_rest {
            return;
        }
        for key in members.keys().filter(|key| !known.contains(&key.as_str())) {
            if place.pointer.is_empty() {
                self.problems.push(unknown_input(key, &known));
            } else {
                let pointer = &pointer(place.pointer, key);
                self.add(Place { pointer, ..place }, "unknown key");
            }
        }
    }

    /// Collects the names that the schema and its satisfied parts describe. Returns true if one takes all names.
    fn evaluated(
        &mut self,
        value: &Value,
        node: Node<'a>,
        depth: usize,
        known: &mut Vec<&'a str>,
    ) -> bool {
        const MAX_DEPTH: usize = 16;
        if depth > MAX_DEPTH {
            return true;
        }
        let place = Place {
            pointer: "",
            secret: true,
        };
        if depth > 0 && !self.trial(value, node, place).is_empty() {
            return false;
        }
        for (name, _) in node.map("properties") {
            if !known.contains(&name) {
                known.push(name);
            }
        }
        let rest = node.keyword("additionalProperties");
        let mut takes_rest = rest.is_some_and(|rest| rest != &Value::Bool(false))
            || node.keyword("patternProperties").is_some();
        for part in node.parts().chain(node.alternatives()) {
            takes_rest |= self.evaluated(value, part, depth + 1, known);
        }
        takes_rest
    }
}
