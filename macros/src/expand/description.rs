//! The fields of an input type as the runtime sees them: keys, options, schema.

use proc_macro2::TokenStream;
use quote::quote;
use syn::spanned::Spanned;
use syn::{Ident, LitStr, Path};

use super::input_type::default_function;
use super::position::{Positions, call_of_part, fields_of};
use super::{at, called, constraints, passed_through, rules};
use crate::model::Input;
use crate::parse::struct_options::StructOptions;

/// The key and the aliases of an input; a flattened one has none.
pub(super) fn keys(input: &Input) -> Vec<String> {
    if input.is_flatten() {
        return Vec::new();
    }
    let aliases = input.options.aliases.values().map(LitStr::value);
    std::iter::once(input.key()).chain(aliases).collect()
}

/// The constant with the keys of the type, and those of flattened inputs.
pub(super) fn declaration(
    rt: &TokenStream,
    keys: &[String],
    options: &StructOptions,
    inputs: &[&Input],
) -> TokenStream {
    let optional = rules::optional_keys(inputs);
    let rules = rules::constants(rt, options);
    let parts = flattened(inputs).map(|(_, input)| fields_of(input, "DECLARATION"));
    quote! {
        const DECLARATION: &'static #rt::Declaration = &#rt::Declaration {
            keys: &[#(#keys),*],
            optional: &[#(#optional),*],
            rules: &[#rules],
            parts: &[#(#parts),*],
        };
    }
}

/// The constant with the index of the field for free-form keys, if an input is flattened.
pub(super) fn free_form(
    rt: &TokenStream,
    positions: &Positions,
    inputs: &[&Input],
) -> Option<TokenStream> {
    let parts = parts(positions, inputs)?;
    Some(quote! {
        const FREE_FORM: ::core::option::Option<usize> = #rt::free_form(#parts);
    })
}

/// Checks of the flattened inputs against the others, which only rustc knows. It reports them at the author's
/// `flatten`.
pub(super) fn part_checks(
    rt: &TokenStream,
    name: &Path,
    positions: &Positions,
    inputs: &[&Input],
) -> Option<TokenStream> {
    let parts = parts(positions, inputs)?;
    let checks = flattened(inputs)
        .enumerate()
        .map(|(number, (index, input))| {
            let end = positions.index(index + 1);
            let place = input.options.flatten.key();
            let place = place.map_or_else(|| input.ident.span(), Ident::span);
            let declaration = quote!(<#name as #rt::InputFields>::DECLARATION);
            let distinct = called(
                place,
                &quote!(#rt::assert_distinct),
                quote!(#declaration, #number),
            );
            let fits = called(
                place,
                &quote!(#rt::assert_fits),
                quote!(#end, #number, #parts),
            );
            quote! {
                const _: () = {
                    #distinct;
                    #fits;
                };
            }
        });
    Some(quote!(#(#checks)*))
}

/// The indices and the flattened inputs.
fn flattened<'a>(inputs: &'a [&'a Input]) -> impl Iterator<Item = (usize, &'a Input)> {
    let inputs = inputs.iter().copied().enumerate();
    inputs.filter(|(_, input)| input.is_flatten())
}

/// Index and field for free-form keys of each flattened input, if there is one.
fn parts(positions: &Positions, inputs: &[&Input]) -> Option<TokenStream> {
    flattened(inputs).next()?;
    let parts = flattened(inputs).map(|(index, input)| {
        let (base, of_part) = (positions.index(index), fields_of(input, "FREE_FORM"));
        quote!((#base, #of_part))
    });
    Some(quote!(&[#(#parts),*]))
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
            let of_part = call_of_part(input, "fields", TokenStream::new());
            if input.options.secret.is_given() {
                quote!(&#rt::secret_fields(#of_part))
            } else {
                of_part
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
    let examples = input.options.examples.values().map(|example| {
        let convert = at(example.span(), quote!(#rt::ExampleValue::to_example));
        let borrow = at(example.span(), quote!(&));
        let example = called(example.span(), &convert, quote!(#borrow #example));
        quote!(|| #example)
    });
    let schema = schema(rt, index, input);
    let if_missing = match (input.default(), &input.optional) {
        (Some(_), _) => {
            let default = default_function(index);
            quote!(#rt::IfMissing::Default(|| {
                (&&&#rt::Render(&#default())).__json()
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
            examples: &[#(#examples),*],
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
    quote!(|__generator| (&&&&#rt::Probe::<#ty>::OF).__schema(__generator))
}
