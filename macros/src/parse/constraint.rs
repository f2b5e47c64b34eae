//! [`Constraint`]: a condition on an input beyond its type.

use syn::ext::IdentExt;
use syn::{Expr, ExprLit, Ident, Lit, LitStr, Token};

use super::argument::Argument;
use super::literal::Literal;
use super::slot::{Once, Slot};
use crate::errors::Errors;

/// Formats that the runtime checks: name in JSON Schema, variant of the runtime's `Format`.
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

/// A condition on an input beyond its type.
pub(crate) enum Constraint {
    /// Bounds of a number.
    Range(Option<Literal>, Option<Literal>),
    /// Bounds of a length.
    Length(Option<u64>, Option<u64>),
    Pattern(LitStr),
    OneOf(Vec<Literal>),
    /// A variant of the runtime's `Format`.
    Format(Ident),
}

/// Parses `(min = 1, max = 10)`.
pub(crate) fn range(argument: &Argument<'_>, _: &mut Errors) -> syn::Result<Constraint> {
    let (min, max) = bounds(argument, number)?;
    Ok(Constraint::Range(min, max))
}

/// Parses `(min = 1, max = 255)`.
pub(crate) fn length(argument: &Argument<'_>, _: &mut Errors) -> syn::Result<Constraint> {
    let (min, max) = bounds(argument, count)?;
    Ok(Constraint::Length(min, max))
}

/// Parses `= "regular expression"`.
pub(crate) fn pattern(argument: &Argument<'_>, _: &mut Errors) -> syn::Result<Constraint> {
    let pattern: LitStr = argument.value()?;
    match regex_lite::Regex::new(&pattern.value()) {
        Ok(_) => Ok(Constraint::Pattern(pattern)),
        Err(error) => {
            let message = format!("the pattern is not a regular expression: {error}");
            Err(syn::Error::new(pattern.span(), message))
        }
    }
}

/// Parses `("a", "b")` or `(1, 2)`.
pub(crate) fn one_of(argument: &Argument<'_>, _: &mut Errors) -> syn::Result<Constraint> {
    argument.parenthesized(|content| {
        let values = content.parse_terminated(<Expr as syn::parse::Parse>::parse, Token![,])?;
        let values: syn::Result<_> = values.iter().map(scalar).collect();
        values.map(Constraint::OneOf)
    })
}

/// Parses `= "uuid"`.
pub(crate) fn format(argument: &Argument<'_>, _: &mut Errors) -> syn::Result<Constraint> {
    let format: LitStr = argument.value()?;
    let text = format.value();
    match FORMATS.iter().find(|(name, _)| *name == text) {
        Some((_, variant)) => Ok(Constraint::Format(Ident::new(variant, format.span()))),
        None => {
            let names: Vec<&str> = FORMATS.iter().map(|(name, _)| *name).collect();
            let names = names.join(", ");
            let message = format!("unknown format `{text}`; supported formats: {names}");
            Err(syn::Error::new(format.span(), message))
        }
    }
}

/// Parses `(min = a, max = b)`, at least one of them.
fn bounds<T>(
    argument: &Argument<'_>,
    read: impl Fn(&Expr) -> Option<T>,
) -> syn::Result<(Option<T>, Option<T>)> {
    let Argument { key, example, .. } = *argument;
    argument.parenthesized(|content| {
        let (mut min, mut max) = (Once::default(), Once::default());
        while !content.is_empty() {
            let bound =
                Ident::parse_any(content).map_err(|error| argument.expected(error.span()))?;
            let of_bound = Argument {
                key: &bound,
                example,
                input: content,
            };
            let literal: Expr = of_bound.value()?;
            let number = read(&literal).ok_or_else(|| {
                let message =
                    format!("the bounds of `{key}` must be literal numbers, as in `{example}`");
                syn::Error::new_spanned(&literal, message)
            })?;
            match bound.to_string().as_str() {
                "min" => min.store(&bound, number)?,
                "max" => max.store(&bound, number)?,
                _ => return Err(argument.expected(bound.span())),
            }
            let _: Option<Token![,]> = content.parse().ok();
        }
        Ok((min.take(), max.take()))
    })
}

/// Value of a literal count.
fn count(expression: &Expr) -> Option<u64> {
    match expression {
        Expr::Lit(ExprLit {
            lit: Lit::Int(count),
            ..
        }) => count.base10_parse().ok(),
        _ => None,
    }
}

/// A literal number, which can be negative.
fn number(expression: &Expr) -> Option<Literal> {
    Literal::of(expression).filter(|literal| literal.value.is_number())
}

/// A literal string or number.
fn scalar(expression: &Expr) -> syn::Result<Literal> {
    Literal::of(expression).ok_or_else(|| {
        syn::Error::new_spanned(
            expression,
            "the values of `one_of` must be literal strings or numbers",
        )
    })
}
