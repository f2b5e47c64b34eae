//! [`Rule`]: a rule about the inputs that are given together.

use syn::ext::IdentExt;
use syn::{Ident, LitStr, Token};

use super::argument::{Argument, strings};
use crate::errors::Errors;

/// A rule about the inputs that are given together. It names inputs by their keys.
pub(crate) enum Rule {
    ExactlyOneOf(Vec<LitStr>),
    AtLeastOneOf(Vec<LitStr>),
    /// Pairs: if the first input is given, the second one is given.
    Requires(Vec<(LitStr, LitStr)>),
}

impl Rule {
    /// The names of inputs in the order written.
    pub(crate) fn names(&self) -> Vec<&LitStr> {
        match self {
            Self::ExactlyOneOf(names) | Self::AtLeastOneOf(names) => names.iter().collect(),
            Self::Requires(pairs) => pairs.iter().flat_map(|(one, other)| [one, other]).collect(),
        }
    }
}

/// Parses `("a", "b")`.
pub(crate) fn exactly_one_of(argument: &Argument<'_>, errors: &mut Errors) -> syn::Result<Rule> {
    names(argument, errors).map(Rule::ExactlyOneOf)
}

/// Parses `("a", "b")`.
pub(crate) fn at_least_one_of(argument: &Argument<'_>, errors: &mut Errors) -> syn::Result<Rule> {
    names(argument, errors).map(Rule::AtLeastOneOf)
}

fn names(argument: &Argument<'_>, errors: &mut Errors) -> syn::Result<Vec<LitStr>> {
    let names = strings(argument, errors)?;
    if names.len() < 2 {
        let key = argument.key;
        let message = format!("`{key}` is about two inputs or more");
        errors.push(syn::Error::new(key.span(), message));
    }
    Ok(names)
}

/// Parses `(a = "b", …)`. A key that is no identifier is written as a string.
pub(crate) fn requires(argument: &Argument<'_>, _: &mut Errors) -> syn::Result<Rule> {
    argument.parenthesized(|content| {
        let mut pairs = Vec::new();
        while !content.is_empty() {
            let span = content.span();
            let expected = |_| argument.expected(span);
            let name = if content.peek(LitStr) {
                content.parse().map_err(expected)?
            } else {
                let ident = Ident::parse_any(content).map_err(expected)?;
                LitStr::new(&ident.unraw().to_string(), ident.span())
            };
            content.parse::<Token![=]>().map_err(expected)?;
            pairs.push((name, content.parse().map_err(expected)?));
            if !content.is_empty() {
                content.parse::<Token![,]>().map_err(expected)?;
            }
        }
        Ok(Rule::Requires(pairs))
    })
}
