//! `Action`: the function as Mistral's `run`, `test` and `is_sync`.

use proc_macro2::{Span, TokenStream};
use quote::{ToTokens, format_ident, quote, quote_spanned};
use syn::spanned::Spanned;

use super::returned;
use crate::model::{Model, Parameter};

pub(super) fn implementation(model: &Model) -> TokenStream {
    let rt = &model.registration.runtime.private();
    let name = &model.registration.input;
    let data = &returned::data(rt, &model.returned);
    let run = method(
        model,
        rt,
        &model.function.to_token_stream(),
        &quote!(::core::convert::identity),
    );
    let test = model.test.as_ref().map(|test| {
        let body = method(
            model,
            rt,
            &test.to_token_stream(),
            &quote!(#rt::would_return),
        );
        let span = test.span();
        quote_spanned! {span=>
            async fn test(
                self,
                ctx: &#rt::ActionContext,
            ) -> ::core::result::Result<#rt::DryRun<#data>, #rt::ActionError> {
                #body
            }
        }
    });
    let is_sync = model.is_asynchronous.then(|| {
        quote!(
            fn is_sync() -> bool {
                false
            }
        )
    });
    let has_dry_run = model.test.as_ref().map(|_| {
        quote!(
            fn has_dry_run() -> bool {
                true
            }
        )
    });
    // A future that is not `Send` is reported here: at the name of the author's function.
    let span = Span::call_site().located_at(model.function.span());
    let head = quote_spanned!(span=> async fn run);
    quote! {
        impl #rt::Action for #name {
            type Output = #data;

            #[allow(unused_variables)]
            #head(
                self,
                ctx: &#rt::ActionContext,
            ) -> ::core::result::Result<#rt::ActionResult<#data>, #rt::ActionError> {
                #run
            }

            #test
            #is_sync
            #has_dry_run
        }
    }
}

/// Injects, calls the function, converts what it returns.
fn method(
    model: &Model,
    rt: &TokenStream,
    function: &TokenStream,
    then: &TokenStream,
) -> TokenStream {
    let mut injections = Vec::new();
    let arguments: Vec<TokenStream> = model
        .parameters
        .iter()
        .enumerate()
        .map(|(index, parameter)| match parameter {
            Parameter::Input(input) => {
                let ident = &input.ident;
                quote!(self.#ident)
            }
            Parameter::Injected(injected) => {
                let ty = &injected.ty;
                let local = format_ident!("injected_{index}");
                let span = Span::call_site().located_at(ty.span());
                injections.push(
                    quote_spanned!(span=> let #local = <#ty as #rt::Inject>::inject(ctx).await?;),
                );
                quote!(&#local)
            }
        })
        .collect();
    let call = quote!(#function(#(#arguments),*));
    if !model.is_blocking {
        let converted = returned::conversion(rt, &model.returned, &quote!(#call.await));
        return quote!(#(#injections)* #then(#converted));
    }
    let converted = returned::conversion(rt, &model.returned, &call);
    quote! {
        #rt::run_blocking(ctx, move |ctx| async move {
            let ctx = &ctx;
            #(#injections)*
            #then(#converted)
        })
        .await
    }
}
