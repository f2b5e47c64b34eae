//! Expansion of the [`Model`]. Generated code names only items in the runtime's `__private`.

mod action;
mod asynchronous;
mod constraints;
mod description;
mod dry_run;
mod fields;
mod input_type;
mod passed_through;
mod position;
pub(crate) mod registration;
mod returned;
mod rules;
pub(crate) mod type_check;

use proc_macro2::{Delimiter, Group, Span, TokenStream, TokenTree};
use quote::quote;
use syn::{Ident, Path, Visibility};

use crate::model::registration::Runtime;
use crate::model::{Input, Model};
use crate::parse::docs::Docs;
use crate::parse::struct_options::StructOptions;

/// All generated code except the function.
pub(crate) fn action(model: &Model) -> TokenStream {
    let inputs: Vec<&Input> = model.inputs().collect();
    let name = &model.registration.input;
    let runtime = model.registration.runtime();
    let mut parts = Vec::new();
    let input_type = match &model.whole {
        Some(whole) => {
            parts.push(type_check::input(&alias(), &whole.ty));
            None
        }
        None => {
            parts.push(input_type::constructor(name, &model.visibility, &inputs));
            parts.push(input_type::debug(model));
            parts.push(input(name, &runtime, None, &model.input_options, &inputs));
            Some(input_type::definition(model, &inputs))
        }
    };
    parts.push(action::implementation(model));
    parts.push(registration::of_function(model));
    let block = block(&runtime, &parts);
    quote!(#input_type #block)
}

/// The implementation of an input type: the generated one of an action or, with `docs`, that of an author.
fn input(
    name: &Path,
    runtime: &Runtime<'_>,
    docs: Option<&Docs>,
    options: &StructOptions,
    inputs: &[&Input],
) -> TokenStream {
    let members = passed_through::members(runtime, inputs);
    let fields = fields::implementation(name, docs, options, inputs);
    quote!(#members #fields)
}

/// The output of `#[derive(Input)]`. Beyond [`input`], the type can be a part of other types. With the visibility of a
/// constructor, it has one.
pub(crate) fn derived(
    name: &Ident,
    options: &StructOptions,
    docs: &Docs,
    inputs: &[&Input],
    constructor: Option<&Visibility>,
) -> TokenStream {
    let rt = alias();
    let runtime = &Runtime(options.krate.get());
    let text = name.to_string();
    let path = name.clone().into();
    let fields = input(&path, runtime, Some(docs), options, inputs);
    let constructor =
        constructor.map(|visibility| input_type::constructor(&path, visibility, inputs));
    let as_part = quote! {
        impl<'de> #rt::serde::Deserialize<'de> for #name {
            fn deserialize<__D: #rt::Deserializer<'de>>(
                __value: __D,
            ) -> ::core::result::Result<Self, __D::Error> {
                #rt::deserialize(__value)
            }
        }

        impl #rt::CheckParts for #name {
            fn check_parts(&self, __found: &mut #rt::PartProblems) {
                __found.add_of(self);
            }
        }

        impl #rt::schemars::JsonSchema for #name {
            fn schema_name() -> #rt::Cow<'static, str> {
                #rt::Cow::Borrowed(#text)
            }

            fn schema_id() -> #rt::Cow<'static, str> {
                #rt::Cow::Borrowed(::core::concat!(::core::module_path!(), "::", #text))
            }

            fn json_schema(__generator: &mut #rt::SchemaGenerator) -> #rt::Schema {
                #rt::members_schema::<Self>(__generator)
            }
        }
    };
    block(runtime, &[constructor.unwrap_or_default(), fields, as_part])
}

/// The block around generated items. In it, [`alias`] names the runtime.
pub(crate) fn block(runtime: &Runtime<'_>, parts: &[TokenStream]) -> TokenStream {
    let rt = alias();
    let private = runtime.private();
    quote! {
        #[allow(deprecated, non_snake_case, non_camel_case_types, unreachable_pub, unused)]
        #[allow(unused_qualifications, refining_impl_trait)]
        #[allow(clippy::all, clippy::pedantic, clippy::nursery, clippy::restriction)]
        const _: () = {
            use #private::{self as #rt, ask::*};
            #(#parts)*
        };
    }
}

/// The module with everything that generated code names, as it is called inside the [`block`].
pub(crate) fn alias() -> TokenStream {
    quote!(__rt)
}

/// The tokens, all with this span, where rustc then reports errors about them.
pub(crate) fn at(span: Span, tokens: TokenStream) -> TokenStream {
    let respan = |token| match token {
        TokenTree::Group(group) => {
            let mut moved = Group::new(group.delimiter(), at(span, group.stream()));
            moved.set_span(span);
            TokenTree::Group(moved)
        }
        mut token => {
            token.set_span(span);
            token
        }
    };
    tokens.into_iter().map(respan).collect()
}

/// The tokens between delimiters with this span, so that rustc reports an expression that ends with them there
/// and not at the attribute.
fn group_at(span: Span, delimiter: Delimiter, tokens: TokenStream) -> Group {
    let mut group = Group::new(delimiter, tokens);
    group.set_span(span);
    group
}

/// A call that rustc reports at this place.
fn called(place: Span, function: &TokenStream, arguments: TokenStream) -> TokenStream {
    let function = at(place, function.clone());
    let arguments = group_at(place, Delimiter::Parenthesis, arguments);
    quote!(#function #arguments)
}
