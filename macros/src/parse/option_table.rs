//! Tables of attribute options: one row declares the documentation, field, example and parser of an option.

use syn::ext::IdentExt;
use syn::parse::ParseStream;
use syn::{Ident, Token};

use super::argument::{Argument, skip_to_comma};
use crate::errors::Errors;

/// Declares a struct with one field per option, and its [`OptionTable`].
///
/// A row is `field: Slot = "example" => parser;`. The example begins with the option's name and is shown
/// when the value is malformed. Several options can share a field: `"example" => parser, …;`.
/// `functions_only = "…"` marks an option that `register_action!` rejects; the text says how a type that
/// implements `Action` does the same.
macro_rules! options {
    (@instead) => { None };
    (@instead $instead:literal) => { Some($instead) };
    (
        $(#[$attribute:meta])*
        $visibility:vis struct $Options:ident {
            $(
                $(#[$field_docs:meta])*
                $field:ident: $slot:ty = $(
                    $(#[$row_docs:meta])*
                    $example:literal => $parser:path $(, functions_only = $instead:literal)?
                ),+;
            )*
        }
    ) => {
        $(#[$attribute])*
        #[derive(Default)]
        $visibility struct $Options {
            $( $(#[$field_docs])* $($(#[$row_docs])*)+ pub(crate) $field: $slot, )*
        }

        impl $crate::parse::option_table::OptionTable for $Options {
            const ROWS: &'static [$crate::parse::option_table::Row<Self>] = &[
                $($($crate::parse::option_table::Row {
                    example: $example,
                    instead: $crate::parse::option_table::options!(@instead $($instead)?),
                    parse: |options, argument, errors| {
                        let value = $parser(argument, errors)?;
                        $crate::parse::slot::Slot::store(&mut options.$field, argument.key, value)
                    },
                    keys: |options| $crate::parse::slot::Slot::keys(&options.$field),
                },)+)*
            ];
        }
    };
}
pub(crate) use options;

/// One option of an attribute.
pub(crate) struct Row<T> {
    /// The option as an author writes it; begins with its name.
    pub(crate) example: &'static str,
    /// Equivalent for a type that implements `Action`, if the option is only for functions.
    pub(crate) instead: Option<&'static str>,
    pub(crate) parse: fn(&mut T, &Argument<'_>, &mut Errors) -> syn::Result<()>,
    /// Keys under which the option's field was given.
    pub(crate) keys: fn(&T) -> Vec<&Ident>,
}

impl<T> Row<T> {
    pub(crate) fn name(&self) -> &'static str {
        let is_part = |c: char| c.is_ascii_alphanumeric() || c == '_';
        let end = self.example.find(|c| !is_part(c));
        &self.example[..end.unwrap_or(self.example.len())]
    }
}

/// Options of an attribute, declared with [`options!`].
pub(crate) trait OptionTable: Sized + 'static {
    const ROWS: &'static [Row<Self>];

    /// Parses the value of the option `key`.
    fn parse_option(
        &mut self,
        key: &Ident,
        input: ParseStream<'_>,
        errors: &mut Errors,
    ) -> syn::Result<()> {
        let row = Self::ROWS.iter().find(|row| key == row.name());
        let row = row.ok_or_else(|| unknown::<Self>(key))?;
        let argument = Argument {
            key,
            example: row.example,
            input,
        };
        (row.parse)(self, &argument, errors)
    }

    /// The options that were given, each with its key.
    fn given(&self) -> impl Iterator<Item = (&'static Row<Self>, &Ident)> {
        Self::ROWS.iter().flat_map(|row| {
            let keys = (row.keys)(self).into_iter();
            keys.filter(|key| *key == row.name())
                .map(move |key| (row, key))
        })
    }
}

/// The names of all options, for messages.
pub(crate) fn supported<T: OptionTable>() -> String {
    let names: Vec<&str> = T::ROWS.iter().map(Row::name).collect();
    format!("supported options: {}", names.join(", "))
}

/// Parses `key…, key…` and calls `parse_value` after each key. After a mistake it continues with the next key.
pub(crate) fn parse_options<T: OptionTable>(
    input: ParseStream<'_>,
    errors: &mut Errors,
    mut parse_value: impl FnMut(&Ident, ParseStream<'_>, &mut Errors) -> syn::Result<()>,
) {
    while !input.is_empty() {
        let key = Ident::parse_any(input).map_err(|error| {
            let message = format!("expected an option; {}", supported::<T>());
            syn::Error::new(error.span(), message)
        });
        let parsed = key.and_then(|key| parse_value(&key, input, errors));
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

/// Returns the candidate that is most similar to a mistyped word, if one is similar enough.
pub(crate) fn nearest<'a>(
    word: &str,
    candidates: impl IntoIterator<Item = &'a str>,
) -> Option<&'a str> {
    candidates
        .into_iter()
        .map(|candidate| (strsim::jaro_winkler(word, candidate), candidate))
        .filter(|(similarity, _)| *similarity > 0.75)
        .max_by(|left, right| left.0.total_cmp(&right.0))
        .map(|(_, candidate)| candidate)
}

/// ``unknown option `timout`; did you mean `timeout`? supported options: …``
fn unknown<T: OptionTable>(key: &Ident) -> syn::Error {
    let hint = match nearest(&key.to_string(), T::ROWS.iter().map(Row::name)) {
        Some(candidate) => format!(" did you mean `{candidate}`?"),
        None => String::new(),
    };
    let supported = supported::<T>();
    syn::Error::new(
        key.span(),
        format!("unknown option `{key}`;{hint} {supported}"),
    )
}
