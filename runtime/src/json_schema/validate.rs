//! [`Validator`]: checks a value against a schema and describes all problems, without revealing secrets.

use serde_json::{Map, Value};

use super::Node;
use super::equality::{equal, first_repeated};
use super::format_pattern::{has_format, matches};
use super::given::GivenRule;
use super::types::is_of;
use crate::input::describe::{given, in_words};
use crate::input::int_bounds;
use crate::input::number::Number;
use crate::input::problem::{InputProblem, given_twice, pointer};
use crate::input::shape::{unknown_input, unknown_member};
use crate::suggest;

/// A check of a value against a schema.
#[derive(Debug, Default)]
pub(crate) struct Validator<'a> {
    /// True if the value was read before, which leaves empty texts behind: an empty text satisfies every constraint.
    pub(crate) is_used: bool,
    /// The references that are being followed, each with its value: a type can consist of itself.
    followed: Vec<(&'a str, *const Value)>,
    /// The object whose rules are checked.
    pub(super) object: Option<Node<'a>>,
    /// The names of the inputs as they are declared.
    order: &'a [String],
    pub(crate) problems: Vec<InputProblem>,
}

/// The place of a value.
#[derive(Clone, Copy)]
pub(super) struct Place<'p> {
    pub(super) pointer: &'p str,
    /// True if a value around this one is a secret.
    pub(super) secret: bool,
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

/// Returns all problems of a value that is a part of an input.
pub(super) fn problems_of(value: &Value, node: Node<'_>) -> Vec<InputProblem> {
    let mut validator = Validator::default();
    validator.check_at(value, node, "", false);
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
    pub(super) fn trial(
        &mut self,
        value: &Value,
        node: Node<'a>,
        place: Place<'_>,
    ) -> Vec<InputProblem> {
        let before = std::mem::take(&mut self.problems);
        self.check(value, node, place);
        std::mem::replace(&mut self.problems, before)
    }

    pub(super) fn add(&mut self, place: Place<'_>, message: impl Into<String>) {
        self.problems
            .push(InputProblem::new(place.pointer, message));
    }

    /// Adds the problem that a value is not what the schema describes.
    pub(super) fn add_mismatch(&mut self, value: &Value, node: Node<'a>, place: Place<'_>) {
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

    pub(super) fn check(&mut self, value: &Value, node: Node<'a>, place: Place<'_>) {
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

    fn check_given(
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

    /// Checks type, enumeration and constraints of the value itself. Adds one problem at most.
    fn check_value(
        &mut self,
        value: &Value,
        node: Node<'a>,
        keywords: &'a Map<String, Value>,
        place: Place<'_>,
    ) -> bool {
        let has_type = match keywords.get("type") {
            Some(Value::String(only)) => is_of(value, only),
            Some(Value::Array(several)) => several
                .iter()
                .filter_map(Value::as_str)
                .any(|name| is_of(value, name)),
            _ => true,
        };
        let is_moved_out = self.is_used && value.as_str() == Some("");
        let is_listed = || {
            let listed = keywords.get("enum").and_then(Value::as_array);
            let constant = keywords.get("const");
            listed.is_none_or(|listed| listed.iter().any(|one| equal(one, value)))
                && constant.is_none_or(|constant| equal(constant, value))
        };
        if !has_type || !(is_moved_out || is_listed()) {
            self.add_mismatch(value, node, place);
            return false;
        }
        let length = match value {
            Value::String(text) if !is_moved_out => {
                Some(("minLength", "maxLength", text.chars().count()))
            }
            Value::Array(items) => Some(("minItems", "maxItems", items.len())),
            Value::Object(members) => Some(("minProperties", "maxProperties", members.len())),
            _ => None,
        };
        if let Some((min, max, length)) = length {
            let bound = |name: &str| keywords.get(name).and_then(Number::of_json);
            let length = Number::Int(i128::try_from(length).unwrap_or(i128::MAX));
            if bound(min).is_some_and(|min| length < min)
                || bound(max).is_some_and(|max| length > max)
            {
                let got = format!("a length of {length}");
                self.add_mismatch_of(got, value, node, place);
                return false;
            }
        }
        let fits = match value {
            Value::Number(_) => fits_bounds(value, keywords),
            Value::String(text) => is_moved_out || fits_text(text, keywords),
            _ => true,
        };
        if !fits {
            self.add_mismatch(value, node, place);
            return false;
        }
        true
    }

    fn check_items(&mut self, items: &[Value], node: Node<'a>, place: Place<'_>) {
        let is_unique = node.keyword("uniqueItems") == Some(&Value::Bool(true));
        if is_unique
            && !self.is_used
            && let Some(index) = first_repeated(items)
        {
            let pointer = &pointer(place.pointer, &index.to_string());
            self.add(Place { pointer, ..place }, "the item is given twice");
        }
        let by_index: Vec<Node<'a>> = node.list("prefixItems").collect();
        let others = node.keyword("items").map(|schema| node.at(schema));
        for (index, item) in items.iter().enumerate() {
            if let Some(schema) = by_index.get(index).copied().or(others) {
                let pointer = &pointer(place.pointer, &index.to_string());
                self.check(item, schema, Place { pointer, ..place });
            }
        }
        if let Some(wanted) = node.single("contains") {
            let mut found = false;
            for item in items {
                found |= self.trial(item, wanted, place).is_empty();
            }
            if !found {
                let words = in_words(wanted.schema(), node.definitions());
                self.add(place, format!("no item is the required one: {words}"));
            }
        }
    }

    fn check_members(&mut self, members: &Map<String, Value>, node: Node<'a>, place: Place<'_>) {
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

    fn check_conditions(&mut self, value: &Value, node: Node<'a>, place: Place<'_>) {
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

    fn check_unevaluated(
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

fn fits_bounds(value: &Value, keywords: &Map<String, Value>) -> bool {
    let Some(number) = Number::of_json(value) else {
        return true;
    };
    let bound = |name: &str| keywords.get(name).and_then(Number::of_json);
    let is_multiple = |of: Number| {
        let (of, number) = (of.as_f64(), number.as_f64());
        let quotient = number / of;
        of == 0.0 || (quotient - quotient.round()).abs() < 1e-9
    };
    bound("minimum").is_none_or(|min| number >= min)
        && bound("maximum").is_none_or(|max| number <= max)
        && bound("exclusiveMinimum").is_none_or(|min| number > min)
        && bound("exclusiveMaximum").is_none_or(|max| number < max)
        && bound("multipleOf").is_none_or(is_multiple)
}

fn fits_text(text: &str, keywords: &Map<String, Value>) -> bool {
    let word = |name: &str| keywords.get(name).and_then(Value::as_str);
    word("pattern").is_none_or(|pattern| matches(pattern, text))
        && word("format").is_none_or(|format| has_format(format, text))
}
