//! `Action`: the function as Mistral's `run`, `test` and `is_sync`.

use proc_macro2::{Delimiter, Span, TokenStream};
use quote::{ToTokens, format_ident, quote};
use syn::spanned::Spanned;

use super::{alias, at, dry_run, group_at, returned, type_check};
use crate::model::{Model, Parameter};

pub(super) fn implementation(model: &Model) -> TokenStream {
    let rt = &alias();
    let name = &model.registration.input;
    let data = &returned::data(rt, &model.returned);
    let place = type_check::span(&model.returned.ty);
    let function = model.function.to_token_stream();
    let run = method(model, rt, &function, &TokenStream::new());
    // With the span of the function's name, for the error about a future that is not `Send`.
    let run = sendable(rt, model.function.span(), run);
    let mut dry_run_check = TokenStream::new();
    let test = model.registration.options.test.get().map(|test| {
        let (check, callee) = dry_run::checked(model, test);
        dry_run_check = check;
        let body = method(model, rt, &callee, &quote!(#rt::would_return));
        let body = sendable(rt, test.span(), body);
        let test = async_method(rt, place, "test", "DryRunning", body);
        quote! {
            #test

            fn has_dry_run() -> bool {
                true
            }
        }
    });
    let is_sync = model.registration.options.asynchronous.is_given().then(|| {
        quote! {
            fn is_sync() -> bool {
                false
            }
        }
    });
    let run = async_method(rt, place, "run", "Running", run);
    quote! {
        #dry_run_check

        impl #rt::Action for #name {
            type Output = #data;

            #run

            #test
            #is_sync
        }
    }
}

/// A method of `Action`. Its head has one span, so that rustc reports an undetermined type once.
fn async_method(
    rt: &TokenStream,
    place: Span,
    name: &str,
    result: &str,
    body: TokenStream,
) -> TokenStream {
    let (name, result) = (format_ident!("{name}"), format_ident!("{result}"));
    let name = at(place, quote!(fn #name));
    let parameters = group_at(
        place,
        Delimiter::Parenthesis,
        quote!(self, __ctx: &#rt::ActionContext),
    );
    let future = quote!(-> impl #rt::#result<Self::Output>);
    let future = at(place, future);
    let body = group_at(place, Delimiter::Brace, body);
    quote!(#name #parameters #future #body)
}

/// The body as a future. With this span, rustc reports a future that is not `Send`.
fn sendable(rt: &TokenStream, span: Span, body: TokenStream) -> TokenStream {
    let body = group_at(span, Delimiter::Brace, body);
    let future = at(span, quote!(async move));
    let require_send = at(span, quote!(#rt::require_send));
    let argument = group_at(span, Delimiter::Parenthesis, quote!(#future #body));
    quote!(#require_send #argument)
}

/// Injects, calls the function and converts its return value.
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
            Parameter::Whole => quote!(self),
            Parameter::Injected(ty) => {
                let local = format_ident!("__injected_{index}");
                let inject = quote!((&&&&#rt::Probe::<#ty>::OF).__inject(__ctx));
                injections.push(quote!(let #local = #inject.await?;));
                quote!(&*#local)
            }
        })
        .collect();
    let converted = returned::conversion(rt, &model.returned);
    let ty = &model.returned.ty;
    // The type annotation makes rustc report a dry-run function with another return type.
    let span = function.span();
    let arguments = group_at(span, Delimiter::Parenthesis, quote!(#(#arguments),*));
    let wait = (!model.is_blocking()).then(|| at(span, quote!(.await)));
    let call = quote!(#function #arguments #wait);
    let body = if then.is_empty() && returned::is_nothing(&model.returned) {
        quote!(#(#injections)* #rt::plain(#call))
    } else {
        quote! {
            #(#injections)*
            let __returned: #ty = #call;
            #then(#converted)
        }
    };
    if !model.is_blocking() {
        return body;
    }
    quote! {
        #rt::run_blocking(__ctx, move |__ctx| async move {
            let __ctx = &__ctx;
            #body
        })
        .await
    }
}
