//! [`Argument`]: the key of an attribute option and the tokens after it, with parsers for common forms.

use proc_macro2::Span;
use syn::parse::{Parse, ParseStream};
use syn::{Ident, LitStr, Token};

use crate::errors::Errors;

/// The key of an option, and the input right behind it.
pub(crate) struct Argument<'a> {
    pub(crate) key: &'a Ident,
    /// Correct use of the option, shown when its value is malformed.
    pub(crate) example: &'a str,
    pub(crate) input: ParseStream<'a>,
}

impl Argument<'_> {
    /// An error that shows the correct use.
    pub(crate) fn expected(&self, span: Span) -> syn::Error {
        syn::Error::new(span, format!("expected `{}`", self.example))
    }

    /// Span of the value; that of the key if nothing follows.
    fn value_span(&self) -> Span {
        if self.input.is_empty() {
            self.key.span()
        } else {
            self.input.span()
        }
    }

    /// Parses `= value`.
    pub(crate) fn value<T: Parse>(&self) -> syn::Result<T> {
        if !self.input.peek(Token![=]) {
            return Err(self.expected(self.key.span()));
        }
        self.input.parse::<Token![=]>()?;
        let span = self.value_span();
        self.input.parse().map_err(|_| self.expected(span))
    }

    /// Parses `(…)`, which must not be empty.
    pub(crate) fn parenthesized<T>(
        &self,
        parse: impl FnOnce(ParseStream<'_>) -> syn::Result<T>,
    ) -> syn::Result<T> {
        if !self.input.peek(syn::token::Paren) {
            return Err(self.expected(self.key.span()));
        }
        let content;
        syn::parenthesized!(content in self.input);
        if content.is_empty() {
            return Err(self.expected(self.key.span()));
        }
        parse(&content)
    }
}

/// Parses `= value`.
pub(crate) fn value<T: Parse>(argument: &Argument<'_>, _: &mut Errors) -> syn::Result<T> {
    argument.value()
}

/// Parses a key without a value. A flag with a value is reported and counts as given: without `blocking`,
/// for instance, the function would be reported as well.
#[allow(clippy::unnecessary_wraps, reason = "all parsers have one signature")]
pub(crate) fn flag(argument: &Argument<'_>, errors: &mut Errors) -> syn::Result<()> {
    let Argument { key, input, .. } = argument;
    if !input.is_empty() && !input.peek(Token![,]) {
        let message = format!("`{key}` takes no value; write only `{key}`");
        errors.push(syn::Error::new(input.span(), message));
        skip_to_comma(input);
    }
    Ok(())
}

/// Parses `("a", "b")`.
pub(crate) fn strings(argument: &Argument<'_>, _: &mut Errors) -> syn::Result<Vec<LitStr>> {
    argument.parenthesized(|content| {
        let span = content.span();
        let strings = content.parse_terminated(<LitStr as Parse>::parse, Token![,]);
        let strings = strings.map_err(|_| argument.expected(span))?;
        Ok(strings.into_iter().collect())
    })
}

/// Skips the rest of an option that is not understood.
pub(crate) fn skip_to_comma(input: ParseStream<'_>) {
    while !input.is_empty() && !input.peek(Token![,]) {
        let _: syn::Result<proc_macro2::TokenTree> = input.parse();
    }
}
