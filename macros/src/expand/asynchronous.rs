//! The result of an asynchronous action, which its handle delivers.

use proc_macro2::TokenStream;
use quote::quote;

use super::alias;
use crate::model::{Model, Parameter};

/// The method that describes the result of an asynchronous action: the schema of the data of its result handle. A
/// trait finds the handle among the injected parameters.
pub(super) fn output_schema(model: &Model) -> Option<TokenStream> {
    if !model.registration.options.asynchronous.is_given() {
        return None;
    }
    let rt = &alias();
    let injected = model
        .parameters
        .iter()
        .filter_map(|parameter| match parameter {
            Parameter::Injected(ty) => Some(quote!((&&&&#rt::Probe::<#ty>::OF).__result_schema())),
            Parameter::Input(_) | Parameter::Whole => None,
        });
    Some(quote! {
        fn output_schema() -> #rt::Value {
            #rt::delivered_schema([#(#injected),*], Self::output().schema())
        }
    })
}
