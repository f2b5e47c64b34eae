//! The result of an asynchronous action, which its handle delivers.

use proc_macro2::TokenStream;
use quote::quote;

use crate::model::{Model, Parameter};

/// The method that describes the result of an asynchronous action: the schema of the data of its result handle. A
/// trait finds the handle among the injected parameters.
pub(super) fn output_schema(rt: &TokenStream, model: &Model) -> Option<TokenStream> {
    if !model.registration.options.asynchronous.is_given() {
        return None;
    }
    let injected = model
        .parameters
        .iter()
        .filter_map(|parameter| match parameter {
            Parameter::Injected(ty) => Some(quote!((&&&&#rt::Probe::<#ty>::OF).result_schema())),
            Parameter::Input(_) => None,
        });
    Some(quote! {
        fn output_schema() -> #rt::Value {
            #rt::delivered_schema([#(#injected),*], || {
                (&&&&#rt::Probe::<Self::Output>::OF).output_schema()
            })
        }
    })
}
