//! Checks of the names and of the inputs against each other.

use std::collections::HashSet;

use crate::errors::Errors;
use crate::model::{Input, Model};
use crate::parse::input_options::DefaultValue;
use crate::parse::option_table::OptionTable;

/// Number of bits that the runtime has for the inputs of an action.
const MAX_INPUTS: usize = 128;

/// Options that can be combined with `flatten`.
const WITH_FLATTEN: &[&str] = &["flatten", "secret", "default"];

pub(crate) fn check(model: &Model, errors: &mut Errors) {
    names(model, errors);
    fields(model.inputs(), errors);
}

/// Checks the inputs of an action or the fields of a type that derives `Input`.
pub(crate) fn fields<'a>(inputs: impl Iterator<Item = &'a Input>, errors: &mut Errors) {
    let mut keys = HashSet::new();
    for (index, input) in inputs.enumerate() {
        if index == MAX_INPUTS {
            errors.at(
                &input.ident,
                format!("an action takes at most {MAX_INPUTS} inputs"),
            );
        }
        if !input.is_flatten() {
            self::keys(input, &mut keys, errors);
            continue;
        }
        flatten(input, errors);
    }
}

fn names(model: &Model, errors: &mut Errors) {
    let mut names = HashSet::new();
    for name in model.registration.names() {
        if !names.insert(name.value()) {
            errors.at(
                name,
                format!("the action is already named `{}`", name.value()),
            );
        }
    }
}

fn keys(input: &Input, keys: &mut HashSet<String>, errors: &mut Errors) {
    let name = (input.key(), input.key_span());
    let aliases = input.options.aliases.values();
    let aliases = aliases.map(|alias| (alias.value(), alias.span()));
    for (key, span) in std::iter::once(name).chain(aliases) {
        let message = format!("the key `{key}` already belongs to another input");
        if !keys.insert(key) {
            errors.push(syn::Error::new(span, message));
        }
    }
}

fn flatten(input: &Input, errors: &mut Errors) {
    for (row, key) in input.options.given() {
        if !WITH_FLATTEN.contains(&row.name()) {
            errors.at(
                key,
                format!("`{key}` cannot be combined with `flatten`, which has no key"),
            );
        }
    }
    if let Some(DefaultValue::Expression(expression)) = input.default() {
        errors.at(
            expression,
            "a `flatten` input takes `default` without a value: what is not given has the defaults of the members",
        );
    }
    if let Some(attribute) = input.passed_through.first() {
        errors.at(
            attribute,
            "an attribute of serde or schemars cannot be combined with `flatten`",
        );
    }
    if let Some(inner) = &input.optional {
        errors.at(
            inner,
            "a `flatten` input cannot be an `Option`: a map is empty without further keys, and the members of a struct can be optional themselves",
        );
    }
}
