//! The return type: data type, conversion, checks.

use proc_macro2::TokenStream;
use quote::quote;
use syn::Type;

use super::{alias, at, type_check};
use crate::model::Model;
use crate::model::returned::{Data, Returned, Shape};
use crate::model::types::ungrouped;

/// The type of the data.
pub(super) fn data(rt: &TokenStream, returned: &Returned) -> TokenStream {
    let ty = &returned.ty;
    match (&returned.data, returned.shape) {
        (Data::Type(ty), _) => quote!(#ty),
        (Data::Projected, Shape::Outcome) => {
            at(type_check::span(ty), quote!(<#ty as #rt::Outcome>::Data))
        }
        (Data::Projected, Shape::FallibleOutcome) => at(
            type_check::span(ty),
            quote!(<<#ty as #rt::Fallible>::Success as #rt::Outcome>::Data),
        ),
        (Data::Projected, _) => at(
            type_check::span(ty),
            quote!(<#ty as #rt::Fallible>::Success),
        ),
    }
}

/// Checks the type of the data.
pub(super) fn check(model: &Model) -> TokenStream {
    let rt = &alias();
    let shape = type_check::shape(rt, &model.returned);
    let data = match &model.returned.data {
        // `()` is valid; no other type has this name.
        Data::Type(ty) if is_unit(ty) => TokenStream::new(),
        Data::Type(ty) => type_check::output(rt, ty),
        Data::Projected => {
            let name = &model.registration.input;
            let place = type_check::span(&model.returned.ty);
            let output = at(place, quote!(<#name as #rt::Action>::Output));
            type_check::output(rt, &syn::parse_quote!(#output))
        }
    };
    quote!(#shape #data)
}

/// Returns whether a function returns no data and no error.
pub(super) fn is_nothing(returned: &Returned) -> bool {
    returned.shape == Shape::Plain && is_unit(&returned.ty)
}

fn is_unit(ty: &Type) -> bool {
    matches!(ungrouped(ty), Type::Tuple(tuple) if tuple.elems.is_empty())
}

/// The conversion of a local `__returned`.
pub(super) fn conversion(rt: &TokenStream, returned: &Returned) -> TokenStream {
    match returned.shape {
        Shape::Plain => quote!(#rt::plain(__returned)),
        Shape::Fallible => quote!(#rt::Returned(__returned).__fallible()),
        Shape::Outcome => quote!(#rt::Returned(__returned).__outcome()),
        Shape::FallibleOutcome => quote!(#rt::Returned(__returned).__fallible_outcome()),
    }
}
