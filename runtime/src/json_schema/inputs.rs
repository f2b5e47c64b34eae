//! The inputs that the schema of an action describes.

use serde_json::Value;

use super::Node;

impl<'a> Node<'a> {
    /// Returns name, schema and requiredness of each input, without aliases: required inputs come first, then by
    /// `order`. The members of alternatives are inputs, too.
    pub(crate) fn inputs(self, order: &[String]) -> Vec<(&'a str, Self, bool)> {
        let mut inputs = Vec::new();
        self.gather_inputs(false, 0, &mut inputs);
        let place = |name: &str| {
            let place = order.iter().position(|one| one == name);
            place.unwrap_or(order.len())
        };
        inputs.sort_by_key(|(name, _, is_required)| (!is_required, place(name)));
        inputs
    }

    fn gather_inputs(self, is_choice: bool, depth: usize, inputs: &mut Vec<(&'a str, Self, bool)>) {
        const MAX_DEPTH: usize = 8;
        if depth > MAX_DEPTH {
            return;
        }
        for (name, schema) in self.map("properties") {
            if schema.alias_of().is_none() && !inputs.iter().any(|(known, ..)| *known == name) {
                let is_required = !is_choice && self.requires(name);
                inputs.push((name, schema, is_required));
            }
        }
        for part in self.parts() {
            part.gather_inputs(is_choice, depth + 1, inputs);
        }
        for one in self.alternatives() {
            one.gather_inputs(true, depth + 1, inputs);
        }
    }

    /// Returns whether a member must be given, by its name or by an alias.
    pub(crate) fn requires(self, name: &str) -> bool {
        let is_first_of = |rule: Node<'a>| {
            let mut names = rule.list("oneOf").map(|one| one.required().next());
            names.next() == Some(Some(name))
                && names.all(|alias| {
                    let alias = alias.and_then(|alias| self.member(alias));
                    alias.is_some_and(|alias| alias.alias_of().is_some())
                })
        };
        self.required().any(|one| one == name) || self.list("allOf").any(is_first_of)
    }

    /// Returns whether the schema takes keys that it does not name.
    pub(crate) fn takes_other_keys(self) -> bool {
        let rest = self
            .keyword("additionalProperties")
            .or_else(|| self.keyword("unevaluatedProperties"));
        rest.is_some_and(|rest| rest != &Value::Bool(false))
    }
}
