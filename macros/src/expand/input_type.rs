//! The input type: a struct that authors can use like one of their own.

use proc_macro2::{Delimiter, TokenStream};
use quote::{format_ident, quote};
use syn::{Ident, Path, Visibility};

use super::{alias, at, group_at};
use crate::model::{Input, Model};

/// `pub struct ServersGet { pub server: String, … }`
pub(super) fn definition(model: &Model, inputs: &[&Input]) -> TokenStream {
    let Model {
        visibility,
        deprecated_attribute,
        ..
    } = model;
    let name = &model.registration.input;
    let heading = format!("Input of the action `{}`.", model.registration.name.value());
    let docs = &model.registration.docs.attributes;
    let lints = &model.registration.docs.lints;
    let blank = (!docs.is_empty()).then(|| quote!(#[doc = ""]));
    let fields = inputs.iter().map(|input| {
        let Input { ident, ty, .. } = input;
        let docs = &input.docs.attributes;
        let undocumented = docs.is_empty().then(|| {
            let text = format!("The input `{}`.", input.key());
            quote!(#[doc = #text])
        });
        let lints = &input.docs.lints;
        quote!(#undocumented #(#docs)* #(#lints)* #visibility #ident: #ty)
    });
    // With the span of the function, where rustc reports a name that is taken.
    let fields = group_at(
        model.function.span(),
        Delimiter::Brace,
        quote!(#(#fields),*),
    );
    // With fields, `Default` uses the fields' own defaults; see `constructor`.
    let default = inputs
        .is_empty()
        .then(|| quote!(#[derive(::core::default::Default)]));
    let keyword = at(model.function.span(), quote!(struct));
    quote! {
        #[doc = #heading]
        #blank
        #(#docs)*
        #deprecated_attribute
        #(#lints)*
        #default
        #[allow(clippy::all, clippy::pedantic, clippy::nursery, clippy::restriction)]
        #visibility #keyword #name #fields
    }
}

/// `ServersGet::new(server)`: takes the required inputs; the others have their defaults, which
/// `ServersGet { timeout: 60, ..ServersGet::new(server) }` overrides.
pub(super) fn constructor(name: &Path, visibility: &Visibility, inputs: &[&Input]) -> TokenStream {
    let required: Vec<&&Input> = inputs.iter().filter(|input| is_required(input)).collect();
    let parameters = required.iter().map(|input| {
        let Input { ident, ty, .. } = input;
        quote!(#ident: #ty)
    });
    let values = inputs.iter().enumerate().map(|(index, input)| {
        let ident = &input.ident;
        let default = default_function(index);
        match (input.default(), &input.optional) {
            (Some(_), _) => quote!(#ident: #default()),
            (None, Some(_)) => quote!(#ident: ::core::option::Option::None),
            (None, None) => quote!(#ident),
        }
    });
    let has_default = required.is_empty() && !inputs.is_empty();
    let default = has_default.then(|| {
        quote! {
            impl ::core::default::Default for #name {
                fn default() -> Self { Self::new() }
            }
        }
    });
    quote! {
        impl #name {
            /// Takes the required inputs; the others have their defaults.
            #visibility fn new(#(#parameters),*) -> Self {
                Self { #(#values),* }
            }
        }
        #default
    }
}

fn is_required(input: &Input) -> bool {
    input.default().is_none() && input.optional.is_none()
}

/// Name of the function that returns the default of the input with this index.
pub(super) fn default_function(index: usize) -> Ident {
    format_ident!("__default_{index}")
}

/// `Debug` without secrets. The types of the inputs need not implement it.
pub(super) fn debug(model: &Model) -> TokenStream {
    let name = &model.registration.input;
    let rt = alias();
    let text = name.get_ident().map(Ident::to_string);
    quote! {
        impl ::core::fmt::Debug for #name {
            fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                #rt::debug_input(f, #text, self)
            }
        }
    }
}
