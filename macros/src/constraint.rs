//! [`Constraint`]: what an input must satisfy beyond its type.

use syn::ext::IdentExt;
use syn::parse::ParseStream;
use syn::{Expr, ExprLit, Ident, Lit, LitStr, Token};

use crate::key::{Once, expected, parenthesized, value};
use crate::literal::Literal;

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

/// A constraint, as it is written.
pub(crate) enum Constraint {
    /// Numbers.
    Range(Option<Literal>, Option<Literal>),
    Length(Option<u64>, Option<u64>),
    Pattern(LitStr),
    OneOf(Vec<Literal>),
    /// A variant of the runtime's `Format`.
    Format(Ident),
}

impl Constraint {
    /// Parses what stands behind `key`. `None` if the key is not that of a constraint.
    pub(crate) fn parse(key: &Ident, input: ParseStream<'_>) -> syn::Result<Option<Self>> {
        Ok(Some(match key.to_string().as_str() {
            "range" => {
                let (min, max) = bounds(key, input, "range(min = 1, max = 10)", number)?;
                Self::Range(min, max)
            }
            "length" => {
                let (min, max) = bounds(key, input, "length(min = 1, max = 255)", count)?;
                Self::Length(min, max)
            }
            "pattern" => Self::Pattern(pattern(key, input)?),
            "one_of" => Self::OneOf(one_of(key, input)?),
            "format" => Self::Format(format(key, input)?),
            _ => return Ok(None),
        }))
    }
}

/// `= "regular expression"`
fn pattern(key: &Ident, input: ParseStream<'_>) -> syn::Result<LitStr> {
    let pattern: LitStr = value(key, input, "pattern = \"^[a-z]+$\"")?;
    match regex_lite::Regex::new(&pattern.value()) {
        Ok(_) => Ok(pattern),
        Err(error) => {
            let message = format!("the pattern is not a regular expression: {error}");
            Err(syn::Error::new(pattern.span(), message))
        }
    }
}

/// `= "uuid"`, as a variant of the runtime's `Format`.
fn format(key: &Ident, input: ParseStream<'_>) -> syn::Result<Ident> {
    let format: LitStr = value(key, input, "format = \"uuid\"")?;
    let text = format.value();
    match FORMATS.iter().find(|(name, _)| *name == text) {
        Some((_, variant)) => Ok(Ident::new(variant, format.span())),
        None => {
            let known: Vec<&str> = FORMATS.iter().map(|(name, _)| *name).collect();
            let known = known.join(", ");
            let message = format!("unknown format `{text}`; supported: {known}");
            Err(syn::Error::new(format.span(), message))
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
    parenthesized(key, input, usage, |content| {
        let (mut min, mut max) = (Once::default(), Once::default());
        while !content.is_empty() {
            let bound = Ident::parse_any(content).map_err(|error| expected(error.span(), usage))?;
            let literal: Expr = value(&bound, content, usage)?;
            let number = read(&literal).ok_or_else(|| {
                let message = format!("the bounds of `{key}` are literal numbers, as in `{usage}`");
                syn::Error::new_spanned(&literal, message)
            })?;
            match bound.to_string().as_str() {
                "min" => min.set(&bound, number)?,
                "max" => max.set(&bound, number)?,
                _ => return Err(expected(bound.span(), usage)),
            }
            let _: Option<Token![,]> = content.parse().ok();
        }
        Ok((min.take(), max.take()))
    })
}

/// A literal count.
fn count(expression: &Expr) -> Option<u64> {
    match expression {
        Expr::Lit(ExprLit {
            lit: Lit::Int(count),
            ..
        }) => count.base10_parse().ok(),
        _ => None,
    }
}

/// A literal number, perhaps negative.
fn number(expression: &Expr) -> Option<Literal> {
    Literal::of(expression).filter(|literal| literal.value.is_number())
}

/// `("a", "b")` or `(1, 2)`
fn one_of(key: &Ident, input: ParseStream<'_>) -> syn::Result<Vec<Literal>> {
    parenthesized(key, input, "one_of(\"a\", \"b\")", |content| {
        let values = content.parse_terminated(<Expr as syn::parse::Parse>::parse, Token![,])?;
        values.iter().map(scalar).collect()
    })
}

/// A literal text or number.
fn scalar(expression: &Expr) -> syn::Result<Literal> {
    Literal::of(expression).ok_or_else(|| {
        syn::Error::new_spanned(
            expression,
            "the values of `one_of` are literal texts or numbers",
        )
    })
}
