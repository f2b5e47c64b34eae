//! `InputFields`: decoding, describing and showing the input type.

use std::collections::HashSet;

use proc_macro2::{Ident, Span, TokenStream};
use quote::{ToTokens, format_ident, quote};
use syn::spanned::Spanned;
use syn::{Expr, ExprLit, Index, Lit, Path};

use super::description::{declaration, fields, free_form, keys, part_checks};
use super::input_type::default_function;
use super::position::{Positions, call_of_part, fields_of};
use super::{alias, at, called, constraints, passed_through, rules, type_check};
use crate::model::Input;
use crate::parse::docs::Docs;
use crate::parse::input_options::DefaultValue;
use crate::parse::struct_options::StructOptions;

/// The implementation for a type. With `docs`, it is one of an author, and can be a part of other types.
pub(super) fn implementation(
    name: &Path,
    docs: Option<&Docs>,
    options: &StructOptions,
    inputs: &[&Input],
) -> TokenStream {
    let rt = &alias();
    let is_of_author = docs.is_some();
    let docs = docs.filter(|docs| !docs.attributes.is_empty()).map(|docs| {
        let docs = docs.expression();
        quote!(const DOCS: &'static str = #docs;)
    });
    if inputs.is_empty() && docs.is_none() && options.first_check().is_none() {
        return quote! {
            impl #rt::InputFields for #name {
                type Slots = ();
                const EMPTY: ::core::option::Option<Self> = ::core::option::Option::Some(Self {});
                fn empty() {}
            }
        };
    }
    let positions = &Positions::of(inputs);
    let constants = positions.constants(inputs);
    let count = positions.count(inputs);
    let (slots, empty) = slots(inputs);
    let fills = inputs
        .iter()
        .enumerate()
        .map(|(index, input)| fill(rt, positions, index, input));
    let keys: Vec<Vec<String>> = inputs.iter().map(|input| keys(input)).collect();
    let known = keys
        .iter()
        .enumerate()
        .filter(|(_, keys)| !keys.is_empty())
        .map(|(index, keys)| {
            let index = positions.index(index);
            quote!(#(#keys)|* => ::core::option::Option::Some(#index))
        });
    let other = key_of_part(positions, inputs);
    let declaration = declaration(rt, &keys.concat(), options, inputs);
    let of_parts = free_form(rt, positions, inputs);
    let part_checks = part_checks(rt, name, positions, inputs);
    let rule_checks = rules::checks(rt, name, options, inputs);
    let fields = fields(rt, inputs);
    let from_slots = from_slots(rt, positions, options, inputs);
    let renderings = inputs.iter().enumerate().map(|(index, input)| {
        let ident = &input.ident;
        let (pattern, within) = part(positions, index, input);
        if input.is_flatten() {
            return quote!(#pattern => (&&&#rt::Render(&self.#ident)).__part(#within));
        }
        quote!(#pattern => (&&&#rt::Render(&self.#ident)).__rendered())
    });
    let helpers = helpers(rt, positions, inputs);
    let check = constraints::check_typed(rt, positions, is_of_author, options, inputs);
    quote! {
        #constants
        #helpers
        #part_checks
        #rule_checks

        // Private fields, because the types of inputs can be less visible than the trait.
        pub struct __Slots(#slots);

        impl #rt::InputFields for #name {
            type Slots = __Slots;

            const COUNT: usize = #count;
            #declaration
            #docs
            #of_parts

            #fields

            fn index(key: &str) -> ::core::option::Option<usize> {
                match key {
                    #(#known,)*
                    _ => #other,
                }
            }

            fn empty() -> __Slots {
                #empty
            }

            fn fill<__S: #rt::ValueSource>(
                __slots: &mut __Slots,
                __index: usize,
                __value: __S,
            ) -> ::core::result::Result<(), __S::Error> {
                match __index {
                    #(#fills,)*
                    _ => {}
                }
                ::core::result::Result::Ok(())
            }

            #from_slots

            #check

            fn render(&self, __index: usize) -> #rt::Value {
                match __index {
                    #(#renderings,)*
                    _ => #rt::Value::Null,
                }
            }
        }
    }
}

/// The types of the slots, and their values before decoding.
fn slots(inputs: &[&Input]) -> (TokenStream, TokenStream) {
    let slots = inputs.iter().map(|input| {
        let ty = &input.ty;
        if input.is_flatten() {
            let of_part = fields_of(input, "Slots");
            return quote!(#of_part);
        }
        quote!(::core::option::Option<#ty>)
    });
    let empty = inputs.iter().map(|input| {
        if input.is_flatten() {
            return call_of_part(input, "empty", TokenStream::new());
        }
        quote!(::core::option::Option::None)
    });
    let empty = called(
        place_of_parts(inputs),
        &quote!(__Slots),
        quote!(#(#empty),*),
    );
    (quote!(#(#slots),*), empty)
}

/// The span of a flattened type, where rustc reports that it cannot be flattened.
fn place_of_parts(inputs: &[&Input]) -> Span {
    let part = inputs.iter().find(|input| input.is_flatten());
    part.map_or_else(Span::call_site, |input| type_check::span(&input.ty))
}

/// The local variable with a slot. For a flattened input it has the span of the type, like [`place_of_parts`].
fn slot_of(index: usize, input: &Input) -> Ident {
    let place = if input.is_flatten() {
        type_check::span(&input.ty)
    } else {
        Span::call_site()
    };
    Ident::new(&format!("__slot_{index}"), place)
}

/// Checks of the types, functions of the defaults, checks of the constraints.
fn helpers(rt: &TokenStream, positions: &Positions, inputs: &[&Input]) -> TokenStream {
    // One check for each type.
    let mut checked = HashSet::new();
    let checks = inputs
        .iter()
        .filter(|input| input.passed_through.is_empty() && !input.is_flatten())
        .filter(|input| checked.insert(input.ty.to_token_stream().to_string()))
        .map(|input| type_check::input(rt, &input.ty));
    let required = inputs
        .iter()
        .filter(|input| input.default().is_none() && input.passed_through.is_empty())
        .filter(|input| !input.is_flatten())
        .filter_map(|input| type_check::required(rt, &input.ty));
    let defaults = inputs
        .iter()
        .enumerate()
        .filter_map(|(index, input)| default(rt, index, input));
    let constraints = inputs
        .iter()
        .enumerate()
        .filter_map(|(index, input)| constraints::check(rt, positions, index, input));
    quote! {
        #(#defaults)*
        #(#checks)*
        #(#required)*
        #(#constraints)*
    }
}

/// Looks up a key in the flattened inputs.
fn key_of_part(positions: &Positions, inputs: &[&Input]) -> TokenStream {
    let parts = inputs
        .iter()
        .enumerate()
        .filter(|(_, input)| input.is_flatten())
        .map(|(index, input)| {
            let base = positions.index(index);
            let found = call_of_part(input, "index", quote!(key));
            quote! {
                if let ::core::option::Option::Some(__index) = #found {
                    return ::core::option::Option::Some(#base + __index);
                }
            }
        });
    let mut parts = parts.peekable();
    match parts.peek() {
        None => quote!(::core::option::Option::None),
        Some(_) => quote!({ #(#parts)* ::core::option::Option::None }),
    }
}

/// The pattern of an input's indices, and the index within a flattened input.
fn part(positions: &Positions, index: usize, input: &Input) -> (TokenStream, TokenStream) {
    let base = positions.index(index);
    if !input.is_flatten() {
        return (base, TokenStream::new());
    }
    let after = positions.index(index + 1);
    let pattern = quote!(__within if (#base..#after).contains(&__within));
    (pattern, quote!(__within - #base))
}

/// The arm that decodes one input.
fn fill(rt: &TokenStream, positions: &Positions, index: usize, input: &Input) -> TokenStream {
    let slot = Index::from(index);
    let (pattern, within) = part(positions, index, input);
    if input.is_flatten() {
        // Bound and used with the span of the type, where rustc reports that it cannot be flattened: a macro of the
        // author can have made it.
        let place = type_check::span(&input.ty);
        let slots = Ident::new("__slots", place);
        let slot = at(place, quote!(&mut #slots.#slot));
        let filled = call_of_part(input, "fill", quote!(#slot, #within, __value));
        return quote!(#pattern => {
            let #slots = __slots;
            #filled?
        });
    }
    let decoded = if input.passed_through.is_empty() {
        let ty = &input.ty;
        quote!((&&&&#rt::Probe::<#ty>::OF).__decode(__value)?)
    } else {
        passed_through::decode(rt, index)
    };
    quote!(#pattern => __slots.#slot = ::core::option::Option::Some(#decoded))
}

/// Takes the inputs out of their slots and checks them.
fn from_slots(
    rt: &TokenStream,
    positions: &Positions,
    options: &StructOptions,
    inputs: &[&Input],
) -> TokenStream {
    let has_parts = inputs.iter().any(|input| input.is_flatten());
    let locals: Vec<_> = (0..inputs.len())
        .map(|index| format_ident!("__field_{index}"))
        .collect();
    let take = inputs
        .iter()
        .enumerate()
        .zip(&locals)
        .map(|((index, input), local)| {
            let slot = Index::from(index);
            let at = positions.index(index);
            if input.is_flatten() {
                let slot = slot_of(index, input);
                let built = call_of_part(input, "from_slots", quote!(#slot, __checker));
                return quote! {
                    let #local = __checker.part(#at, |__checker| #built);
                };
            }
            let slot = if has_parts {
                let slot = slot_of(index, input);
                quote!(#slot)
            } else {
                quote!(__slots.#slot)
            };
            match (input.default(), &input.optional) {
                (Some(_), _) => {
                    let default = default_function(index);
                    quote!(let #local = __checker.or_default(#at, #slot, #default);)
                }
                (None, Some(_)) => quote!(let #local = __checker.optional(#at, #slot);),
                (None, None) => quote!(let #local = __checker.required(#at, #slot);),
            }
        });
    let checks = inputs
        .iter()
        .enumerate()
        .zip(&locals)
        .filter_map(|((index, input), local)| constraints::check_decoded(index, input, local));
    let values = inputs.iter().zip(&locals).map(|(input, local)| {
        let ident = &input.ident;
        quote!(#ident: #local?)
    });
    let taken_apart = has_parts.then(|| {
        let slots = inputs.iter().enumerate();
        let slots = slots.map(|(index, input)| slot_of(index, input));
        let pattern = called(
            place_of_parts(inputs),
            &quote!(__Slots),
            quote!(#(#slots),*),
        );
        quote!(let #pattern = __slots;)
    });
    let rules = rules::check_rules(options);
    let built = quote!(Self { #(#values),* });
    let result = match rules::validate(options, &quote!(&__input)) {
        None => quote!(::core::option::Option::Some(#built)),
        Some(validate) => quote! {
            let __input = #built;
            #validate
            ::core::option::Option::Some(__input)
        },
    };
    quote! {
        #[inline]
        fn from_slots(
            __slots: __Slots,
            __checker: &mut #rt::FieldChecker<'_>,
        ) -> ::core::option::Option<Self> {
            #taken_apart
            #(#take)*
            #(#checks)*
            #rules
            #result
        }
    }
}

/// The function that returns a default. Its return type makes rustc check the expression.
fn default(rt: &TokenStream, index: usize, input: &Input) -> Option<TokenStream> {
    let function = default_function(index);
    let ty = &input.ty;
    let value = match input.default()? {
        DefaultValue::OfType => at(
            ty.span(),
            quote!(<#ty as ::core::default::Default>::default()),
        ),
        DefaultValue::Expression(expression) => match &**expression {
            Expr::Lit(ExprLit {
                lit: Lit::Str(text),
                ..
            }) => {
                let convert = at(text.span(), quote!(<#ty as #rt::DefaultText>::from_text));
                quote!(#convert(#text))
            }
            other => quote!(#other),
        },
    };
    Some(quote!(fn #function() -> #ty { #value }))
}
