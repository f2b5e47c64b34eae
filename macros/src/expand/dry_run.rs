//! The function of the dry run, which must have the parameters of the action.

use proc_macro2::{Delimiter, TokenStream};
use quote::{ToTokens, quote};
use syn::Path;
use syn::spanned::Spanned;

use super::{at, group_at};
use crate::model::{Model, Parameter, types};

/// The items that check the function, and the expression to call. If the parameters differ, the call is one of a
/// stand-in that fits, so that rustc reports the check only.
pub(super) fn checked(model: &Model, test: &Path) -> (TokenStream, TokenStream) {
    let action = &model.function;
    // The function of the action fits itself.
    if test.is_ident(action) {
        return (TokenStream::new(), test.to_token_stream());
    }
    let parameters = || {
        model
            .parameters
            .iter()
            .filter_map(|parameter| match parameter {
                Parameter::Input(input) => Some((&input.ty, "")),
                Parameter::Injected(ty) => Some((&**ty, "&")),
                Parameter::Whole => model.whole.as_ref().map(|whole| (&whole.ty, "")),
            })
    };
    let types: Vec<TokenStream> = parameters()
        .map(|(ty, reference)| {
            let reference = (!reference.is_empty()).then(|| quote!(&));
            quote!(#reference #ty)
        })
        .collect();
    let texts: Vec<String> = parameters()
        .map(|(ty, reference)| format!("{reference}{}", types::text(ty)))
        .collect();
    let returned = &model.returned.ty;
    let (kind, bound, output) = if model.is_blocking() {
        ("fn", quote!(Fn), quote!(#returned))
    } else {
        let future = quote!(::core::future::Ready<#returned>);
        ("async fn", quote!(AsyncFn), future)
    };
    let name = test.to_token_stream().to_string().replace(' ', "");
    let message = format!(
        "the dry run `{name}` must have the same parameters and the same return type as the action `{action}`"
    );
    let output_text = match &model.returned.ty {
        syn::Type::Tuple(unit) if unit.elems.is_empty() => String::new(),
        ty => format!(" -> {}", types::text(ty)),
    };
    let label = format!("expected `{kind}({}){output_text}`", texts.join(", "));
    let ignored = types.iter().map(|_| quote!(_));
    let items = quote! {
        #[diagnostic::on_unimplemented(message = #message, label = #label)]
        trait __SameParameters: ::core::marker::Sized {
            fn check(_: ::core::marker::PhantomData<Self>) {}
        }
        #[diagnostic::do_not_recommend]
        impl __SameParameters for () {}

        struct __DryRun<__F>(__F);
        trait __Fits<__F> {
            fn __subject(&self) -> ::core::marker::PhantomData<()> { ::core::marker::PhantomData }
            fn __function(&self) -> __F;
        }
        impl<__F: ::core::ops::#bound(#(#types),*) -> #returned + ::core::marker::Copy> __Fits<__F> for &__DryRun<__F> {
            fn __function(&self) -> __F { self.0 }
        }
        trait __FitsNot<__F> {
            fn __subject(&self) -> ::core::marker::PhantomData<__F> { ::core::marker::PhantomData }
            fn __function(&self) -> fn(#(#types),*) -> #output { |#(#ignored),*| ::core::unreachable!() }
        }
        impl<__F> __FitsNot<__F> for __DryRun<__F> {}
    };
    let span = test.span();
    let check = at(span, quote!(__SameParameters::check));
    let subject = at(span, quote!((__dry_run.__subject())));
    let callee = quote!({
        let __dry_run = &&__DryRun(#test);
        #check #subject;
        __dry_run.__function()
    });
    let callee = group_at(span, Delimiter::Parenthesis, callee);
    (items, callee.into_token_stream())
}
