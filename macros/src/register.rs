//! `register_action!`: the class-like way.

use proc_macro2::TokenStream;
use quote::quote;
use syn::parse::{ParseStream, Parser};
use syn::{Attribute, Path, Token};

use crate::docs::Docs;
use crate::errors::Errors;
use crate::expand::{at, registration};
use crate::model::{Registration, Runtime};
use crate::options::Options;
use crate::{check, name};

pub(crate) fn register_action(input: TokenStream) -> TokenStream {
    let mut errors = Errors::default();
    let parser = |input: ParseStream<'_>| {
        let docs = Docs::of(&Attribute::parse_outer(input)?);
        let action: Path = input.call(Path::parse_mod_style).map_err(|error| {
            let usage = format!("expected the type that implements `Action`, as in `register_action!(MyAction, {})`", name::USAGE);
            syn::Error::new(error.span(), usage)
        })?;
        if !input.is_empty() {
            input.parse::<Token![,]>()?;
        }
        let options = Options::parse_stream(input, &mut errors);
        Ok((docs, action, options))
    };
    let parsed = match parser.parse2(input) {
        Ok(parsed) => parsed,
        Err(error) => return error.into_compile_error(),
    };
    let (docs, action, options) = parsed;
    check::for_a_type(&options, &mut errors);
    let registration = options.name.take().map(|name| Registration {
        name,
        aliases: options.aliases.take().unwrap_or_default(),
        tags: options.tags.take().unwrap_or_default(),
        deprecated: options.deprecated.take(),
        timeout: options.timeout.take(),
        is_blocking: false,
        input: action,
        docs,
        runtime: Runtime(options.krate.take()),
    });
    match registration {
        Some(registration) if errors.is_empty() => expand(&registration),
        _ => errors.into_compile_errors(),
    }
}

fn expand(registration: &Registration) -> TokenStream {
    let rt = registration.runtime.private();
    let action = &registration.input;
    let markers = registration::markers(registration);
    let span = action
        .segments
        .last()
        .map_or_else(proc_macro2::Span::call_site, |last| last.ident.span());
    let linked = registration::linked(
        registration,
        span,
        &TokenStream::new(),
        &quote!(&[]),
        &quote!(&[]),
    );
    let decode = at(span, quote!(#rt::decode_class::<#action>));
    let schema = at(span, quote!(#rt::class_schema::<#action>));
    quote! {
        #markers
        const _: () = {
            #linked

            impl #rt::RegisteredAction for #action {
                fn linked() -> &'static #rt::LinkedAction {
                    &__LINKED
                }

                fn decode(input: #rt::Input) -> ::core::result::Result<Self, ::std::vec::Vec<#rt::InputProblem>> {
                    #decode(input, __LINKED.input_schema())
                }

                fn input_schema() -> #rt::Value {
                    #schema()
                }

                fn to_json(&self) -> #rt::Value {
                    #[allow(unused_imports)]
                    use #rt::{ShowDebug as _, ShowNothing as _, ShowSerialize as _};
                    (&&&#rt::Show(self)).json().unwrap_or_default()
                }
            }
        };
    }
}
