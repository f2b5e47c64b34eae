//! Rules about the inputs that are given together, and the author's validation.

use proc_macro2::{Ident, TokenStream};
use quote::quote;
use syn::{LitStr, Path};

use super::position::Positions;
use super::{alias, at, called, type_check};
use crate::model::Input;
use crate::parse::rule::Rule;
use crate::parse::struct_options::StructOptions;

/// The rules as constants.
pub(super) fn constants(rt: &TokenStream, options: &StructOptions) -> TokenStream {
    let rules = options.rules.values().flat_map(|rule| match rule {
        Rule::ExactlyOneOf(names) => vec![quote!(#rt::Rule::ExactlyOneOf(&[#(#names),*]))],
        Rule::AtLeastOneOf(names) => vec![quote!(#rt::Rule::AtLeastOneOf(&[#(#names),*]))],
        Rule::Requires(pairs) => pairs
            .iter()
            .map(|(name, needed)| quote!(#rt::Rule::Requires(#name, #needed)))
            .collect(),
    });
    quote!(#(#rules),*)
}

/// The keys of the inputs that rules can be about.
pub(super) fn optional_keys(inputs: &[&Input]) -> Vec<String> {
    let optional = inputs.iter().filter(|input| is_optional(input));
    optional.map(|input| input.key()).collect()
}

fn is_optional(input: &Input) -> bool {
    input.optional.is_some() && input.default().is_none() && !input.is_flatten()
}

/// Checks of names that are keys of flattened inputs, or none. rustc reports them at the name.
pub(super) fn checks(
    rt: &TokenStream,
    name: &Path,
    options: &StructOptions,
    inputs: &[&Input],
) -> TokenStream {
    if !inputs.iter().any(|input| input.is_flatten()) {
        return TokenStream::new();
    }
    let is_own = |name: &LitStr| inputs.iter().any(|input| input.key() == name.value());
    let names = options.rules.values().flat_map(Rule::names);
    let checks = names.filter(|name| !is_own(name)).map(|key| {
        let declaration = quote!(<#name as #rt::InputFields>::DECLARATION);
        let check = called(
            key.span(),
            &quote!(#rt::assert_optional),
            quote!(#declaration, #key),
        );
        quote!(const _: () = #check;)
    });
    quote!(#(#checks)*)
}

/// The check of a decoded input by its rules, before it is built.
pub(super) fn check_rules(options: &StructOptions) -> Option<TokenStream> {
    let has_rules = options.rules.values().next().is_some();
    has_rules.then(|| quote!(__checker.check_rules(Self::DECLARATION.rules);))
}

/// The check of an input by the author's function.
pub(super) fn validate(options: &StructOptions, input: &TokenStream) -> Option<TokenStream> {
    let function = options.validate.get()?;
    let place = type_check::path_span(function);
    let rt = alias();
    // Local variables have the span of the function where they are bound and where they are used: a macro of the
    // author can have made it.
    let validate = Ident::new("__validate", place);
    let error = Ident::new("__error", place);
    let expected = at(
        place,
        quote!(let #validate: fn(&Self) -> ::core::result::Result<(), _> =),
    );
    let message = at(place, quote!(#rt::ValidationError::to_message(&#error)));
    Some(quote! {
        if __checker.is_valid(Self::COUNT) {
            #expected #function;
            if let ::core::result::Result::Err(#error) = #validate(#input) {
                __checker.report_invalid(#message);
            }
        }
    })
}

/// Records which optional inputs a typed call gives.
pub(super) fn record_given(positions: &Positions, inputs: &[&Input]) -> Vec<TokenStream> {
    let optional = inputs.iter().enumerate();
    let optional = optional.filter(|(_, input)| is_optional(input));
    let record = optional.map(|(index, input)| {
        let (index, ident) = (positions.index(index), &input.ident);
        quote!(__checker.record_given(#index, self.#ident.is_some());)
    });
    record.collect()
}
