//! [`Rule`]: a rule about the inputs that are given together.

use serde_json::{Map, Value, json};

use super::field::Field;
use super::problem::{InputProblem, pointer};

/// A rule about the inputs that are given together. An input that is `null` is not given.
#[derive(Clone, Copy, Debug)]
pub enum Rule<'a> {
    /// Exactly one of these inputs is given.
    ExactlyOneOf(&'a [&'a str]),
    /// At least one of these inputs is given.
    AtLeastOneOf(&'a [&'a str]),
    /// If the first input is given, the second one is given.
    Requires(&'a str, &'a str),
}

impl Rule<'_> {
    /// Describes the rule.
    pub(crate) fn in_words(&self) -> String {
        match self {
            Self::ExactlyOneOf(names) => format!("exactly one of {} must be given", list(names)),
            Self::AtLeastOneOf(names) => format!("at least one of {} must be given", list(names)),
            Self::Requires(name, needed) => format!("`{name}` requires `{needed}`"),
        }
    }

    /// Returns the problem of an object that violates the rule.
    pub(crate) fn problem(&self, mut is_given: impl FnMut(&str) -> bool) -> Option<InputProblem> {
        match self {
            Self::ExactlyOneOf(names) => {
                let given: Vec<&str> = names.iter().copied().filter(|one| is_given(one)).collect();
                let found = match given.len() {
                    0 => "none is given".to_owned(),
                    1 => return None,
                    2 if names.len() == 2 => "both are given".to_owned(),
                    _ => format!("{} are given", list(&given)),
                };
                let message = format!("give exactly one of {}; {found}", list(names));
                Some(InputProblem::new("", message))
            }
            Self::AtLeastOneOf(names) => {
                let has_one = names.iter().any(|one| is_given(one));
                let message = || format!("give at least one of {}; none is given", list(names));
                (!has_one).then(|| InputProblem::new("", message()))
            }
            Self::Requires(name, needed) => {
                let is_missing = is_given(name) && !is_given(needed);
                let message = || format!("missing, because `{name}` is given");
                is_missing.then(|| InputProblem::new(pointer("", needed), message()))
            }
        }
    }

    /// Returns the rule in JSON Schema. `fields` holds the aliases, under which an input can be given as well.
    pub(super) fn to_schema(self, fields: &[Field]) -> Value {
        let names_of = |name: &str| -> Vec<String> {
            let field = fields.iter().find(|field| field.name == name);
            let aliases = field.map_or(&[][..], |field| field.aliases);
            let names = std::iter::once(name).chain(aliases.iter().copied());
            names.map(str::to_owned).collect()
        };
        let given_of = |names: &[&str]| -> Vec<Value> {
            let names = names.iter().flat_map(|name| names_of(name));
            names.map(|name| given(&name)).collect()
        };
        let mut schema = match self {
            Self::ExactlyOneOf(names) => json!({"oneOf": given_of(names)}),
            Self::AtLeastOneOf(names) => json!({"anyOf": given_of(names)}),
            Self::Requires(name, needed) => {
                let triggers = names_of(name);
                let needed = names_of(needed);
                let needed = needed.iter().map(|one| needs(&triggers, one)).collect();
                json!({"if": any(given_of(&[name])), "then": any(needed)})
            }
        };
        schema["description"] = self.in_words().into();
        schema
    }
}

/// The schema of an object with a member that is not `null`.
fn given(name: &str) -> Value {
    json!({"required": [name], "not": is_null(name)})
}

/// The schema of an object with a member that is not `null`, because one of the triggers is a member.
fn needs(triggers: &[String], needed: &str) -> Value {
    let dependent = triggers
        .iter()
        .map(|trigger| (trigger.clone(), json!([needed])));
    let dependent: Map<String, Value> = dependent.collect();
    json!({"dependentRequired": dependent, "not": is_null(needed)})
}

/// The schema of an object whose member is missing or `null`.
fn is_null(name: &str) -> Value {
    json!({"properties": {name: {"type": "null"}}})
}

fn any(mut alternatives: Vec<Value>) -> Value {
    if alternatives.len() == 1 {
        return alternatives.remove(0);
    }
    json!({"anyOf": alternatives})
}

/// Lists names: `` `a`, `b` and `c` ``.
fn list(names: &[&str]) -> String {
    let quoted: Vec<String> = names.iter().map(|name| format!("`{name}`")).collect();
    match quoted.split_last() {
        Some((last, [])) => last.clone(),
        Some((last, others)) => format!("{} and {last}", others.join(", ")),
        None => String::new(),
    }
}
