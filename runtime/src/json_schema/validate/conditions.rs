//! Keywords that depend on other members, `not`, `if` and `dependentSchemas`, and rules about members.

use serde_json::{Map, Value};

use super::{Place, Validator};
use crate::input::describe::in_words;
use crate::input::problem::{given_twice, pointer};
use crate::json_schema::Node;
use crate::json_schema::given::GivenRule;
use crate::suggest;

impl<'a> Validator<'a> {
    pub(super) fn check_given(
        &mut self,
        rule: &GivenRule<'a>,
        members: &Map<String, Value>,
        node: Node<'a>,
        place: Place<'_>,
    ) {
        if let Some(mut problem) = rule.problem(members, node) {
            problem.pointer.insert_str(0, place.pointer);
            self.problems.push(problem);
        }
    }

    pub(super) fn check_conditions(&mut self, value: &Value, node: Node<'a>, place: Place<'_>) {
        if let Some(refused) = node.single("not")
            && self.trial(value, refused, place).is_empty()
        {
            let together: Vec<&str> = refused.required().collect();
            let whole = self.object.unwrap_or(node);
            if let [name, alias] = together[..]
                && whole.aliases_of(name).contains(&alias)
            {
                let pointer = &pointer(place.pointer, name);
                let message = given_twice(name, &whole.aliases_of(name));
                return self.add(Place { pointer, ..place }, message);
            }
            let message = if together.is_empty() {
                let words = in_words(refused.schema(), node.definitions());
                format!("not allowed here: {words}")
            } else {
                format!(
                    "{} exclude each other",
                    suggest::quoted(together.iter().copied())
                )
            };
            self.add(place, message);
        }
        if let Some(condition) = node.single("if") {
            let is_met = self.trial(value, condition, place).is_empty();
            let then = if is_met { "then" } else { "else" };
            if let Some(then) = node.single(then) {
                self.check(value, then, place);
            }
        }
        if let Value::Object(members) = value {
            for (name, schema) in node.map("dependentSchemas") {
                if members.contains_key(name) {
                    self.check(value, schema, place);
                }
            }
        }
    }
}
