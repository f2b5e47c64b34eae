//! [`StructOptions`]: the options of `#[input(…)]` on a struct that derives `Input`, or on the function of an action.

use syn::parse::{ParseStream, Parser};
use syn::{Attribute, Ident, Meta, Path};

use super::argument::{flag, value};
use super::groups::ungrouped;
use super::option_table::{OptionTable, options, parse_options, supported};
use super::rule::{self, Rule};
use super::slot::{Once, Repeated, Slot};
use crate::errors::Errors;

options! {
    /// Options of an input type: of a struct that derives `Input`, or of an action.
    pub(crate) struct StructOptions {
        /// Rules about the inputs that are given together. Can be repeated.
        rules: Repeated<Rule> =
            "exactly_one_of(\"a\", \"b\")" => rule::exactly_one_of,
            "at_least_one_of(\"a\", \"b\")" => rule::at_least_one_of,
            "requires(a = \"b\")" => rule::requires;
        /// Function that checks a decoded input.
        validate: Once<Path> = "validate = function" => value;
        /// Path of the runtime, if it is not `::mistral_actions`.
        krate: Once<Path> = "crate = path" => value;
        /// Implements `new`, as the attribute does for the type that it generates.
        constructor: Once<()> = "new" => flag;
    }
}

impl StructOptions {
    /// Parses the attributes of a struct.
    pub(crate) fn of(attributes: &[Attribute], errors: &mut Errors) -> Self {
        for attribute in attributes {
            let path = attribute.path();
            if path.is_ident("serde") || path.is_ident("schemars") {
                errors.at(attribute, "`#[derive(Input)]` reads such attributes on fields only; `#[input(rename = \"…\")]` on a field sets its key");
            }
        }
        Self::parse(attributes, errors)
    }

    /// Parses the attributes of a function.
    pub(crate) fn of_function(attributes: &[Attribute], errors: &mut Errors) -> Self {
        let options = Self::parse(attributes, errors);
        if let Some(krate) = options.krate.key() {
            errors.at(krate, "`crate` is an option of `#[mistral_action(…)]`");
        }
        if let Some(new) = options.constructor.key() {
            errors.at(
                new,
                "the input type of a function has `new` without this option",
            );
        }
        options
    }

    fn parse(attributes: &[Attribute], errors: &mut Errors) -> Self {
        let mut options = Self::default();
        for attribute in attributes {
            if !attribute.path().is_ident("input") {
                continue;
            }
            let Meta::List(list) = &attribute.meta else {
                let supported = supported::<Self>();
                errors.at(attribute, format!("expected `#[input(…)]`; {supported}"));
                continue;
            };
            let parser = |input: ParseStream<'_>| {
                parse_options::<Self>(input, errors, |key, input, errors| {
                    options.parse_option(key, input, errors)
                });
                Ok(())
            };
            // `parse_options` consumes everything and reports its own errors.
            let _: syn::Result<()> = parser.parse2(ungrouped(list.tokens.clone()));
        }
        options
    }

    /// Returns the key of a rule or of the validation, if there is one.
    pub(crate) fn first_check(&self) -> Option<&Ident> {
        self.rules
            .keys()
            .into_iter()
            .chain(self.validate.key())
            .next()
    }
}
