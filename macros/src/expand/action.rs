//! `Action`: the function as Mistral's `run`, `test` and `is_sync`.

use proc_macro2::{Delimiter, Span, TokenStream};
use quote::{ToTokens, format_ident, quote};
use syn::spanned::Spanned;

use super::{at, group_at, returned};
use crate::model::{Model, Parameter};

pub(super) fn implementation(model: &Model) -> TokenStream {
    let rt = &model.registration.runtime.private();
    let name = &model.registration.input;
    let data = &returned::data(rt, &model.returned);
    let function = model.function.to_token_stream();
    let run = method(model, rt, &function, &TokenStream::new());
    // A future that is not `Send` is reported here: at the name of the author's function.
    let run = sendable(rt, model.function.span(), run);
    let test = model.test.as_ref().map(|test| {
        let body = method(
            model,
            rt,
            &test.to_token_stream(),
            &quote!(#rt::would_return),
        );
        let body = sendable(rt, test.span(), body);
        quote! {
            #[allow(unused_variables)]
            fn test(
                self,
                ctx: &#rt::ActionContext,
            ) -> impl ::core::future::Future<
                Output = ::core::result::Result<#rt::DryRun<#data>, #rt::ActionError>,
            > + ::core::marker::Send {
                #body
            }

            fn has_dry_run() -> bool {
                true
            }
        }
    });
    let is_sync = model.is_asynchronous.then(|| {
        quote! {
            fn is_sync() -> bool {
                false
            }
        }
    });
    quote! {
        impl #rt::Action for #name {
            type Output = #data;

            #[allow(unused_variables)]
            fn run(
                self,
                ctx: &#rt::ActionContext,
            ) -> impl ::core::future::Future<
                Output = ::core::result::Result<#rt::ActionResult<#data>, #rt::ActionError>,
            > + ::core::marker::Send {
                #run
            }

            #test
            #is_sync
        }
    }
}

/// The body as a future that is checked to be `Send`, with this span.
fn sendable(rt: &TokenStream, span: Span, body: TokenStream) -> TokenStream {
    let body = group_at(span, Delimiter::Brace, body);
    let future = at(span, quote!(async move));
    let require_send = at(span, quote!(#rt::require_send));
    let argument = group_at(span, Delimiter::Parenthesis, quote!(#future #body));
    quote!(#require_send #argument)
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
            Parameter::Injected(ty) => {
                let local = format_ident!("injected_{index}");
                let inject = at(ty.span(), quote!(<#ty as #rt::Inject>::inject));
                injections.push(quote!(let #local = #inject(ctx).await?;));
                quote!(&#local)
            }
        })
        .collect();
    let converted = returned::conversion(rt, &model.returned);
    let ty = &model.returned.ty;
    // The type is named so that a dry run's function that returns another one is reported as such.
    let span = function.span();
    let arguments = group_at(span, Delimiter::Parenthesis, quote!(#(#arguments),*));
    let wait = (!model.is_blocking).then(|| at(span, quote!(.await)));
    let call = quote!(#function #arguments #wait);
    let body = quote! {
        #(#injections)*
        let returned: #ty = #call;
        #then(#converted)
    };
    if !model.is_blocking {
        return body;
    }
    quote! {
        #rt::run_blocking(ctx, move |ctx| async move {
            let ctx = &ctx;
            #body
        })
        .await
    }
}
