//! `InputFields`: decoding, describing and showing the input type.

use proc_macro2::TokenStream;
use quote::{format_ident, quote};
use syn::spanned::Spanned;
use syn::{Expr, ExprLit, Index, Lit};

use super::input_type::default_function;
use super::{at, constraints, passed_through, type_check};
use crate::model::{Input, Model};
use crate::parse::input_options::DefaultValue;

pub(super) fn implementation(model: &Model, inputs: &[&Input]) -> TokenStream {
    let rt = &model.registration.runtime().private();
    let name = &model.registration.input;
    let count = inputs.len();
    let slots = inputs.iter().map(|input| {
        let ty = &input.ty;
        quote!(::core::option::Option<#ty>)
    });
    let empty = inputs.iter().map(|_| quote!(::core::option::Option::None));
    let fields = inputs
        .iter()
        .enumerate()
        .map(|(index, input)| field(rt, index, input));
    let fills = inputs
        .iter()
        .enumerate()
        .map(|(index, input)| fill(rt, index, input));
    let keys = inputs
        .iter()
        .enumerate()
        .filter(|(_, input)| !input.is_flatten())
        .map(|(index, input)| {
            let (key, aliases) = (input.key(), input.options.aliases.values());
            quote!(#key #(| #aliases)* => ::core::option::Option::Some(#index))
        });
    let flatten = inputs
        .iter()
        .position(|input| input.is_flatten())
        .map(|index| quote!(const FLATTEN: ::core::option::Option<usize> = ::core::option::Option::Some(#index);));
    let from_slots = from_slots(rt, inputs);
    let renderings = inputs.iter().enumerate().map(|(index, input)| {
        let ident = &input.ident;
        quote!(#index => (&&&#rt::Render(&self.#ident)).rendered())
    });
    let checks = inputs
        .iter()
        .filter(|input| input.passed_through.is_empty())
        .map(|input| type_check::input(rt, &input.ty));
    let required = inputs
        .iter()
        .filter(|input| input.default().is_none() && input.passed_through.is_empty())
        .filter_map(|input| type_check::required(rt, &input.ty));
    let defaults = inputs
        .iter()
        .enumerate()
        .filter_map(|(index, input)| default(rt, index, input));
    let constraints = inputs
        .iter()
        .enumerate()
        .filter_map(|(index, input)| constraints::check(rt, index, input));
    let check = constraints::check_typed(rt, inputs);
    quote! {
        #(#defaults)*
        #(#checks)*
        #(#required)*
        #(#constraints)*

        // Private fields, because the types of inputs can be less visible than the trait.
        pub struct __Slots(#(#slots),*);

        impl #rt::InputFields for #name {
            type Slots = __Slots;

            #flatten

            fn fields() -> &'static [#rt::Field] {
                static FIELDS: [#rt::Field; #count] = [#(#fields),*];
                &FIELDS
            }

            fn index(key: &str) -> ::core::option::Option<usize> {
                match key {
                    #(#keys,)*
                    _ => ::core::option::Option::None,
                }
            }

            fn empty() -> __Slots {
                __Slots(#(#empty),*)
            }

            fn fill<'de, __D: #rt::Deserializer<'de>>(
                __slots: &mut __Slots,
                __index: usize,
                __value: __D,
            ) -> ::core::result::Result<(), __D::Error> {
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

/// The constant that describes one input.
fn field(rt: &TokenStream, index: usize, input: &Input) -> TokenStream {
    let key = input.key();
    let aliases = input.options.aliases.values();
    let docs = input.docs.expression();
    let secret = input.options.secret.is_given();
    let flatten = input.is_flatten();
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
            flatten: #flatten,
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

/// The arm that decodes one input.
fn fill(rt: &TokenStream, index: usize, input: &Input) -> TokenStream {
    let slot = Index::from(index);
    let decoded = if input.passed_through.is_empty() {
        let ty = &input.ty;
        quote!((&&&&#rt::Probe::<#ty>::OF).decode(__value)?)
    } else {
        passed_through::decode(rt, index)
    };
    quote!(#index => __slots.#slot = ::core::option::Option::Some(#decoded))
}

/// Takes the inputs out of their slots and checks them.
fn from_slots(rt: &TokenStream, inputs: &[&Input]) -> TokenStream {
    let locals: Vec<_> = (0..inputs.len())
        .map(|index| format_ident!("__field_{index}"))
        .collect();
    let take = inputs
        .iter()
        .enumerate()
        .zip(&locals)
        .map(|((index, input), local)| {
            let slot = Index::from(index);
            match (input.default(), &input.optional) {
                (Some(_), _) => {
                    let default = default_function(index);
                    quote!(let #local = __checker.or_default(#index, __slots.#slot, #default);)
                }
                (None, Some(_)) => quote!(let #local = __checker.optional(#index, __slots.#slot);),
                (None, None) => quote!(let #local = __checker.required(#index, __slots.#slot);),
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
    quote! {
        #[allow(unused_variables)]
        #[inline]
        fn from_slots(
            __slots: __Slots,
            __checker: &mut #rt::FieldChecker<'_>,
        ) -> ::core::option::Option<Self> {
            #(#take)*
            #(#checks)*
            ::core::option::Option::Some(Self { #(#values),* })
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
