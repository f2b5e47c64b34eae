//! The registration: a static in the distributed slice, and a marker macro that makes names unique in a crate.

use proc_macro2::{Span, TokenStream};
use quote::{quote, quote_spanned};

use super::{alias, asynchronous, at, returned, type_check};
use crate::model::registration::Registration;
use crate::model::{Model, Parameter, types};
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

pub(super) fn of_function(model: &Model) -> TokenStream {
    let rt = &alias();
    let name = &model.registration.input;
    let injected: Vec<_> = model
        .parameters
        .iter()
        .filter_map(|parameter| match parameter {
            Parameter::Injected(ty) => Some(ty),
            Parameter::Input(_) | Parameter::Whole => None,
        })
        .collect();
    let texts = injected.iter().map(|ty| types::text(ty));
    let requirements = injected
        .iter()
        .map(|ty| quote!(|| (&&&&#rt::Probe::<#ty>::OF).__requirement()));
    let injects =
        (!injected.is_empty()).then(|| quote!(.injects(&[#(#texts),*], &[#(#requirements),*])));
    let linked = linked(
        &model.registration,
        injects,
        model.registration.options.test.is_given(),
    );
    let checks = injected.iter().map(|ty| type_check::injected(rt, ty));
    let check = returned::check(model);
    let methods = match &model.whole {
        Some(_) => of_any_input(),
        None => quote!(#rt::InputMethods::of_fields()),
    };
    let delivered = asynchronous::output_schema(model);
    let place = type_check::span(&model.returned.ty);
    let registered = registered(name, &methods, place, delivered.as_ref());
    quote! {
        #linked
        #(#checks)*
        #check
        #registered
    }
}

/// The functions of an input type that an author has written.
pub(crate) fn of_any_input() -> TokenStream {
    let rt = alias();
    let to_json = quote!(|action| (&&&#rt::Render(action)).__json().unwrap_or_default());
    quote!((&&&&#rt::Probe::<Self>::OF).__input(#to_json))
}

/// The implementation of `RegisteredAction`. `output_schema` is the method for a result that the function does not
/// return.
pub(crate) fn registered(
    action: &syn::Path,
    input: &TokenStream,
    place: Span,
    output_schema: Option<&TokenStream>,
) -> TokenStream {
    let rt = alias();
    // All with one span, so that rustc reports an undetermined type once.
    let output = at(
        place,
        quote! {
            fn output() -> #rt::OutputMethods<Self::Output> {
                (&&&&#rt::Probe::<Self::Output>::OF).__output()
            }
        },
    );
    quote! {
        impl #rt::RegisteredAction for #action {
            fn linked() -> &'static #rt::LinkedAction {
                &__LINKED
            }

            fn input() -> #rt::InputMethods<Self> {
                #input
            }

            #output
            #output_schema
        }
    }
}

/// The static in the distributed slice. `injects` is the call that adds the injected types.
pub(crate) fn linked(
    registration: &Registration,
    injects: Option<TokenStream>,
    may_have_dry_run: bool,
) -> TokenStream {
    let rt = alias();
    let Registration {
        name,
        options,
        input,
        docs,
        ..
    } = registration;
    let (aliases, tags) = (options.aliases.items(), options.tags.items());
    let facts = [
        (!aliases.is_empty()).then(|| quote!(.aliases(&[#(#aliases),*]))),
        (!docs.attributes.is_empty()).then(|| {
            let docs = docs.expression();
            quote!(.documented(#docs))
        }),
        (!tags.is_empty()).then(|| quote!(.tags(&[#(#tags),*]))),
        registration
            .deprecated
            .as_ref()
            .map(|note| quote!(.deprecated(#note))),
        options.timeout.get().map(|timeout| {
            let millis = u64::try_from(timeout.as_millis()).unwrap_or(u64::MAX);
            quote!(.timeout(#millis))
        }),
        options.blocking.is_given().then(|| quote!(.blocking())),
        injects,
    ];
    let facts = facts.iter().flatten();
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
        static __LINKED: #rt::LinkedAction =
            #rt::LinkedAction::new(#name, #rt::origin!(#line), #vtable) #(#facts)*;
    }
}
