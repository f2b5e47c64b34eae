//! Parameters with serde or schemars attributes: structs with one member, from which the derives read the
//! attributes.

use proc_macro2::TokenStream;
use quote::{format_ident, quote};

use super::alias;
use crate::model::Input;
use crate::model::registration::Runtime;

pub(super) fn members(runtime: &Runtime<'_>, inputs: &[&Input]) -> TokenStream {
    let rt = alias();
    let (serde, schemars) = (
        runtime.text("__private::serde"),
        runtime.text("__private::schemars"),
    );
    let passed = inputs
        .iter()
        .enumerate()
        .filter(|(_, input)| !input.passed_through.is_empty());
    let members = passed.map(|(index, input)| {
        let ty = &input.ty;
        let (decoded, described) = names(index);
        let attributes = &input.passed_through;
        let for_serde = attributes
            .iter()
            .filter(|attribute| attribute.path().is_ident("serde"));
        quote! {
            #[derive(#rt::serde::Deserialize)]
            #[serde(crate = #serde, transparent)]
            struct #decoded { #(#for_serde)* value: #ty }

            #[derive(#rt::schemars::JsonSchema)]
            #[schemars(crate = #schemars)]
            struct #described { #(#attributes)* value: #ty }
        }
    });
    quote!(#(#members)*)
}

pub(super) fn schema(rt: &TokenStream, index: usize) -> TokenStream {
    let (_, described) = names(index);
    quote!(|__generator| #rt::member_schema::<#described>(__generator, "value"))
}

pub(super) fn decode(rt: &TokenStream, index: usize) -> TokenStream {
    let (decoded, _) = names(index);
    quote!(#rt::ValueSource::read::<#decoded>(__value)?.value)
}

fn names(index: usize) -> (proc_macro2::Ident, proc_macro2::Ident) {
    (
        format_ident!("__Decoded{index}"),
        format_ident!("__Described{index}"),
    )
}
