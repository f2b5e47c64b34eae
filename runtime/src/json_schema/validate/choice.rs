//! Problems of a value that satisfies no alternative, described for the alternative that the value resembles most.

use serde_json::{Map, Value};

use super::{Place, Validator};
use crate::input::describe::{given, in_words};
use crate::input::problem::{InputProblem, given_twice, pointer};
use crate::json_schema::Node;
use crate::json_schema::alternatives::{flattened, only_key, tag, tag_value};
use crate::suggest;

impl<'a> Validator<'a> {
    pub(super) fn check_alternatives(
        &mut self,
        value: &Value,
        node: Node<'a>,
        keyword: &str,
        place: Place<'_>,
    ) {
        let mut satisfied = 0;
        for one in node.list(keyword) {
            if self.trial(value, one, place).is_empty() {
                satisfied += 1;
                if keyword == "anyOf" {
                    return;
                }
            }
        }
        // Texts that were read before satisfy too many alternatives.
        if satisfied == 1 || (satisfied > 1 && self.is_used) {
            return;
        }
        if let Some(names) = names_of_rule(node, keyword) {
            let whole = self.object.unwrap_or(node);
            if let [name, aliases @ ..] = &names[..]
                && !aliases.is_empty()
                && aliases
                    .iter()
                    .all(|alias| whole.aliases_of(name).contains(alias))
            {
                return self.add_of_aliases(name, aliases, satisfied, node, place);
            }
            let names = suggest::quoted(names);
            let word = if keyword == "oneOf" {
                "exactly"
            } else {
                "at least"
            };
            return self.add(place, format!("{word} one of {names} must be given"));
        }
        if satisfied > 1 {
            return self.add(
                place,
                "the value fits several alternatives, and it must fit one",
            );
        }
        let all = flattened(node.list(keyword));
        match value {
            Value::Object(members) => self.explain_object(value, members, &all, node, place),
            _ => self.explain_other(value, &all, node, place),
        }
    }

    /// Adds the problem of a required input that has several names.
    fn add_of_aliases(
        &mut self,
        name: &str,
        aliases: &[&str],
        given: usize,
        node: Node<'a>,
        place: Place<'_>,
    ) {
        let at = pointer(place.pointer, name);
        let problem = if given == 0 {
            let schema = self.object.and_then(|object| object.member(name));
            let expected = schema.map_or_else(String::new, |schema| {
                in_words(schema.schema(), node.definitions())
            });
            InputProblem::mismatch(at, expected, None)
        } else {
            InputProblem::new(at, given_twice(name, aliases))
        };
        self.problems.push(problem);
    }

    fn explain_object(
        &mut self,
        value: &Value,
        members: &Map<String, Value>,
        all: &[Node<'a>],
        node: Node<'a>,
        place: Place<'_>,
    ) {
        let mut objects: Vec<Node<'a>> = all
            .iter()
            .copied()
            .filter(|one| one.allows_type_of(value))
            .collect();
        if objects.is_empty() {
            return self.add_mismatch(value, node, place);
        }
        if let Some((name, values)) = tag(&objects) {
            let given_tag = members.get(name);
            let is_meant = |one: &Node<'a>| tag_value(*one, name) == given_tag;
            if objects.iter().any(is_meant) {
                objects.retain(is_meant);
            } else if values.len() == objects.len() {
                let secret = place.secret || objects.iter().any(|one| one.may_hold_secret());
                let got = given_tag.map(|tag| given(tag, secret));
                let texts: Vec<String> = values.iter().map(ToString::to_string).collect();
                let expected = format!("one of {}", texts.join(", "));
                let at = pointer(place.pointer, name);
                let problem = InputProblem::mismatch(at, expected, got);
                self.problems.push(problem);
                return;
            }
        }
        let names: Vec<&str> = objects.iter().filter_map(|one| only_key(*one)).collect();
        if names.len() == objects.len() && names.len() > 1 {
            let is_meant =
                |one: &Node<'a>| only_key(*one).is_some_and(|name| members.contains_key(name));
            if members.len() == 1 && objects.iter().any(is_meant) {
                objects.retain(is_meant);
            } else {
                let expected = format!(
                    "an object with one key of {}",
                    suggest::quoted(names.iter().copied())
                );
                let got = match members.keys().next() {
                    None => "an empty object".to_owned(),
                    Some(key) if members.len() == 1 => format!("the key `{key}`"),
                    Some(_) => format!("{} keys", members.len()),
                };
                let at = place.pointer.to_owned();
                let problem = InputProblem::mismatch(at, expected, Some(got));
                self.problems.push(problem);
                return;
            }
        }
        self.explain_by_closest(value, &objects, place);
    }

    fn explain_other(&mut self, value: &Value, all: &[Node<'a>], node: Node<'a>, place: Place<'_>) {
        let of_type: Vec<Node<'a>> = all
            .iter()
            .copied()
            .filter(|one| one.allows_type_of(value))
            .collect();
        let is_list_of_values =
            |one: &Node<'a>| one.keyword("const").is_some() || one.keyword("enum").is_some();
        if of_type.is_empty() || of_type.iter().any(is_list_of_values) {
            return self.add_mismatch(value, node, place);
        }
        self.explain_by_closest(value, &of_type, place);
    }

    /// Adds the problems of the alternative with the fewest.
    fn explain_by_closest(&mut self, value: &Value, all: &[Node<'a>], place: Place<'_>) {
        let problems = all.iter().map(|one| self.trial(value, *one, place));
        let closest = problems.min_by_key(Vec::len);
        self.problems.extend(closest.into_iter().flatten());
    }
}

/// Returns the names of a rule of the form "one of these inputs is given".
fn names_of_rule<'a>(node: Node<'a>, keyword: &str) -> Option<Vec<&'a str>> {
    let names = node.list(keyword).map(|one| {
        let is_rule = one.keywords().is_some_and(|keywords| keywords.len() == 1);
        let mut names = one.required();
        let name = names.next()?;
        (is_rule && names.next().is_none()).then_some(name)
    });
    names.collect()
}
