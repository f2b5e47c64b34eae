//! [`InputAttributes`]: `#[input(…)]`, `#[serde(…)]` and `#[schemars(…)]` on a parameter.

use proc_macro2::{TokenStream, TokenTree};
use quote::quote;
use syn::parse::{ParseStream, Parser};
use syn::{Attribute, Ident, LitStr, Meta, Token};

use super::argument::Argument;
use super::groups::ungrouped;
use super::input_options::{DefaultValue, InputOptions};
use super::option_table::{OptionTable, parse_options, supported};
use super::slot::Slot;
use crate::errors::Errors;

/// Attributes of a parameter that is an input.
#[derive(Default)]
pub(crate) struct InputAttributes {
    pub(crate) options: InputOptions,
    /// Attributes of serde and schemars that have no equivalent in `#[input(…)]`.
    pub(crate) passed_through: Vec<Attribute>,
}

impl InputAttributes {
    /// Returns whether an attribute describes an input.
    pub(crate) fn is_about_input(attribute: &Attribute) -> bool {
        let path = attribute.path();
        ["input", "serde", "schemars"]
            .iter()
            .any(|name| path.is_ident(name))
    }

    /// Parses those attributes of a parameter that describe an input.
    pub(crate) fn of(attributes: &[Attribute], errors: &mut Errors) -> Self {
        let mut input = Self::default();
        for attribute in attributes.iter().filter(|one| Self::is_about_input(one)) {
            let path = attribute.path();
            if path.is_ident("input") {
                input.parse(attribute, errors);
            } else if path.is_ident("serde") {
                input.parse_serde(attribute, errors);
            } else if !rejects_options(attribute, errors) {
                input.passed_through.push(attribute.clone());
            }
        }
        input
    }

    fn parse(&mut self, attribute: &Attribute, errors: &mut Errors) {
        let Meta::List(list) = &attribute.meta else {
            let supported = supported::<InputOptions>();
            errors.at(attribute, format!("expected `#[input(…)]`; {supported}"));
            return;
        };
        let parser = |input: ParseStream<'_>| {
            parse_options::<InputOptions>(input, errors, |key, input, errors| {
                self.options.parse_option(key, input, errors)
            });
            Ok(())
        };
        // `parse_options` consumes everything and reports its own errors.
        let _: syn::Result<()> = parser.parse2(ungrouped(list.tokens.clone()));
    }

    /// Takes the options that serde shares with `#[input(…)]`; passes the others on to serde.
    fn parse_serde(&mut self, attribute: &Attribute, errors: &mut Errors) {
        let Meta::List(list) = &attribute.meta else {
            self.passed_through.push(attribute.clone());
            return;
        };
        let mut rest: Vec<TokenStream> = Vec::new();
        let parser = |input: ParseStream<'_>| {
            parse_options::<InputOptions>(input, errors, |key, input, errors| {
                match key.to_string().as_str() {
                    "default" if input.peek(Token![=]) => {
                        let default = serde_default(key, input)?;
                        self.options.default.store(key, default)
                    }
                    "default" | "rename" | "alias" | "flatten" => {
                        self.options.parse_option(key, input, errors)
                    }
                    "skip" | "skip_deserializing" => Err(skipped(key)),
                    _ => {
                        rest.push(tokens_of_option(key, input)?);
                        Ok(())
                    }
                }
            });
            Ok(())
        };
        let _: syn::Result<()> = parser.parse2(ungrouped(list.tokens.clone()));
        if !rest.is_empty() {
            self.passed_through
                .push(syn::parse_quote!(#[serde(#(#rest),*)]));
        }
    }
}

/// Rejects the options of `#[schemars(…)]` that leave an input out of the schema. Returns true if there are some.
fn rejects_options(attribute: &Attribute, errors: &mut Errors) -> bool {
    let Meta::List(list) = &attribute.meta else {
        return false;
    };
    let mut is_rejected = false;
    let mut is_key = true;
    for token in ungrouped(list.tokens.clone()) {
        if let (true, TokenTree::Ident(key)) = (is_key, &token) {
            let error = match key.to_string().as_str() {
                "skip" | "skip_deserializing" => Some(skipped(key)),
                "flatten" => Some(syn::Error::new_spanned(
                    key,
                    "schemars alone cannot flatten an input: write `#[input(flatten)]`",
                )),
                _ => None,
            };
            if let Some(error) = error {
                is_rejected = true;
                errors.push(error);
            }
        }
        is_key = matches!(&token, TokenTree::Punct(punct) if punct.as_char() == ',');
    }
    is_rejected
}

fn skipped(key: &Ident) -> syn::Error {
    let message = format!(
        "`{key}` would leave the input out of the schema, so that no caller could give it: remove `{key}`; write `#[input(default)]` if callers may leave the input out"
    );
    syn::Error::new_spanned(key, message)
}

/// Parses serde's `default = "function"`.
fn serde_default(key: &Ident, input: ParseStream<'_>) -> syn::Result<DefaultValue> {
    let example = "default = \"function\"";
    let argument = Argument {
        key,
        example,
        input,
    };
    let path: LitStr = argument.value()?;
    let path: syn::Path = path.parse()?;
    Ok(DefaultValue::Expression(syn::parse_quote!(#path())))
}

/// The tokens of one option, its key included.
fn tokens_of_option(key: &Ident, input: ParseStream<'_>) -> syn::Result<TokenStream> {
    let mut tokens = quote!(#key);
    while !input.is_empty() && !input.peek(Token![,]) {
        let token: TokenTree = input.parse()?;
        tokens.extend(TokenStream::from(token));
    }
    Ok(tokens)
}
