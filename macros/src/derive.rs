//! The expansion of `#[derive(Input)]`.

use proc_macro2::TokenStream;
use quote::{ToTokens, quote};
use syn::{Data, DeriveInput, Field, Fields};

use crate::errors::Errors;
use crate::model::Input;
use crate::model::registration::Runtime;
use crate::model::types::ungrouped;
use crate::parse::docs::Docs;
use crate::parse::input_attributes::InputAttributes;
use crate::parse::struct_options::StructOptions;
use crate::{check, expand};

/// Expands the derive. As with the attribute, mistakes in options do not keep the type from being an input.
pub(crate) fn input(item: TokenStream) -> TokenStream {
    let item = match syn::parse2::<DeriveInput>(item) {
        Ok(item) => item,
        Err(error) => return error.into_compile_error(),
    };
    let mut errors = Errors::default();
    let options = StructOptions::of(&item.attrs, &mut errors);
    let inputs = fields(&item, &mut errors).map(|fields| {
        let inputs = fields
            .into_iter()
            .filter_map(|field| input_of(field, &mut errors));
        inputs.collect::<Vec<Input>>()
    });
    let derived = inputs.map(|inputs| {
        check::inputs::fields(inputs.iter(), &mut errors);
        check::literals::check(inputs.iter(), &mut errors);
        check::fit::check(inputs.iter(), &mut errors);
        let inputs: Vec<&Input> = inputs.iter().collect();
        let docs = Docs::of(&item.attrs);
        let runtime = Runtime(options.krate.get());
        let constructor = options.constructor.is_given().then_some(&item.vis);
        expand::derived(&item.ident, &runtime, &docs, &inputs, constructor)
    });
    let errors = errors.into_compile_errors();
    quote!(#errors #derived)
}

/// The fields of the struct. Returns `None` if the type cannot derive `Input`; it is reported.
fn fields<'a>(item: &'a DeriveInput, errors: &mut Errors) -> Option<Vec<&'a Field>> {
    if !item.generics.params.is_empty() {
        errors.at(
            &item.generics,
            "a type that derives `Input` cannot be generic: its schema is published under its name",
        );
        return None;
    }
    match &item.data {
        Data::Struct(data) => match &data.fields {
            Fields::Named(fields) => return Some(fields.named.iter().collect()),
            Fields::Unnamed(_) | Fields::Unit => {}
        },
        Data::Enum(_) | Data::Union(_) => {}
    }
    errors.at(
        &item.ident,
        "`#[derive(Input)]` expects a struct with named fields; for another type derive `serde::Deserialize` and `schemars::JsonSchema`",
    );
    None
}

fn input_of(field: &Field, errors: &mut Errors) -> Option<Input> {
    let ident = field.ident.clone()?;
    let docs = Docs::of(&field.attrs);
    let attributes = InputAttributes::of(&field.attrs, errors);
    let input = Input::new(ident, ungrouped(&field.ty), docs, attributes);
    if let Some(whole) = input.options.whole.key() {
        errors.at(
            whole.to_token_stream(),
            "`whole` is for the parameter of an action; a field takes `flatten`",
        );
    }
    Some(input)
}
