//! The registration: a static in the distributed slice, and a marker that makes names unique in a crate.

use proc_macro2::{Span, TokenStream};
use quote::{ToTokens, quote, quote_spanned};

use super::{at, returned};
use crate::model::{Model, Parameter, Registration};
use crate::name;
use syn::spanned::Spanned;

/// An exported macro for each name: two of one name collide in the crate's root, wherever the actions
/// stand, and rustc shows both places.
pub(crate) fn markers(registration: &Registration) -> TokenStream {
    let names = std::iter::once(&registration.name).chain(&registration.aliases);
    let markers = names.map(|name| {
        let marker = name::marker(name);
        quote_spanned! {name.span()=>
            #[doc(hidden)]
            #[macro_export]
            #[allow(non_local_definitions)]
            macro_rules! #marker { () => {}; }
        }
    });
    quote!(#(#markers)*)
}

pub(super) fn of_function(model: &Model) -> TokenStream {
    let rt = model.registration.runtime.private();
    let name = &model.registration.input;
    let injected: Vec<_> = model
        .parameters
        .iter()
        .filter_map(|parameter| match parameter {
            Parameter::Injected(ty) => Some(ty),
            Parameter::Input(_) => None,
        })
        .collect();
    let texts = injected
        .iter()
        .map(|ty| ty.to_token_stream().to_string().replace(' ', ""));
    let requirements = injected
        .iter()
        .map(|ty| at(ty.span(), quote!(<#ty as #rt::Inject>::requirement)));
    let linked = linked(
        &model.registration,
        returned::data_span(&model.returned),
        &returned::check(model),
        &quote!(&[#(#texts),*]),
        &quote!(&[#(#requirements),*]),
    );
    quote! {
        #linked

        impl #rt::RegisteredAction for #name {
            fn linked() -> &'static #rt::LinkedAction {
                &__LINKED
            }

            fn decode(input: #rt::Input) -> ::core::result::Result<Self, ::std::vec::Vec<#rt::InputProblem>> {
                #rt::decode(input)
            }

            fn input_schema() -> #rt::Value {
                #rt::fields_schema::<Self>()
            }

            fn to_json(&self) -> #rt::Value {
                #rt::fields_to_json(self)
            }
        }
    }
}

/// The static that the distributed slice gathers.
pub(crate) fn linked(
    registration: &Registration,
    output: Span,
    check: &TokenStream,
    injects: &TokenStream,
    requirements: &TokenStream,
) -> TokenStream {
    let rt = registration.runtime.private();
    let Registration {
        name,
        aliases,
        tags,
        is_blocking,
        input,
        docs,
        ..
    } = registration;
    let docs = docs.expression();
    let deprecated = match &registration.deprecated {
        Some(instead) => quote!(::core::option::Option::Some(#instead)),
        None => quote!(::core::option::Option::None),
    };
    let timeout = match registration.timeout.map(|timeout| timeout.as_millis()) {
        Some(millis) => {
            let millis = u64::try_from(millis).unwrap_or(u64::MAX);
            quote!(::core::option::Option::Some(::core::time::Duration::from_millis(#millis)))
        }
        None => quote!(::core::option::Option::None),
    };
    let line = quote_spanned!(name.span()=> ::core::line!());
    // With the span of the output type, which is where a missing derive is reported.
    let glue = at(output, quote!(#rt::Glue::of::<#input>()));
    quote! {
        #[#rt::linkme::distributed_slice(#rt::LINKED_ACTIONS)]
        #[linkme(crate = #rt::linkme)]
        static __LINKED: #rt::LinkedAction = {
            #check
            #rt::LinkedAction {
            name: #name,
            aliases: &[#(#aliases),*],
            docs: #docs,
            tags: &[#(#tags),*],
            deprecated: #deprecated,
            timeout: #timeout,
            is_blocking: #is_blocking,
            injects: #injects,
            requirements: #requirements,
            origin: #rt::origin!(#line),
            glue: #glue,
            facts: #rt::OnceFacts::new(),
            }
        };
    }
}
