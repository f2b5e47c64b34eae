//! From tokens to the [`Model`]: every part is parsed, whatever is wrong with the others.

use syn::ext::IdentExt;
use syn::spanned::Spanned;
use syn::{Attribute, Expr, FnArg, Ident, Lit, LitStr, Meta, Pat, Type};

use crate::docs::Docs;
use crate::errors::Errors;
use crate::function::Function;
use crate::input_attribute::InputAttribute;
use crate::model::{
    Input, Model, Parameter, Registration, Returned, Runtime, argument, last_segment, text,
    ungrouped,
};
use crate::options::Options;

/// Makes the model of what was parsed. `None` if the function cannot be the one of an action, which has been
/// reported.
pub(crate) fn parse(options: Options, function: &Function, errors: &mut Errors) -> Option<Model> {
    let signature = &function.signature;
    let parameters: Vec<Parameter> = signature
        .inputs
        .iter()
        .filter_map(|parameter| self::parameter(parameter, errors))
        .collect();
    if parameters.len() < signature.inputs.len() {
        return None;
    }
    // Without a name, which has been reported, the others still find the input type.
    let no_name = || LitStr::new(&signature.ident.to_string(), signature.ident.span());
    let deprecated_attribute = function
        .attributes
        .iter()
        .find(|attribute| attribute.path().is_ident("deprecated"))
        .cloned();
    let is_blocking = options.blocking.get().is_some();
    let test = options.test.get().cloned();
    let input = options
        .input
        .get()
        .cloned()
        .unwrap_or_else(|| pascal_case(&signature.ident));
    Some(Model {
        function: signature.ident.clone(),
        is_blocking,
        is_asynchronous: options.asynchronous.get().is_some(),
        visibility: function.visibility.clone(),
        parameters,
        returned: Returned::of(&signature.output, signature.ident.span()),
        registration: Registration {
            deprecated: options
                .deprecated
                .take()
                .or_else(|| note(deprecated_attribute.as_ref()?)),
            name: options.name.take().unwrap_or_else(no_name),
            aliases: options.aliases.take().unwrap_or_default(),
            tags: options.tags.take().unwrap_or_default(),
            timeout: options.timeout.take(),
            is_blocking,
            input: input.into(),
            docs: Docs::of(&function.attributes),
            runtime: Runtime(options.krate.take()),
        },
        deprecated_attribute,
        test,
    })
}

fn parameter(parameter: &FnArg, errors: &mut Errors) -> Option<Parameter> {
    let typed = match parameter {
        FnArg::Typed(typed) => typed,
        // Reported by the checks of the signature.
        FnArg::Receiver(_) => return None,
    };
    let docs = Docs::of(&typed.attrs);
    let attribute = InputAttribute::of(&typed.attrs, errors);
    let ident = match &*typed.pat {
        Pat::Ident(pat) if pat.by_ref.is_none() && pat.subpat.is_none() => pat.ident.clone(),
        Pat::Wild(_) => {
            let message = "an input needs a name, because the name is its key; write `_name: …` if it is not used";
            errors.at(&typed.pat, message);
            return None;
        }
        _ => {
            errors.at(&typed.pat, "a parameter of an action is a plain name, not a pattern: the name is the key of the input");
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
                    "what is injected is shared between actions: write `&` instead of `&mut`",
                );
            } else if let Some(lifetime) = &reference.lifetime {
                errors.at(lifetime, "an action has no lifetimes: what is injected is borrowed for the time of the call");
            } else {
                let about_input = typed
                    .attrs
                    .iter()
                    .find(|one| InputAttribute::is_about_input(one));
                if let Some(about_input) = about_input {
                    errors.at(about_input, format!("`{ident}` is borrowed and so it is injected: only inputs, which are taken by value, have this attribute"));
                }
                return Some(Parameter::Injected(Box::new(
                    ungrouped(&reference.elem).clone(),
                )));
            }
            None
        }
        ty => {
            let optional = (last_segment(ty).as_deref() == Some("Option"))
                .then(|| argument(ty).cloned())
                .flatten();
            Some(Parameter::Input(Box::new(Input {
                ident,
                ty: ty.clone(),
                optional,
                docs,
                attribute,
            })))
        }
    }
}

/// For borrowed types that only make sense as inputs: what to take instead.
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
            // rustc reports what is wrong with its own attribute.
            Some(parsed.ok().and(found).unwrap_or_else(fallback))
        }
        Meta::Path(_) => Some(fallback()),
    }
}

/// `servers_get` → `ServersGet`
fn pascal_case(function: &Ident) -> Ident {
    let name = function.unraw().to_string();
    let words = name.split('_').filter(|word| !word.is_empty());
    let capitalized = words.map(|word| word[..1].to_uppercase() + &word[1..]);
    let mut name: String = capitalized.collect();
    // `_1` or the like: no word to begin with.
    if !name.starts_with(|first: char| first.is_alphabetic()) {
        name.insert_str(0, "Input");
    }
    Ident::new(&name, function.span())
}

#[cfg(test)]
mod tests {
    #[test]
    fn input_types_are_named_after_their_functions() {
        for (function, input) in [
            ("servers_get", "ServersGet"),
            ("r#type", "Type"),
            ("_go", "Go"),
            ("x2_y", "X2Y"),
        ] {
            let ident: syn::Ident = syn::parse_str(function).unwrap();
            assert_eq!(super::pascal_case(&ident), input);
        }
    }
}
