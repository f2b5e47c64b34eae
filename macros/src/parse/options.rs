//! [`Options`]: the options of `#[mistral_action(…)]` and `register_action!(…)`.

use std::time::Duration;

use syn::parse::{ParseStream, Parser};
use syn::{Ident, LitStr, Path, Token};

use super::argument::{flag, strings, value};
use super::groups::ungrouped;
use super::option_table::{OptionTable, Row, options, parse_options};
use super::slot::Once;
use super::{duration, name};
use crate::errors::Errors;

options! {
    /// Options of an action.
    pub(crate) struct Options {
        /// Mistral's name of the action. Required.
        name: Once<LitStr> = "name = \"namespace.action\"" => name::parse;
        /// Further names of the action.
        aliases: Once<Vec<LitStr>> = "aliases(\"namespace.other\", …)" => name::parse_list;
        /// Tags to find the action by.
        tags: Once<Vec<LitStr>> = "tags(\"compute\", …)" => strings;
        /// Marks the action as deprecated and names the replacement.
        deprecated: Once<LitStr> = "deprecated = \"use … instead\"" => value;
        /// Time limit of the action.
        timeout: Once<Duration> = "timeout = \"30s\"" => duration::parse;
        /// Function of the dry run.
        test: Once<Path> = "test = function" => value,
            functions_only = "implement `Action::test` and `Action::has_dry_run`";
        /// The result is delivered after the function has returned.
        asynchronous: Once<()> = "asynchronous" => flag,
            functions_only = "let `Action::is_sync` return `false`";
        /// The function is not async and may block its thread.
        blocking: Once<()> = "blocking" => flag,
            functions_only = "call `tokio::task::spawn_blocking` in `run`";
        /// Name of the generated input type.
        input: Once<Ident> = "input = TypeName" => value,
            functions_only = "the type is the input";
        /// Path of the runtime, if it is not `::mistral_actions`.
        krate: Once<Path> = "crate = path" => value;
    }
}

impl Options {
    /// The required option, shown when it is missing.
    pub(crate) const NAME: &Row<Self> = &Self::ROWS[0];

    /// Parses the options of the attribute on the function `item`.
    pub(crate) fn parse(
        tokens: proc_macro2::TokenStream,
        item: &Ident,
        errors: &mut Errors,
    ) -> Self {
        let parser = |input: ParseStream<'_>| Ok(Self::parse_stream(input, item, errors));
        // `parse_stream` consumes everything and reports its own errors.
        parser.parse2(ungrouped(tokens)).unwrap_or_default()
    }

    /// Parses the options of the function or type `item`.
    pub(crate) fn parse_stream(input: ParseStream<'_>, item: &Ident, errors: &mut Errors) -> Self {
        let mut options = Self::default();
        let mut has_name = false;
        if input.peek(LitStr) {
            errors.push(input.error(format!("expected `{}`", Self::NAME.example)));
            let _: syn::Result<LitStr> = input.parse();
            let _: Option<Token![,]> = input.parse().ok();
            has_name = true;
        }
        parse_options::<Self>(input, errors, |key, input, errors| {
            has_name |= key == "name";
            options.parse_option(key, input, errors)
        });
        if !has_name {
            errors.at(
                item,
                format!("action `{item}` has no name; add `{}`", Self::NAME.example),
            );
        }
        options
    }
}
