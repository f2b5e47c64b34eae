//! Parameters under a condition: `#[cfg(…)]` and `#[cfg_attr(…)]`.
//!
//! Only rustc knows which conditions hold. It is given one function for each combination of them, each with its own
//! `#[mistral_action]`, and keeps one.

use proc_macro2::TokenStream;
use quote::{ToTokens, quote};
use syn::punctuated::Punctuated;
use syn::{Attribute, FnArg, Meta, Token};

use crate::errors::Errors;
use crate::model::registration::Runtime;
use crate::parse::function::Function;
use crate::parse::options::Options;

/// The number of combinations doubles with each condition.
const MAX_CONDITIONS: usize = 4;

/// The function once for each combination of its parameters' conditions; `None` without conditions.
pub(crate) fn expand(options: &TokenStream, function: &Function) -> Option<TokenStream> {
    let conditions = conditions(function);
    if conditions.is_empty() {
        return None;
    }
    if conditions.len() > MAX_CONDITIONS {
        let message = format!(
            "the parameters of an action can have at most {MAX_CONDITIONS} different conditions"
        );
        let error = syn::Error::new_spanned(&conditions[MAX_CONDITIONS], message);
        let mut function = function.clone();
        function.strip_parameters();
        let error = error.into_compile_error();
        return Some(quote!(#function #error));
    }
    // The function is expanded again, and reports the mistakes in its options then.
    let parsed = Options::parse(
        options.clone(),
        &function.signature.ident,
        &mut Errors::default(),
    );
    let rt = Runtime::at(parsed.krate.get()).private();
    let variants = (0..1_usize << conditions.len()).map(|variant| {
        let holds = |index: usize| variant >> index & 1 == 1;
        let condition = conditions.iter().enumerate().map(|(index, condition)| {
            if holds(index) {
                quote!(#condition)
            } else {
                quote!(not(#condition))
            }
        });
        let is_true = |condition: &Meta| {
            let position = conditions.iter().position(|one| is_same(one, condition));
            position.is_some_and(holds)
        };
        let function = resolved(function, &is_true);
        quote! {
            #[cfg(all(#(#condition),*))]
            #[#rt::mistral_action(#options)]
            #function
        }
    });
    Some(variants.collect())
}

/// A condition, and the attributes of a `cfg_attr`; none for `cfg`.
struct Conditional {
    condition: Meta,
    attributes: Option<Vec<Attribute>>,
}

impl Conditional {
    /// rustc reports a malformed attribute.
    fn of(attribute: &Attribute) -> Option<Self> {
        let path = attribute.path();
        if path.is_ident("cfg") {
            let condition = attribute.parse_args().ok()?;
            return Some(Self {
                condition,
                attributes: None,
            });
        }
        if !path.is_ident("cfg_attr") {
            return None;
        }
        let metas = attribute
            .parse_args_with(Punctuated::<Meta, Token![,]>::parse_terminated)
            .ok()?;
        let mut metas = metas.into_iter();
        Some(Self {
            condition: metas.next()?,
            attributes: Some(metas.map(|meta| syn::parse_quote!(#[#meta])).collect()),
        })
    }
}

/// The different conditions of the parameters.
fn conditions(function: &Function) -> Vec<Meta> {
    let mut conditions: Vec<Meta> = Vec::new();
    let attributes = function.signature.inputs.iter().flat_map(attributes);
    for Conditional { condition, .. } in attributes.filter_map(Conditional::of) {
        if !conditions.iter().any(|known| is_same(known, &condition)) {
            conditions.push(condition);
        }
    }
    conditions
}

fn is_same(one: &Meta, other: &Meta) -> bool {
    one.to_token_stream().to_string() == other.to_token_stream().to_string()
}

/// The function with its conditions decided.
fn resolved(function: &Function, is_true: &dyn Fn(&Meta) -> bool) -> Function {
    let mut function = function.clone();
    let parameters = std::mem::take(&mut function.signature.inputs);
    function.signature.inputs = parameters
        .into_iter()
        .filter_map(|mut parameter| {
            let mut kept = Vec::new();
            for attribute in attributes(&parameter) {
                match Conditional::of(attribute) {
                    None => kept.push(attribute.clone()),
                    Some(Conditional {
                        condition,
                        attributes,
                    }) => match (is_true(&condition), attributes) {
                        (true, attributes) => kept.extend(attributes.into_iter().flatten()),
                        (false, Some(_)) => {}
                        (false, None) => return None,
                    },
                }
            }
            match &mut parameter {
                FnArg::Receiver(receiver) => receiver.attrs = kept,
                FnArg::Typed(typed) => typed.attrs = kept,
            }
            Some(parameter)
        })
        .collect();
    function
}

fn attributes(parameter: &FnArg) -> &[Attribute] {
    match parameter {
        FnArg::Receiver(receiver) => &receiver.attrs,
        FnArg::Typed(typed) => &typed.attrs,
    }
}
