//! [`Validator`]: checks a value against a schema and describes all problems, without revealing secrets.

mod choice;
mod conditions;
mod items;
mod members;
mod unevaluated;
mod value;

use serde_json::Value;

use super::Node;
use super::given::GivenRule;
use crate::input::describe::{given, in_words};
use crate::input::int_bounds;
use crate::input::problem::InputProblem;

/// A check of a value against a schema.
#[derive(Debug, Default)]
pub(crate) struct Validator<'a> {
    /// True if the value was read before, which leaves empty texts behind: an empty text satisfies every constraint.
    pub(crate) is_used: bool,
    /// The references that are being followed, each with its value: a type can consist of itself.
    followed: Vec<(&'a str, *const Value)>,
    /// The object whose rules are checked.
    object: Option<Node<'a>>,
    /// The names of the inputs as they are declared.
    order: &'a [String],
    pub(crate) problems: Vec<InputProblem>,
}

/// The place of a value.
#[derive(Clone, Copy)]
struct Place<'p> {
    pointer: &'p str,
    /// True if a value around this one is a secret.
    secret: bool,
}

/// Returns all problems of an input. `order` holds the names of the inputs as they are declared.
pub(crate) fn problems(value: &Value, schema: &Value, order: &[String]) -> Vec<InputProblem> {
    let mut validator = Validator {
        order,
        ..Validator::default()
    };
    validator.check_at(value, Node::root(schema), "", false);
    validator.problems
}

/// Returns all problems of a part of an input.
pub(crate) fn problems_of(value: &Value, node: Node<'_>, at: &str) -> Vec<InputProblem> {
    let mut validator = Validator::default();
    validator.check_at(value, node, at, false);
    validator.problems
}

/// Returns all problems of a value that was read before, and whose texts may have been moved out.
pub(crate) fn problems_of_used(
    value: &Value,
    node: Node<'_>,
    at: &str,
    secret: bool,
) -> Vec<InputProblem> {
    let mut validator = Validator {
        is_used: true,
        ..Validator::default()
    };
    validator.check_at(value, node, at, secret);
    validator.problems
}

impl<'a> Validator<'a> {
    fn check_at(&mut self, value: &Value, node: Node<'a>, pointer: &str, secret: bool) {
        self.check(value, node, Place { pointer, secret });
    }

    /// Returns the problems of a value that would be added.
    fn trial(&mut self, value: &Value, node: Node<'a>, place: Place<'_>) -> Vec<InputProblem> {
        let before = std::mem::take(&mut self.problems);
        self.check(value, node, place);
        std::mem::replace(&mut self.problems, before)
    }

    fn add(&mut self, place: Place<'_>, message: impl Into<String>) {
        self.problems
            .push(InputProblem::new(place.pointer, message));
    }

    /// Adds the problem that a value is not what the schema describes.
    fn add_mismatch(&mut self, value: &Value, node: Node<'a>, place: Place<'_>) {
        let secret = place.secret || node.may_hold_secret();
        self.add_mismatch_of(given(value, secret), value, node, place);
    }

    fn add_mismatch_of(&mut self, got: String, value: &Value, node: Node<'a>, place: Place<'_>) {
        let expected = if value.is_number() {
            // The number may be outside the range of the integer type.
            let schema = int_bounds::with_explicit_bounds(node.schema());
            in_words(&schema, node.definitions())
        } else {
            in_words(node.schema(), node.definitions())
        };
        let at = place.pointer.to_owned();
        let problem = InputProblem::mismatch(at, expected, Some(got));
        self.problems.push(problem);
    }

    fn check(&mut self, value: &Value, node: Node<'a>, place: Place<'_>) {
        let place = Place {
            secret: place.secret || node.is_secret(),
            ..place
        };
        if node.schema() == &Value::Bool(false) {
            return self.add(place, "no value is accepted here");
        }
        let Some(keywords) = node.keywords() else {
            return;
        };
        if !self.check_value(value, node, keywords, place) {
            return;
        }
        let before = self.problems.len();
        match value {
            Value::Array(items) => self.check_items(items, node, place),
            Value::Object(members) => self.check_members(members, node, place),
            _ => {}
        }
        self.check_reference(value, node, place);
        let object = self.object;
        if keywords.contains_key("properties") {
            self.object = Some(node);
        }
        for part in node.list("allOf") {
            match (GivenRule::of(part), value) {
                (Some(rule), Value::Object(members)) => {
                    self.check_given(&rule, members, node, place);
                }
                _ => self.check(value, part, place),
            }
        }
        for keyword in ["anyOf", "oneOf"] {
            if keywords.contains_key(keyword) {
                self.check_alternatives(value, node, keyword, place);
            }
        }
        self.check_conditions(value, node, place);
        self.object = object;
        if self.problems.len() == before
            && let Value::Object(members) = value
        {
            self.check_unevaluated(members, node, place);
        }
    }

    fn check_reference(&mut self, value: &Value, node: Node<'a>, place: Place<'_>) {
        let (Some(reference), Some(target)) = (node.reference(), node.target()) else {
            return;
        };
        let step = (reference, std::ptr::from_ref(value));
        if self.followed.contains(&step) {
            // A type that consists of itself: no value is built from nothing.
            return self.add_mismatch(value, node, place);
        }
        self.followed.push(step);
        self.check(value, target, place);
        self.followed.pop();
    }
}
