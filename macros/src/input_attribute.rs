//! [`InputAttribute`]: `#[input(…)]` on a parameter, with what serde attributes say of the same things.

use proc_macro2::TokenStream;
use quote::quote;
use syn::ext::IdentExt;
use syn::parse::{ParseStream, Parser};
use syn::{Attribute, Expr, Ident, Lit, LitStr, Meta, Token, UnOp};

use crate::errors::Errors;
use crate::key::{Once, parse_keys, unknown, value};

const SUPPORTED: &[&str] = &[
    "default", "rename", "alias", "secret", "flatten", "range", "length", "pattern", "one_of",
    "format",
];

/// Formats the runtime can check: the name in JSON Schema and in Rust.
const FORMATS: &[(&str, &str)] = &[
    ("date-time", "DateTime"),
    ("date", "Date"),
    ("email", "Email"),
    ("hostname", "Hostname"),
    ("ipv4", "Ipv4"),
    ("ipv6", "Ipv6"),
    ("uri", "Uri"),
    ("uuid", "Uuid"),
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

/// A constraint, its parts as expressions of the runtime's types.
pub(crate) enum Constraint {
    Range(Option<TokenStream>, Option<TokenStream>),
    Length(Option<u64>, Option<u64>),
    Pattern(LitStr),
    OneOf(Vec<TokenStream>),
    Format(Ident),
}

impl InputAttribute {
    /// Takes our attributes out of a parameter's.
    pub(crate) fn take(attributes: &mut Vec<Attribute>, errors: &mut Errors) -> Self {
        let mut input = Self::default();
        attributes.retain(|attribute| {
            let path = attribute.path();
            if path.is_ident("input") {
                input.parse(attribute, errors);
            } else if path.is_ident("serde") {
                input.parse_serde(attribute, errors);
            } else if path.is_ident("schemars") {
                input.passed_through.push(attribute.clone());
            } else {
                return true;
            }
            false
        });
        input
    }

    /// Whether anything was said.
    pub(crate) fn is_empty(&self) -> bool {
        self.default.get().is_none()
            && self.rename.get().is_none()
            && self.aliases.is_empty()
            && self.secret.get().is_none()
            && self.flatten.get().is_none()
            && self.constraints.is_empty()
            && self.passed_through.is_empty()
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
            parse_keys(input, errors, |key, input, _| self.option(key, input));
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
            "secret" => self.secret.set(key, ()),
            "flatten" => self.flatten.set(key, ()),
            _ => {
                let constraint = Constraint::parse(key, input)?;
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
            parse_keys(input, errors, |key, input, _| {
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

impl Constraint {
    fn parse(key: &Ident, input: ParseStream<'_>) -> syn::Result<Self> {
        match key.to_string().as_str() {
            "range" => {
                let usage = "range(min = 1, max = 10)";
                let (min, max) = bounds(key, input, usage, number)?;
                Ok(Self::Range(min, max))
            }
            "length" => {
                let usage = "length(min = 1, max = 255)";
                let (min, max) = bounds(key, input, usage, |literal| match literal {
                    Expr::Lit(syn::ExprLit {
                        lit: Lit::Int(count),
                        ..
                    }) => count.base10_parse().ok(),
                    _ => None,
                })?;
                Ok(Self::Length(min, max))
            }
            "pattern" => {
                let pattern: LitStr = value(key, input, "pattern = \"^[a-z]+$\"")?;
                match regex_lite::Regex::new(&pattern.value()) {
                    Ok(_) => Ok(Self::Pattern(pattern)),
                    Err(error) => Err(syn::Error::new(
                        pattern.span(),
                        format!("the pattern is not a regular expression: {error}"),
                    )),
                }
            }
            "one_of" => one_of(key, input),
            "format" => {
                let format: LitStr = value(key, input, "format = \"uuid\"")?;
                let text = format.value();
                match FORMATS.iter().find(|(name, _)| *name == text) {
                    Some((_, variant)) => Ok(Self::Format(Ident::new(variant, format.span()))),
                    None => {
                        let known: Vec<&str> = FORMATS.iter().map(|(name, _)| *name).collect();
                        let known = known.join(", ");
                        Err(syn::Error::new(
                            format.span(),
                            format!("unknown format `{text}`; supported: {known}"),
                        ))
                    }
                }
            }
            _ => Err(unknown("argument", key, SUPPORTED)),
        }
    }
}

/// `(min = a, max = b)`, at least one of them.
fn bounds<T>(
    key: &Ident,
    input: ParseStream<'_>,
    usage: &str,
    read: impl Fn(&Expr) -> Option<T>,
) -> syn::Result<(Option<T>, Option<T>)> {
    let wrong = |span| syn::Error::new(span, format!("expected `{usage}`, or one of the two"));
    if !input.peek(syn::token::Paren) {
        return Err(wrong(key.span()));
    }
    let content;
    syn::parenthesized!(content in input);
    let (mut min, mut max) = (Once::default(), Once::default());
    while !content.is_empty() {
        let bound = Ident::parse_any(&content).map_err(|error| wrong(error.span()))?;
        let literal: Expr = value(&bound, &content, usage)?;
        let number = read(&literal).ok_or_else(|| {
            syn::Error::new_spanned(
                &literal,
                format!("the bounds of `{key}` are literal numbers, as in `{usage}`"),
            )
        })?;
        match bound.to_string().as_str() {
            "min" => min.set(&bound, number)?,
            "max" => max.set(&bound, number)?,
            _ => return Err(wrong(bound.span())),
        }
        let _: Option<Token![,]> = content.parse().ok();
    }
    match (min.take(), max.take()) {
        (None, None) => Err(wrong(key.span())),
        bounds => Ok(bounds),
    }
}

/// A literal number, perhaps negative, as the runtime's `Number`.
fn number(expression: &Expr) -> Option<TokenStream> {
    let literal = match expression {
        Expr::Unary(syn::ExprUnary {
            op: UnOp::Neg(_),
            expr,
            ..
        }) => &**expr,
        other => other,
    };
    match literal {
        Expr::Lit(syn::ExprLit {
            lit: Lit::Int(_), ..
        }) => Some(quote!(Number::Int(#expression))),
        Expr::Lit(syn::ExprLit {
            lit: Lit::Float(_), ..
        }) => Some(quote!(Number::Float(#expression))),
        _ => None,
    }
}

/// `("a", "b")` or `(1, 2)`
fn one_of(key: &Ident, input: ParseStream<'_>) -> syn::Result<Constraint> {
    let usage = "one_of(\"a\", \"b\")";
    let wrong = |span| {
        syn::Error::new(
            span,
            format!("expected `{usage}`, with literal texts or numbers"),
        )
    };
    if !input.peek(syn::token::Paren) {
        return Err(wrong(key.span()));
    }
    let content;
    syn::parenthesized!(content in input);
    let mut values = Vec::new();
    for literal in content.parse_terminated(<Expr as syn::parse::Parse>::parse, Token![,])? {
        values.push(match &literal {
            Expr::Lit(syn::ExprLit {
                lit: Lit::Str(text),
                ..
            }) => quote!(Scalar::Text(#text)),
            other => match number(other) {
                Some(number) => quote!(Scalar::Number(#number)),
                None => {
                    return Err(syn::Error::new_spanned(
                        other,
                        format!("expected `{usage}`, with literal texts or numbers"),
                    ));
                }
            },
        });
    }
    if values.is_empty() {
        Err(wrong(key.span()))
    } else {
        Ok(Constraint::OneOf(values))
    }
}
