//! [`Positions`]: the indices of inputs. A flattened input takes as many as its type has fields, which only rustc
//! knows.

use proc_macro2::{Ident, TokenStream};
use quote::{format_ident, quote};

use super::{alias, at, called, type_check};
use crate::model::Input;

pub(super) struct Positions {
    /// Index of the first flattened input.
    first: Option<usize>,
}

impl Positions {
    pub(super) fn of(inputs: &[&Input]) -> Self {
        let first = inputs.iter().position(|input| input.is_flatten());
        Self { first }
    }

    /// The index of an input, as a literal or a constant.
    pub(super) fn index(&self, input: usize) -> TokenStream {
        match self.first {
            Some(first) if input > first => {
                let constant = constant(input);
                quote!(#constant)
            }
            _ => quote!(#input),
        }
    }

    /// The number of fields.
    pub(super) fn count(&self, inputs: &[&Input]) -> TokenStream {
        self.index(inputs.len())
    }

    /// The constants, each one more than the one before, or as many as the flattened input has fields.
    pub(super) fn constants(&self, inputs: &[&Input]) -> TokenStream {
        let first = self.first.unwrap_or(inputs.len());
        let constants = inputs
            .iter()
            .enumerate()
            .skip(first)
            .map(|(number, input)| {
                let (before, after) = (self.index(number), constant(number + 1));
                let size = if input.is_flatten() {
                    fields_of(input, "COUNT")
                } else {
                    quote!(1)
                };
                quote!(const #after: usize = #before + #size;)
            });
        quote!(#(#constants)*)
    }
}

/// `<Region as InputFields>::…`, with the span of the type, where rustc reports that it is not.
pub(super) fn fields_of(input: &Input, item: &str) -> TokenStream {
    let (rt, ty, item) = (alias(), &input.ty, format_ident!("{item}"));
    at(
        type_check::span(ty),
        quote!(<#ty as #rt::InputFields>::#item),
    )
}

/// A call of a function of [`fields_of`].
pub(super) fn call_of_part(input: &Input, item: &str, arguments: TokenStream) -> TokenStream {
    let function = fields_of(input, item);
    called(type_check::span(&input.ty), &function, arguments)
}

fn constant(input: usize) -> Ident {
    format_ident!("__AT_{input}")
}
