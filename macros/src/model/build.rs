//! Builds the [`Model`] of a function. Every part is parsed, even if others have mistakes.

use syn::ext::IdentExt;
use syn::spanned::Spanned;
use syn::{Attribute, Expr, FnArg, Ident, Lit, LitStr, Meta, Pat, Path, Type};

use super::registration::Registration;
use super::returned::Returned;
use super::types::{last_segment, text, ungrouped};
use super::{Input, Model, Parameter};
use crate::errors::Errors;
use crate::parse::docs::Docs;
use crate::parse::function::Function;
use crate::parse::input_attributes::InputAttributes;
use crate::parse::option_table::OptionTable;
use crate::parse::options::Options;
use crate::parse::struct_options::StructOptions;

/// Builds the model. Returns `None` if a parameter cannot be one of an action; it is reported.
pub(crate) fn build(options: Options, function: &Function, errors: &mut Errors) -> Option<Model> {
    let signature = &function.signature;
    let mut parameters: Vec<Parameter> = signature
        .inputs
        .iter()
        .filter_map(|parameter| self::parameter(parameter, errors))
        .collect();
    if parameters.len() < signature.inputs.len() {
        return None;
    }
    // A missing name is reported; the input type is generated all the same, because other code uses it.
    let no_name = || LitStr::new(&signature.ident.to_string(), signature.ident.span());
    let deprecated_attribute = function
        .attributes
        .iter()
        .find(|attribute| attribute.path().is_ident("deprecated"))
        .cloned();
    let deprecated = options.deprecated.get().cloned();
    let whole = whole(&mut parameters, &options, errors);
    let of_whole = whole.as_ref().and_then(|whole| match ungrouped(&whole.ty) {
        Type::Path(ty) => Some(ty.path.clone()),
        _ => None,
    });
    let input = options.input.get().cloned();
    let input = of_whole
        .or_else(|| input.map(Path::from))
        .unwrap_or_else(|| pascal_case(&signature.ident).into());
    Some(Model {
        function: signature.ident.clone(),
        visibility: function.visibility.clone(),
        parameters,
        whole,
        input_options: StructOptions::of_function(&function.attributes, errors),
        returned: Returned::of(&signature.output, signature.ident.span()),
        registration: Registration {
            name: options.name.get().cloned().unwrap_or_else(no_name),
            deprecated: deprecated.or_else(|| note(deprecated_attribute.as_ref()?)),
            options,
            input,
            docs: Docs::of(&function.attributes),
        },
        deprecated_attribute,
    })
}

/// Takes the parameter with the option `whole`, if it is the only input.
fn whole(
    parameters: &mut [Parameter],
    options: &Options,
    errors: &mut Errors,
) -> Option<Box<Input>> {
    let is_whole = |parameter: &Parameter| match parameter {
        Parameter::Input(input) => input.options.whole.is_given(),
        Parameter::Injected(_) | Parameter::Whole => false,
    };
    let is_input = |parameter: &&Parameter| matches!(parameter, Parameter::Input(_));
    let count = parameters.iter().filter(is_input).count();
    let place = parameters.iter().position(is_whole)?;
    if count > 1 {
        if let Parameter::Input(whole) = &parameters[place] {
            errors.at(
                whole.options.whole.key()?,
                "a `whole` input must be the only owned parameter: its members are the inputs of the action; `flatten` merges them with other inputs",
            );
        }
        return None;
    }
    let Parameter::Input(whole) = std::mem::replace(&mut parameters[place], Parameter::Whole)
    else {
        return None;
    };
    if let Some(other) = whole.options.given().find(|(row, _)| row.name() != "whole") {
        let message = format!(
            "`{}` cannot be combined with `whole`, which has no key",
            other.1
        );
        errors.at(other.1, message);
    }
    if let Some(name) = options.input.get() {
        errors.at(
            name,
            "with a `whole` input no type is generated: remove `input = …`",
        );
    }
    if !matches!(ungrouped(&whole.ty), Type::Path(_)) {
        errors.at(
            &whole.ty,
            "a `whole` input is a type of your own that derives `Input`",
        );
    }
    Some(whole)
}

fn parameter(parameter: &FnArg, errors: &mut Errors) -> Option<Parameter> {
    let typed = match parameter {
        FnArg::Typed(typed) => typed,
        // The signature check reports it.
        FnArg::Receiver(_) => return None,
    };
    let docs = Docs::of(&typed.attrs);
    let attributes = InputAttributes::of(&typed.attrs, errors);
    let ident = match &*typed.pat {
        Pat::Ident(pat) if pat.by_ref.is_none() && pat.subpat.is_none() => pat.ident.clone(),
        Pat::Wild(_) => {
            let message = "an input needs a name, because the name is its key; write `_name: …` if it is not used";
            errors.at(&typed.pat, message);
            return None;
        }
        _ => {
            errors.at(&typed.pat, "a parameter of an action must be a plain name, not a pattern: the name is the key of the input");
            return None;
        }
    };
    match ungrouped(&typed.ty) {
        Type::Reference(reference) => {
            if let Some(instead) = owned_form(&reference.elem) {
                errors.at(
                    &typed.ty,
                    format!("an input is taken by value: write `{ident}: {instead}`"),
                );
            } else if reference.mutability.is_some() {
                errors.at(
                    &typed.ty,
                    "injected values are shared between actions: write `&` instead of `&mut`",
                );
            } else if let Some(lifetime) = &reference.lifetime {
                errors.at(lifetime, "an action cannot name lifetimes: injected values are borrowed for the duration of the call");
            } else {
                let about_input = typed
                    .attrs
                    .iter()
                    .find(|one| InputAttributes::is_about_input(one));
                if let Some(about_input) = about_input {
                    errors.at(about_input, format!("`{ident}` is borrowed and therefore injected; this attribute is only for inputs, which are taken by value"));
                }
                return Some(Parameter::Injected(Box::new(
                    ungrouped(&reference.elem).clone(),
                )));
            }
            None
        }
        ty => {
            let input = Input::new(ident, ty, docs, attributes);
            Some(Parameter::Input(Box::new(input)))
        }
    }
}

/// The owned type to write instead of a borrowed type that is only useful as an input.
fn owned_form(ty: &Type) -> Option<String> {
    match ungrouped(ty) {
        Type::Path(_) if last_segment(ty).as_deref() == Some("str") => Some("String".into()),
        Type::Slice(slice) => Some(format!("Vec<{}>", text(&slice.elem))),
        _ => None,
    }
}

/// The note of `#[deprecated]`.
fn note(attribute: &Attribute) -> Option<LitStr> {
    let text = |expression: &Expr| match expression {
        Expr::Lit(syn::ExprLit {
            lit: Lit::Str(text),
            ..
        }) => Some(text.clone()),
        _ => None,
    };
    let fallback = || LitStr::new("do not use it any more", attribute.span());
    match &attribute.meta {
        Meta::NameValue(meta) => text(&meta.value),
        Meta::List(_) => {
            let mut found = None;
            let parsed = attribute.parse_nested_meta(|meta| {
                let value: Expr = meta.value()?.parse()?;
                if meta.path.is_ident("note") {
                    found = text(&value);
                }
                Ok(())
            });
            // rustc reports mistakes in its own attribute.
            Some(parsed.ok().and(found).unwrap_or_else(fallback))
        }
        Meta::Path(_) => Some(fallback()),
    }
}

/// `servers_get` → `ServersGet`
pub(crate) fn pascal_case(function: &Ident) -> Ident {
    let name = function.unraw().to_string();
    let words = name.split('_').filter(|word| !word.is_empty());
    let mut name: String = words.flat_map(capitalized).collect();
    // A type name cannot begin with a digit, as that of `_1` would.
    if !name.starts_with(|first: char| first.is_alphabetic()) {
        name.insert_str(0, "Input");
    }
    // `Self` is a keyword.
    if name == "Self" {
        name.push_str("Input");
    }
    Ident::new(&name, function.span())
}

fn capitalized(word: &str) -> impl Iterator<Item = char> {
    let mut rest = word.chars();
    let first = rest.next().into_iter().flat_map(char::to_uppercase);
    first.chain(rest)
}

#[cfg(test)]
mod tests {
    #[test]
    fn input_type_is_named_after_its_function() {
        for (function, input) in [
            ("servers_get", "ServersGet"),
            ("r#type", "Type"),
            ("_go", "Go"),
            ("x2_y", "X2Y"),
            ("über", "Über"),
            ("x_écho", "XÉcho"),
            ("ß", "SS"),
            ("取得", "取得"),
            ("_1", "Input1"),
            ("self_", "SelfInput"),
        ] {
            let ident: syn::Ident = syn::parse_str(function).unwrap();
            assert_eq!(super::pascal_case(&ident), input);
        }
    }
}
