//! What the function returns: its data type, its conversion, and checks with the span of the type.

use proc_macro2::{Span, TokenStream};
use quote::{quote, quote_spanned};
use syn::spanned::Spanned;

use crate::model::{Data, Model, Returned, Shape};

/// The type of the action's data.
pub(super) fn data(rt: &TokenStream, returned: &Returned) -> TokenStream {
    let ty = &returned.ty;
    match (&returned.data, returned.shape) {
        (Data::Type(ty), _) => quote!(#ty),
        (Data::Projected, Shape::Outcome) => {
            quote_spanned!(ty.span()=> <#ty as #rt::Outcome>::Data)
        }
        (Data::Projected, Shape::FallibleOutcome) => {
            quote_spanned!(ty.span()=> <<#ty as #rt::Fallible>::Success as #rt::Outcome>::Data)
        }
        (Data::Projected, _) => quote_spanned!(ty.span()=> <#ty as #rt::Fallible>::Success),
    }
}

/// The conversion of the returned value, with the span of the error type.
pub(super) fn conversion(
    rt: &TokenStream,
    returned: &Returned,
    value: &TokenStream,
) -> TokenStream {
    let function = match returned.shape {
        Shape::Plain => quote!(plain),
        Shape::Fallible => quote!(fallible),
        Shape::Outcome => quote!(outcome),
        Shape::FallibleOutcome => quote!(fallible_outcome),
    };
    let span = Span::call_site().located_at(returned.error_span);
    quote_spanned!(span=> #rt::#function(#value))
}

/// Data must not be a `Result` under another name.
pub(super) fn check(model: &Model) -> TokenStream {
    let Data::Type(ty) = &model.returned.data else {
        return TokenStream::new();
    };
    let rt = model.registration.runtime.private();
    let message = "the returned type is a `Result` or an `ActionResult` under another name, which would reach the workflow as {\"Ok\": …}; write it by its own name";
    let span = Span::call_site().located_at(ty.span());
    quote_spanned! {span=>
        const _: () = {
            #[allow(unused_imports)]
            use #rt::IsPlain as _;
            ::core::assert!(!#rt::IsWrapped::<#ty>::YES, "{}", #message);
        };
    }
}
