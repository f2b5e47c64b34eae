//! The registration: a static in the distributed slice, and a marker macro that makes names unique in a crate.

use std::time::Duration;

use proc_macro2::{Span, TokenStream};
use quote::{quote, quote_spanned};

use super::{asynchronous, at, constraints, returned, type_check};
use crate::model::registration::Registration;
use crate::model::{Input, Model, Parameter, types};
use crate::parse::name;

/// An exported macro for each name. Two macros of one name collide in the crate's root, regardless of the
/// actions' modules, and rustc shows both places.
pub(crate) fn markers(registration: &Registration) -> TokenStream {
    let markers = registration.names().map(|name| {
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

pub(super) fn of_function(model: &Model, inputs: &[&Input]) -> TokenStream {
    let rt = model.registration.runtime().private();
    let name = &model.registration.input;
    let injected: Vec<_> = model
        .parameters
        .iter()
        .filter_map(|parameter| match parameter {
            Parameter::Injected(ty) => Some(ty),
            Parameter::Input(_) => None,
        })
        .collect();
    let texts = injected.iter().map(|ty| types::text(ty));
    let requirements = injected
        .iter()
        .map(|ty| quote!(|| (&&&&#rt::Probe::<#ty>::OF).requirement()));
    let linked = linked(
        &model.registration,
        &quote!(&[#(#texts),*]),
        &quote!(&[#(#requirements),*]),
        model.registration.options.test.is_given(),
    );
    let checks = injected.iter().map(|ty| type_check::injected(&rt, ty));
    let check = returned::check(model);
    let check_input = constraints::are_on(inputs).then(|| {
        quote! {
            fn check(&self) -> ::core::result::Result<(), ::std::vec::Vec<#rt::InputProblem>> {
                #rt::check_fields(self)
            }
        }
    });
    let delivered = asynchronous::output_schema(&rt, model);
    let output = output(&rt, type_check::span(&model.returned.ty), delivered);
    quote! {
        #linked
        #(#checks)*
        #check

        impl #rt::RegisteredAction for #name {
            fn linked() -> &'static #rt::LinkedAction {
                &__LINKED
            }

            fn decode(input: #rt::Input) -> ::core::result::Result<Self, ::std::vec::Vec<#rt::InputProblem>> {
                #rt::decode(input)
            }

            #check_input

            fn input_schema() -> #rt::Value {
                #rt::fields_schema::<Self>()
            }

            fn to_json(&self) -> #rt::Value {
                #rt::fields_to_json(self)
            }

            #output
        }
    }
}

/// The methods for the output; `output_schema` describes what is returned unless it is given.
pub(crate) fn output(
    rt: &TokenStream,
    place: Span,
    output_schema: Option<TokenStream>,
) -> TokenStream {
    let output_schema = output_schema.unwrap_or_else(|| {
        quote! {
            fn output_schema() -> #rt::Value {
                (&&&&#rt::Probe::<Self::Output>::OF).output_schema()
            }
        }
    });
    // All with one span, so that rustc reports an undetermined type once.
    at(
        place,
        quote! {
            fn encode(output: &Self::Output) -> ::core::result::Result<#rt::Value, #rt::EncodeError> {
                (&&&&#rt::Probe::<Self::Output>::OF).encode(output)
            }

            #output_schema
        },
    )
}

/// The static in the distributed slice.
pub(crate) fn linked(
    registration: &Registration,
    injects: &TokenStream,
    requirements: &TokenStream,
    may_have_dry_run: bool,
) -> TokenStream {
    let rt = registration.runtime().private();
    let Registration {
        name,
        options,
        input,
        docs,
        ..
    } = registration;
    let (aliases, tags) = (options.aliases.items(), options.tags.items());
    let is_blocking = options.blocking.is_given();
    let docs = docs.expression();
    let deprecated = match &registration.deprecated {
        Some(instead) => quote!(::core::option::Option::Some(#instead)),
        None => quote!(::core::option::Option::None),
    };
    let timeout = match options.timeout.get().map(Duration::as_millis) {
        Some(millis) => {
            let millis = u64::try_from(millis).unwrap_or(u64::MAX);
            quote!(::core::option::Option::Some(::core::time::Duration::from_millis(#millis)))
        }
        None => quote!(::core::option::Option::None),
    };
    let place = type_check::span(&syn::parse_quote!(#input));
    // Without a dry run, less code is compiled.
    let vtable = if may_have_dry_run {
        quote!(of)
    } else {
        quote!(without_dry_run)
    };
    let vtable = at(place, quote!(#rt::ActionVTable::#vtable::<#input>()));
    let line = quote_spanned!(name.span()=> ::core::line!());
    quote! {
        #[#rt::linkme::distributed_slice(#rt::LINKED_ACTIONS)]
        #[linkme(crate = #rt::linkme)]
        static __LINKED: #rt::LinkedAction = #rt::LinkedAction {
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
            vtable: #vtable,
            metadata: #rt::OnceMetadata::new(),
        };
    }
}
