//! [`InputAttribute`]: `#[input(…)]` on a parameter, with what serde attributes say of the same things.

use proc_macro2::TokenStream;
use quote::quote;
use syn::parse::{ParseStream, Parser};
use syn::{Attribute, Expr, Ident, LitStr, Meta, Token};

use crate::constraint::Constraint;
use crate::errors::Errors;
use crate::key::{Once, flag, parse_keys, unknown, value};

const SUPPORTED: &[&str] = &[
    "default", "rename", "alias", "secret", "flatten", "range", "length", "pattern", "one_of",
    "format",
];

/// What is said about one input, besides its type and documentation.
#[derive(Default)]
pub(crate) struct InputAttribute {
    /// `default` (the type's own) or `default = expr`.
    pub(crate) default: Once<DefaultValue>,
    /// `rename = "key"`: key in the input, if not the parameter's name.
    pub(crate) rename: Once<LitStr>,
    /// `alias = "key"`: another key it may be given under. Can be repeated.
    pub(crate) aliases: Vec<LitStr>,
    /// `secret`: the value must not be shown.
    pub(crate) secret: Once<()>,
    /// `flatten`: takes all keys that no other input takes.
    pub(crate) flatten: Once<()>,
    /// `range`, `length`, `pattern`, `one_of`, `format`.
    pub(crate) constraints: Vec<(Ident, Constraint)>,
    /// serde and schemars attributes that mean nothing to us.
    pub(crate) passed_through: Vec<Attribute>,
}

/// What is taken when an input is not given.
pub(crate) enum DefaultValue {
    /// `default`: the default of the type.
    OfType,
    /// `default = expr`
    Expression(Box<Expr>),
}

impl InputAttribute {
    /// Whether an attribute is about an input.
    pub(crate) fn is_about_input(attribute: &Attribute) -> bool {
        let path = attribute.path();
        ["input", "serde", "schemars"]
            .iter()
            .any(|ours| path.is_ident(ours))
    }

    /// Parses those of a parameter's attributes that are about an input.
    pub(crate) fn of(attributes: &[Attribute], errors: &mut Errors) -> Self {
        let mut input = Self::default();
        for attribute in attributes.iter().filter(|one| Self::is_about_input(one)) {
            let path = attribute.path();
            if path.is_ident("input") {
                input.parse(attribute, errors);
            } else if path.is_ident("serde") {
                input.parse_serde(attribute, errors);
            } else {
                input.passed_through.push(attribute.clone());
            }
        }
        input
    }

    fn parse(&mut self, attribute: &Attribute, errors: &mut Errors) {
        let Meta::List(list) = &attribute.meta else {
            let keys = SUPPORTED.join(", ");
            errors.at(
                attribute,
                format!("expected `#[input(…)]`; supported: {keys}"),
            );
            return;
        };
        let parser = |input: ParseStream<'_>| {
            parse_keys(input, SUPPORTED, errors, |key, input, _| {
                self.option(key, input)
            });
            Ok(())
        };
        // The inner parser reports its mistakes itself and consumes everything.
        let _: syn::Result<()> = parser.parse2(list.tokens.clone());
    }

    fn option(&mut self, key: &Ident, input: ParseStream<'_>) -> syn::Result<()> {
        match key.to_string().as_str() {
            "default" => {
                let default = if input.peek(Token![=]) {
                    let expression = value(key, input, "default = expression")?;
                    DefaultValue::Expression(Box::new(expression))
                } else {
                    DefaultValue::OfType
                };
                self.default.set(key, default)
            }
            "rename" => self.rename.set(key, value(key, input, "rename = \"key\"")?),
            "alias" => {
                self.aliases.push(value(key, input, "alias = \"key\"")?);
                Ok(())
            }
            "secret" => self.secret.set(key, ()).and(flag(key, input)),
            "flatten" => self.flatten.set(key, ()).and(flag(key, input)),
            _ => {
                let constraint = Constraint::parse(key, input)?
                    .ok_or_else(|| unknown("argument", key, SUPPORTED))?;
                if self.constraints.iter().any(|(known, _)| known == key) {
                    return Err(syn::Error::new(
                        key.span(),
                        format!("`{key}` is given twice"),
                    ));
                }
                self.constraints.push((key.clone(), constraint));
                Ok(())
            }
        }
    }

    /// serde's words for what we do ourselves; the others are serde's business.
    fn parse_serde(&mut self, attribute: &Attribute, errors: &mut Errors) {
        let Meta::List(list) = &attribute.meta else {
            self.passed_through.push(attribute.clone());
            return;
        };
        let mut rest: Vec<TokenStream> = Vec::new();
        let parser = |input: ParseStream<'_>| {
            parse_keys(input, SUPPORTED, errors, |key, input, _| {
                match key.to_string().as_str() {
                    "rename" => self.rename.set(key, value(key, input, "rename = \"key\"")?),
                    "alias" => {
                        self.aliases.push(value(key, input, "alias = \"key\"")?);
                        Ok(())
                    }
                    "default" if input.peek(Token![=]) => {
                        let path: LitStr = value(key, input, "default = \"function\"")?;
                        let path: syn::Path = path.parse()?;
                        let call = syn::parse_quote!(#path());
                        self.default
                            .set(key, DefaultValue::Expression(Box::new(call)))
                    }
                    "default" => self.default.set(key, DefaultValue::OfType),
                    "flatten" => self.flatten.set(key, ()),
                    _ => {
                        let mut tokens = quote!(#key);
                        while !input.is_empty() && !input.peek(Token![,]) {
                            tokens.extend(
                                input
                                    .parse::<proc_macro2::TokenTree>()
                                    .map(TokenStream::from)?,
                            );
                        }
                        rest.push(tokens);
                        Ok(())
                    }
                }
            });
            Ok(())
        };
        let _: syn::Result<()> = parser.parse2(list.tokens.clone());
        if !rest.is_empty() {
            self.passed_through
                .push(syn::parse_quote!(#[serde(#(#rest),*)]));
        }
    }
}
