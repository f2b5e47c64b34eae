//! Rules about the members that are given together, in JSON Schema: [`GivenRule`] reads them, [`schema_of_rule`] writes
//! them.

use serde_json::{Map, Value, json};

use super::Node;
use crate::input::problem::InputProblem;
use crate::input::rule::Rule;

/// A rule about the members that are given together. The names include aliases.
#[derive(Debug)]
pub(crate) enum GivenRule<'a> {
    ExactlyOneOf(Vec<&'a str>),
    AtLeastOneOf(Vec<&'a str>),
    Requires(&'a str, &'a str),
}

impl<'a> GivenRule<'a> {
    /// Reads a rule; `None` if the schema is something else.
    pub(crate) fn of(node: Node<'a>) -> Option<Self> {
        let of_list = |keyword| {
            let names: Option<Vec<_>> = node.list(keyword).map(given).collect();
            names.filter(|names| !names.is_empty())
        };
        if let Some(names) = of_list("oneOf") {
            return Some(Self::ExactlyOneOf(names));
        }
        if let Some(names) = of_list("anyOf") {
            return Some(Self::AtLeastOneOf(names));
        }
        let first = |node: Node<'a>| node.list("anyOf").next().unwrap_or(node);
        let name = given(first(node.single("if")?))?;
        let needed = first(node.single("then")?).keyword("dependentRequired")?;
        Some(Self::Requires(name, needed.get(name)?.get(0)?.as_str()?))
    }

    /// Describes the rule. `whole` is the schema of the object.
    pub(crate) fn in_words(&self, whole: Node<'a>) -> String {
        self.with_rule(whole, |rule| rule.in_words())
    }

    /// Returns the problem of an object that violates the rule. `whole` is the schema of the object.
    pub(crate) fn problem(
        &self,
        members: &Map<String, Value>,
        whole: Node<'a>,
    ) -> Option<InputProblem> {
        let is_present = |name: &str| members.get(name).is_some_and(|member| !member.is_null());
        self.with_rule(whole, |rule| {
            rule.problem(|name| {
                is_present(name) || whole.aliases_of(name).into_iter().any(is_present)
            })
        })
    }

    fn with_rule<R>(&self, whole: Node<'a>, read: impl FnOnce(Rule<'_>) -> R) -> R {
        let without_aliases = |names: &[&'a str]| {
            let is_alias = |name: &str| {
                let mut properties = whole.map("properties");
                properties.any(|(key, one)| key == name && one.alias_of().is_some())
            };
            let names = names.iter().copied();
            names.filter(|name| !is_alias(name)).collect::<Vec<_>>()
        };
        match self {
            Self::ExactlyOneOf(names) => read(Rule::ExactlyOneOf(&without_aliases(names))),
            Self::AtLeastOneOf(names) => read(Rule::AtLeastOneOf(&without_aliases(names))),
            Self::Requires(name, needed) => read(Rule::Requires(name, needed)),
        }
    }
}

/// Returns the name of the member that must not be missing or `null`.
fn given(node: Node<'_>) -> Option<&str> {
    let name = node.required().next()?;
    let member = node.single("not")?.keyword("properties")?.get(name)?;
    (member.get("type")? == "null").then_some(name)
}

impl<'a> Node<'a> {
    /// Returns the rules about the members that are given together.
    pub(crate) fn rules(self) -> impl Iterator<Item = GivenRule<'a>> + use<'a> {
        self.list("allOf").filter_map(GivenRule::of)
    }
    /// Returns the names of the members of an example: the required ones, and those that the rules ask for.
    pub(crate) fn example_members(self) -> Vec<&'a str> {
        let fields = self.map("properties").map(|(name, _)| name);
        let fields = fields.filter(|name| self.requires(name));
        let mut names: Vec<&str> = Vec::new();
        for name in self.required().chain(fields) {
            if !names.contains(&name) {
                names.push(name);
            }
        }
        let has_example = |name: &&&str| {
            let member = self.member(name);
            member.is_some_and(|member| member.keyword("examples").is_some())
        };
        for rule in self.rules() {
            if let GivenRule::ExactlyOneOf(all) | GivenRule::AtLeastOneOf(all) = &rule
                && !all.iter().any(|name| names.contains(name))
            {
                names.extend(all.iter().find(has_example).or(all.first()));
            }
        }
        loop {
            let needed = self.rules().find_map(|rule| match rule {
                GivenRule::Requires(name, needed) => {
                    (names.contains(&name) && !names.contains(&needed)).then_some(needed)
                }
                _ => None,
            });
            match needed {
                Some(needed) => names.push(needed),
                None => return names,
            }
        }
    }
}

/// Returns a rule in JSON Schema. `names_of` returns the names under which an input can be given: its own and its
/// aliases.
pub(crate) fn schema_of_rule(rule: Rule<'_>, names_of: &dyn Fn(&str) -> Vec<String>) -> Value {
    let given_of = |names: &[&str]| -> Vec<Value> {
        let names = names.iter().flat_map(|name| names_of(name));
        names.map(|name| is_given(&name)).collect()
    };
    let mut schema = match rule {
        Rule::ExactlyOneOf(names) => json!({"oneOf": given_of(names)}),
        Rule::AtLeastOneOf(names) => json!({"anyOf": given_of(names)}),
        Rule::Requires(name, needed) => {
            let triggers = names_of(name);
            let needed = names_of(needed);
            let needed = needed.iter().map(|one| needs(&triggers, one)).collect();
            json!({"if": any(given_of(&[name])), "then": any(needed)})
        }
    };
    schema["description"] = rule.in_words().into();
    schema
}

/// The schema of an object with a member that is not `null`.
fn is_given(name: &str) -> Value {
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
