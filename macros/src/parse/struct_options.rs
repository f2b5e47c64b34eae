//! [`StructOptions`]: the options of `#[input(…)]` on a struct that derives `Input`.

use syn::parse::{ParseStream, Parser};
use syn::{Attribute, Meta, Path};

use super::argument::{flag, value};
use super::option_table::{OptionTable, options, parse_options, supported};
use super::slot::Once;
use crate::errors::Errors;

options! {
    /// Options of a type that derives `Input`.
    pub(crate) struct StructOptions {
        /// Path of the runtime, if it is not `::mistral_actions`.
        krate: Once<Path> = "crate = path" => value;
        /// Implements `new`, as the attribute does for the type that it generates.
        constructor: Once<()> = "new" => flag;
    }
}

impl StructOptions {
    /// Parses the attributes of the struct.
    pub(crate) fn of(attributes: &[Attribute], errors: &mut Errors) -> Self {
        let mut options = Self::default();
        for attribute in attributes {
            let path = attribute.path();
            if path.is_ident("serde") || path.is_ident("schemars") {
                errors.at(attribute, "`#[derive(Input)]` reads such attributes on fields only; `#[input(rename = \"…\")]` on a field sets its key");
            }
            if !path.is_ident("input") {
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
            let _: syn::Result<()> = parser.parse2(list.tokens.clone());
        }
        options
    }
}
