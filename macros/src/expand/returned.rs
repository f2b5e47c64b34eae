//! What the function returns: its data type, its conversion, and what must not be taken for data.

use proc_macro2::{Span, TokenStream};
use quote::quote;
use syn::spanned::Spanned;

use super::at;
use crate::model::{Data, Model, Returned, Shape};

/// The type of the action's data.
pub(super) fn data(rt: &TokenStream, returned: &Returned) -> TokenStream {
    let ty = &returned.ty;
    match (&returned.data, returned.shape) {
        (Data::Type(ty), _) => quote!(#ty),
        (Data::Projected, Shape::Outcome) => at(ty.span(), quote!(<#ty as #rt::Outcome>::Data)),
        (Data::Projected, Shape::FallibleOutcome) => at(
            ty.span(),
            quote!(<<#ty as #rt::Fallible>::Success as #rt::Outcome>::Data),
        ),
        (Data::Projected, _) => at(ty.span(), quote!(<#ty as #rt::Fallible>::Success)),
    }
}

/// Where a mistake with the type of the data is reported.
pub(super) fn data_span(returned: &Returned) -> Span {
    match &returned.data {
        Data::Type(ty) => ty.span(),
        Data::Projected => returned.ty.span(),
    }
}

/// The conversion of a local `returned`. What may not fit is spelled out, with its own span.
pub(super) fn conversion(rt: &TokenStream, returned: &Returned) -> TokenStream {
    let Returned { ty, error, .. } = returned;
    let error = error
        .as_ref()
        .map_or_else(|| quote!(_), |error| quote!(#error));
    let span = error.span();
    match (returned.shape, &returned.data) {
        (Shape::Plain, _) => quote!(#rt::plain(returned)),
        (Shape::Outcome, _) => quote!(#rt::outcome(returned)),
        (Shape::FallibleOutcome, _) => {
            let convert = at(span, quote!(#rt::fallible_outcome::<_, #error>));
            quote!(#convert(returned))
        }
        (Shape::Fallible, Data::Type(_)) => {
            let convert = at(span, quote!(#rt::fallible::<_, #error>));
            quote!(#convert(returned))
        }
        (Shape::Fallible, Data::Projected) => {
            let convert = at(ty.span(), quote!(<#ty as #rt::Fallible>::into_result));
            quote!(#rt::fallible(#convert(returned)))
        }
    }
}

/// Data must not be a `Result` under another name. Part of the static's initializer, so that it is only
/// evaluated when all types fit: one mistake, one error.
pub(super) fn check(model: &Model) -> TokenStream {
    let Data::Type(ty) = &model.returned.data else {
        return TokenStream::new();
    };
    let rt = model.registration.runtime.private();
    let message = "the action returns a `Result` or an `ActionResult` under another name, which would reach the workflow as {\"Ok\": …}; write it by its own name";
    let check = at(
        ty.span(),
        quote!(::core::assert!(!#rt::IsWrapped::<#ty>::YES, "{}", #message);),
    );
    quote! {
        #[allow(unused_imports)]
        use #rt::IsPlain as _;
        #check
    }
}
