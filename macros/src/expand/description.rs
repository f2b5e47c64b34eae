//! The fields of an input type as the runtime sees them: keys, options, schema.

use proc_macro2::TokenStream;
use quote::quote;
use syn::LitStr;

use super::input_type::default_function;
use super::position::{Positions, fields_of};
use super::{constraints, passed_through};
use crate::model::Input;

/// The key and the aliases of an input; a flattened one has none.
pub(super) fn keys(input: &Input) -> Vec<String> {
    if input.is_flatten() {
        return Vec::new();
    }
    let aliases = input.options.aliases.values().map(LitStr::value);
    std::iter::once(input.key()).chain(aliases).collect()
}

/// The constant with the index of the field for free-form keys, if an input is flattened.
pub(super) fn free_form(
    rt: &TokenStream,
    positions: &Positions,
    inputs: &[&Input],
) -> Option<TokenStream> {
    let flattened = || {
        inputs
            .iter()
            .enumerate()
            .filter(|(_, input)| input.is_flatten())
    };
    flattened().next()?;
    let parts = flattened().map(|(index, input)| {
        let (base, of_part) = (positions.index(index), fields_of(input, "FREE_FORM"));
        quote!((#base, #of_part))
    });
    let keys = flattened().map(|(_, input)| {
        let of_part = fields_of(input, "KEYS");
        quote!(#of_part)
    });
    Some(quote! {
        const FREE_FORM: ::core::option::Option<usize> = {
            #rt::assert_distinct(&[Self::KEYS, #(#keys),*]);
            #rt::free_form(Self::COUNT, &[#(#parts),*])
        };
    })
}

/// The method that returns the fields.
pub(super) fn fields(rt: &TokenStream, inputs: &[&Input]) -> TokenStream {
    let own: Vec<TokenStream> = inputs
        .iter()
        .enumerate()
        .filter(|(_, input)| !input.is_flatten())
        .map(|(index, input)| field(rt, index, input))
        .collect();
    let count = own.len();
    let body = if count == inputs.len() {
        quote!(&FIELDS)
    } else {
        let mut before = 0_usize;
        let parts = inputs.iter().map(|input| {
            if !input.is_flatten() {
                before += 1;
                let index = before - 1;
                return quote!(&FIELDS[#index..#before]);
            }
            let of_part = fields_of(input, "fields");
            if input.options.secret.is_given() {
                quote!(&#rt::secret_fields(#of_part()))
            } else {
                quote!(#of_part())
            }
        });
        quote! {
            static MERGED: #rt::MergedFields = #rt::MergedFields::new();
            MERGED.get(|| {
                let parts: &[&[#rt::Field]] = &[#(#parts),*];
                parts.concat()
            })
        }
    };
    quote! {
        fn fields() -> &'static [#rt::Field] {
            static FIELDS: [#rt::Field; #count] = [#(#own),*];
            #body
        }
    }
}

/// The constant that describes one input.
fn field(rt: &TokenStream, index: usize, input: &Input) -> TokenStream {
    let key = input.key();
    let aliases = input.options.aliases.values();
    let docs = input.docs.expression();
    let secret = input.options.secret.is_given();
    let constraints = constraints::constants(rt, input);
    let schema = schema(rt, index, input);
    let if_missing = match (input.default(), &input.optional) {
        (Some(_), _) => {
            let default = default_function(index);
            quote!(#rt::IfMissing::Default(|| {
                (&&&#rt::Render(&#default())).json()
            }))
        }
        (None, Some(_)) => quote!(#rt::IfMissing::None),
        (None, None) => quote!(#rt::IfMissing::Error),
    };
    quote! {
        #rt::Field {
            name: #key,
            aliases: &[#(#aliases),*],
            docs: #docs,
            if_missing: #if_missing,
            secret: #secret,
            flatten: false,
            constraints: #constraints,
            schema: #schema,
        }
    }
}

/// The function that describes the input's type.
fn schema(rt: &TokenStream, index: usize, input: &Input) -> TokenStream {
    if !input.passed_through.is_empty() {
        return passed_through::schema(rt, index);
    }
    let ty = &input.ty;
    quote!(|__generator| (&&&&#rt::Probe::<#ty>::OF).schema(__generator))
}
