//! The expansion of `register_action!`.

use proc_macro2::TokenStream;
use quote::quote;
use syn::parse::{ParseStream, Parser};
use syn::{Attribute, Path, Token, parse_quote};

use crate::check;
use crate::errors::Errors;
use crate::expand::{alias, at, block, registration, type_check};
use crate::model::registration::Registration;
use crate::parse::docs::Docs;
use crate::parse::groups::ungrouped;
use crate::parse::options::Options;

pub(crate) fn register_action(input: TokenStream) -> TokenStream {
    let mut errors = Errors::default();
    let parser = |input: ParseStream<'_>| {
        let docs = Docs::of(&Attribute::parse_outer(input)?);
        let action: Path = input
            .call(Path::parse_mod_style)
            .map_err(|error| syn::Error::new(error.span(), usage()))?;
        if input.peek(Token![=]) {
            return Err(syn::Error::new_spanned(action, usage()));
        }
        if !input.is_empty() {
            input.parse::<Token![,]>()?;
        }
        let item = &action.segments[action.segments.len() - 1].ident;
        let options = Options::parse_stream(input, item, &mut errors);
        Ok((docs, action, options))
    };
    let parsed = match parser.parse2(ungrouped(input)) {
        Ok(parsed) => parsed,
        Err(error) => return error.into_compile_error(),
    };
    let (docs, action, options) = parsed;
    check::register::check(&options, &mut errors);
    let registration = options.name.get().cloned().map(|name| Registration {
        name,
        deprecated: options.deprecated.get().cloned(),
        options,
        input: action,
        docs,
    });
    match registration {
        Some(registration) if errors.is_empty() => expand(&registration),
        _ => errors.into_compile_errors(),
    }
}

fn usage() -> String {
    let name = Options::NAME.example;
    format!(
        "expected the type that implements `Action`, as in `register_action!(MyAction, {name})`"
    )
}

fn expand(registration: &Registration) -> TokenStream {
    let rt = &alias();
    let action = &registration.input;
    let markers = registration::markers(registration);
    let span = action
        .segments
        .last()
        .map_or_else(proc_macro2::Span::call_site, |last| last.ident.span());
    let input = type_check::input(rt, &parse_quote!(#action));
    let data = at(span, quote!(<#action as #rt::Action>::Output));
    let data = type_check::output(rt, &parse_quote!(#data));
    let parts = [
        registration::linked(registration, None, true),
        input,
        data,
        registration::registered(action, &registration::of_any_input(), span, None),
    ];
    let block = block(&registration.runtime(), &parts);
    quote! {
        #markers
        #block
    }
}
