//! Checks of the rules about the inputs that are given together.

use std::collections::HashSet;

use syn::LitStr;

use crate::errors::Errors;
use crate::model::{Input, Model};
use crate::parse::option_table::nearest;
use crate::parse::rule::Rule;
use crate::parse::struct_options::StructOptions;

/// Checks the rules of an action.
pub(crate) fn of_action(model: &Model, errors: &mut Errors) {
    let options = &model.input_options;
    if let Some(whole) = &model.whole {
        if let Some(key) = options.first_check() {
            let name = &whole.ident;
            let message = format!(
                "`{name}` is the `whole` input: write `#[input({key}…)]` at its type, which derives `Input`"
            );
            errors.at(key, message);
        }
        return;
    }
    check(options, &model.inputs().collect::<Vec<_>>(), errors);
}

/// Checks the rules of an action or of a type that derives `Input`.
pub(crate) fn check(options: &StructOptions, inputs: &[&Input], errors: &mut Errors) {
    let mut known = HashSet::new();
    for rule in options.rules.values() {
        match rule {
            Rule::ExactlyOneOf(names) | Rule::AtLeastOneOf(names) => {
                let mut seen = HashSet::new();
                for name in names.iter().filter(|name| !seen.insert(name.value())) {
                    errors.at(name, format!("`{}` is named twice", name.value()));
                }
            }
            Rule::Requires(pairs) => {
                for (name, needed) in pairs {
                    let (name, value) = (name.value(), needed.value());
                    if name == value {
                        errors.at(needed, format!("`{name}` cannot require itself"));
                    } else if !known.insert((name.clone(), value.clone())) {
                        errors.at(needed, format!("`{name}` already requires `{value}`"));
                    }
                }
            }
        }
        for name in rule.names() {
            if let Some(message) = problem(name, inputs) {
                errors.at(name, message);
            }
        }
    }
}

/// Returns why an input cannot be part of a rule. The keys of flattened inputs are known to rustc only.
fn problem(name: &LitStr, inputs: &[&Input]) -> Option<String> {
    let key = name.value();
    let own = || inputs.iter().filter(|input| !input.is_flatten());
    if let Some(input) = own().find(|input| input.key() == key) {
        return reason(&key, input);
    }
    let is_alias = |input: &&&Input| {
        let mut aliases = input.options.aliases.values();
        aliases.any(|alias| alias.value() == key)
    };
    if let Some(input) = own().find(is_alias) {
        return Some(format!(
            "`{key}` is another name of the input `{}`: write that",
            input.key()
        ));
    }
    if inputs.iter().any(|input| input.is_flatten()) {
        return None;
    }
    let keys: Vec<String> = own().map(|input| input.key()).collect();
    let hint = match nearest(&key, keys.iter().map(String::as_str)) {
        Some(near) => format!("; did you mean `{near}`?"),
        None => String::new(),
    };
    Some(format!("`{key}` is not an input{hint}"))
}

/// Returns why an input is always given.
fn reason(key: &str, input: &Input) -> Option<String> {
    let why = if input.default().is_some() {
        "has a default, so that it always has a value: a rule is about inputs of the type `Option` without a default"
    } else if input.optional.is_none() {
        "is required, so that it is always given: a rule is about inputs of the type `Option`"
    } else {
        return None;
    };
    Some(format!("`{key}` {why}"))
}
