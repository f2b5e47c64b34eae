//! Constraints: constants for the schema, checks of decoded values.

use proc_macro2::TokenStream;
use quote::{ToTokens, format_ident, quote, quote_spanned};
use syn::Ident;
use syn::spanned::Spanned;

use super::position::{Positions, call_of_part};
use super::{at, rules, type_check};
use crate::model::Input;
use crate::parse::constraint::Constraint;
use crate::parse::literal::{Literal, Scalar};
use crate::parse::struct_options::StructOptions;

/// The constants that describe an input's constraints.
pub(super) fn constants(rt: &TokenStream, input: &Input) -> TokenStream {
    let constants = input
        .options
        .constraints
        .iter()
        .map(|(_, constraint)| match constraint {
            Constraint::Range(min, max) => {
                let (min, max) = (
                    number_option(rt, min.as_ref()),
                    number_option(rt, max.as_ref()),
                );
                quote!(#rt::Constraint::Range(#min, #max))
            }
            Constraint::Length(min, max) => {
                let (min, max) = (option(min.as_ref()), option(max.as_ref()));
                quote!(#rt::Constraint::Length(#min, #max))
            }
            Constraint::Pattern(pattern) => {
                quote!(#rt::Constraint::Pattern(#rt::Pattern::new(#pattern)))
            }
            Constraint::OneOf(values) => {
                let values = values.iter().map(scalar);
                quote!(#rt::Constraint::OneOf({
                    use #rt::{Number, Scalar};
                    const VALUES: &[Scalar<'static>] = &[#(#values),*];
                    VALUES
                }))
            }
            Constraint::Format(format) => quote!(#rt::Constraint::Format(#rt::Format::#format)),
        });
    if input.options.constraints.is_empty() {
        return quote!(&[]);
    }
    let count = input.options.constraints.len();
    // A static, because it caches compiled patterns.
    quote!({
        static CONSTRAINTS: [#rt::Constraint; #count] = [#(#constants),*];
        &CONSTRAINTS
    })
}

/// The function that checks an input, if it has constraints. A trait bound rejects constraints that do not fit
/// the type.
pub(super) fn check(
    rt: &TokenStream,
    positions: &Positions,
    index: usize,
    input: &Input,
) -> Option<TokenStream> {
    let constraints = &input.options.constraints;
    if constraints.is_empty() {
        return None;
    }
    let ty = &input.ty;
    let function = check_function(index);
    let index = positions.index(index);
    let checks = constraints
        .iter()
        .enumerate()
        .map(|(number, (key, constraint))| {
            let (view, accessor) = match constraint {
                Constraint::Range(..) => (quote!(Number), quote!(HasRange > ::as_number)),
                Constraint::Length(..) => (quote!(Length), quote!(HasLength > ::length)),
                Constraint::Pattern(_) | Constraint::Format(_) => {
                    (quote!(Text), quote!(HasText > ::as_text))
                }
                Constraint::OneOf(_) => (quote!(Scalar), quote!(HasScalar > ::as_scalar)),
            };
            let accessor = at(key.span(), quote!(<#ty as #rt::#accessor));
            quote!(__checker.check(#index, #number, #rt::View::#view(#accessor(__value)));)
        });
    Some(quote! {
        #[inline]
        fn #function(__value: &#ty, __checker: &mut #rt::FieldChecker<'_>) {
            #(#checks)*
        }
    })
}

/// The check of a decoded input; skipped if decoding failed.
pub(super) fn check_decoded(index: usize, input: &Input, local: &Ident) -> Option<TokenStream> {
    let function = check_function(index);
    (!input.options.constraints.is_empty()).then(|| {
        quote! {
            if let ::core::option::Option::Some(__value) = &#local {
                #function(__value, __checker);
            }
        }
    })
}

/// The method that checks an input made by a typed call, if there is something to check. A type of an author can be
/// flattened into one whose rules name its inputs.
pub(super) fn check_typed(
    rt: &TokenStream,
    positions: &Positions,
    is_of_author: bool,
    options: &StructOptions,
    inputs: &[&Input],
) -> Option<TokenStream> {
    let checks = inputs.iter().enumerate().filter_map(|(index, input)| {
        let ident = &input.ident;
        if input.is_flatten() {
            let at = positions.index(index);
            let check = call_of_part(input, "check", quote!(&self.#ident, __checker));
            return Some(quote!(__checker.part(#at, |__checker| #check);));
        }
        let function = check_function(index);
        let own = (!input.options.constraints.is_empty())
            .then(|| quote!(#function(&self.#ident, __checker);));
        let at = positions.index(index);
        let parts = type_check::may_have_parts(&input.ty)
            .then(|| quote!((&&#rt::Part(&self.#ident)).__check_parts(#at, __checker);));
        (own.is_some() || parts.is_some()).then(|| quote!(#own #parts))
    });
    let mut checks: Vec<TokenStream> = checks.collect();
    let rules = rules::check_rules(options);
    if is_of_author || rules.is_some() {
        checks.extend(rules::record_given(positions, inputs));
    }
    checks.extend(rules);
    checks.extend(rules::validate(options, &quote!(self)));
    (!checks.is_empty()).then(|| {
        quote! {
            fn check(&self, __checker: &mut #rt::FieldChecker<'_>) {
                #(#checks)*
            }
        }
    })
}

fn check_function(index: usize) -> Ident {
    format_ident!("__check_{index}")
}

fn option(value: Option<&impl ToTokens>) -> TokenStream {
    match value {
        Some(value) => quote!(::core::option::Option::Some(#value)),
        None => quote!(::core::option::Option::None),
    }
}

/// Like [`option`], for the runtime's `Number`.
fn number_option(rt: &TokenStream, value: Option<&Literal>) -> TokenStream {
    match value {
        Some(value) => {
            let number = number(value);
            quote_spanned!(value.expression.span()=> ::core::option::Option::Some(#rt::#number))
        }
        None => quote!(::core::option::Option::None),
    }
}

/// A literal number as the runtime's `Number`.
fn number(Literal { expression, value }: &Literal) -> TokenStream {
    match value {
        Scalar::Float(_) => quote!(Number::Float(#expression)),
        Scalar::Int(_) | Scalar::Text(_) => quote!(Number::Int(#expression)),
    }
}

/// A literal as the runtime's `Scalar`.
fn scalar(literal: &Literal) -> TokenStream {
    if let Scalar::Text(_) = literal.value {
        let text = &literal.expression;
        return quote!(Scalar::Text(#text));
    }
    let number = number(literal);
    quote!(Scalar::Number(#number))
}
