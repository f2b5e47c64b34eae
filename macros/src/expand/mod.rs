//! Expansion of the [`Model`]. Generated code names only items in the runtime's `__private`.

mod action;
mod constraints;
mod dry_run;
mod fields;
mod input_type;
mod passed_through;
pub(crate) mod registration;
mod returned;
pub(crate) mod type_check;

use proc_macro2::{Delimiter, Group, Span, TokenStream, TokenTree};
use quote::quote;

use crate::model::{Input, Model};

/// All generated code except the function.
pub(crate) fn action(model: &Model) -> TokenStream {
    let inputs: Vec<&Input> = model.inputs().collect();
    let input_type = input_type::definition(model, &inputs);
    let rt = model.registration.runtime().private();
    let parts = [
        input_type::constructor(model, &inputs),
        input_type::debug(model),
        passed_through::members(model, &inputs),
        fields::implementation(model, &inputs),
        action::implementation(model),
        registration::of_function(model, &inputs),
    ];
    quote! {
        #input_type
        #[allow(deprecated, non_snake_case, non_camel_case_types, unreachable_pub, unused_qualifications, clippy::all, clippy::pedantic, clippy::nursery, clippy::restriction)]
        const _: () = {
            #[allow(unused_imports)]
            use #rt::ask::*;
            #(#parts)*
        };
    }
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
