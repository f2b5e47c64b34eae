//! Keys of attributes: which there are, given once, and what was probably meant.

use proc_macro2::Span;
use syn::ext::IdentExt;
use syn::parse::ParseStream;
use syn::{Ident, LitStr, Token};

use crate::errors::Errors;

/// Parses `key…, key…` and calls `option` for each key, right behind it. After a mistake it goes on
/// with the next key.
pub(crate) fn parse_keys(
    input: ParseStream<'_>,
    supported: &[&str],
    errors: &mut Errors,
    mut option: impl FnMut(&Ident, ParseStream<'_>, &mut Errors) -> syn::Result<()>,
) {
    while !input.is_empty() {
        let key = Ident::parse_any(input).map_err(|error| {
            let supported = supported.join(", ");
            syn::Error::new(
                error.span(),
                format!("expected a key; supported: {supported}"),
            )
        });
        let parsed = key.and_then(|key| option(&key, input, errors));
        if let Err(error) = parsed {
            errors.push(error);
            skip_to_comma(input);
        } else if !input.is_empty() && !input.peek(Token![,]) {
            errors.push(input.error("expected `,`"));
            skip_to_comma(input);
        }
        let _: Option<Token![,]> = input.parse().ok();
    }
}

fn skip_to_comma(input: ParseStream<'_>) {
    while !input.is_empty() && !input.peek(Token![,]) {
        let _: syn::Result<proc_macro2::TokenTree> = input.parse();
    }
}

/// ``unknown argument `timout`; did you mean `timeout`? supported: …``
pub(crate) fn unknown(what: &str, key: &Ident, supported: &[&str]) -> syn::Error {
    let word = key.to_string();
    let nearest = supported
        .iter()
        .map(|candidate| (strsim::jaro_winkler(&word, candidate), candidate))
        .filter(|(similarity, _)| *similarity > 0.75)
        .max_by(|left, right| left.0.total_cmp(&right.0));
    let hint = match nearest {
        Some((_, candidate)) => format!("; did you mean `{candidate}`?"),
        None => ";".to_owned(),
    };
    let supported = supported.join(", ");
    syn::Error::new(
        key.span(),
        format!("unknown {what} `{key}`{hint} supported: {supported}"),
    )
}

/// A value that may be given once.
pub(crate) struct Once<T>(Option<(Span, T)>);

impl<T> Default for Once<T> {
    fn default() -> Self {
        Self(None)
    }
}

impl<T> Once<T> {
    /// Takes the value of `key`; a second one is a mistake.
    pub(crate) fn set(&mut self, key: &Ident, value: T) -> syn::Result<()> {
        if self.0.is_some() {
            return Err(syn::Error::new(
                key.span(),
                format!("`{key}` is given twice"),
            ));
        }
        self.0 = Some((key.span(), value));
        Ok(())
    }

    pub(crate) fn get(&self) -> Option<&T> {
        self.0.as_ref().map(|(_, value)| value)
    }

    pub(crate) fn take(self) -> Option<T> {
        self.0.map(|(_, value)| value)
    }

    /// Where the key stands.
    pub(crate) fn span(&self) -> Option<Span> {
        self.0.as_ref().map(|(span, _)| *span)
    }
}

/// Says how a key is used.
pub(crate) fn expected(span: Span, usage: &str) -> syn::Error {
    syn::Error::new(span, format!("expected `{usage}`"))
}

/// Where the value of a key should begin: at the key, if there is nothing behind it.
fn place(key: &Ident, input: ParseStream<'_>) -> Span {
    if input.is_empty() {
        key.span()
    } else {
        input.span()
    }
}

/// A key without a value.
pub(crate) fn flag(key: &Ident, input: ParseStream<'_>) -> syn::Result<()> {
    if input.is_empty() || input.peek(Token![,]) {
        return Ok(());
    }
    Err(syn::Error::new(
        input.span(),
        format!("`{key}` takes no value: it is there or it is not"),
    ))
}

/// `= value`, with a mistake that shows how the key is used.
pub(crate) fn value<T: syn::parse::Parse>(
    key: &Ident,
    input: ParseStream<'_>,
    usage: &str,
) -> syn::Result<T> {
    if !input.peek(Token![=]) {
        return Err(expected(key.span(), usage));
    }
    input.parse::<Token![=]>()?;
    let place = place(key, input);
    input.parse().map_err(|_| expected(place, usage))
}

/// `(…)`, with at least something in it.
pub(crate) fn parenthesized<T>(
    key: &Ident,
    input: ParseStream<'_>,
    usage: &str,
    parse: impl FnOnce(ParseStream<'_>) -> syn::Result<T>,
) -> syn::Result<T> {
    if !input.peek(syn::token::Paren) {
        return Err(expected(key.span(), usage));
    }
    let content;
    syn::parenthesized!(content in input);
    if content.is_empty() {
        return Err(expected(key.span(), usage));
    }
    parse(&content)
}

/// `("a", "b")`
pub(crate) fn texts(key: &Ident, input: ParseStream<'_>, usage: &str) -> syn::Result<Vec<LitStr>> {
    parenthesized(key, input, usage, |content| {
        let place = content.span();
        let texts = content.parse_terminated(<LitStr as syn::parse::Parse>::parse, Token![,]);
        Ok(texts
            .map_err(|_| expected(place, usage))?
            .into_iter()
            .collect())
    })
}
