//! Checks of the function's signature.

use syn::{FnArg, GenericParam, Generics, ReturnType, Type};

use super::types::may_borrow;
use crate::errors::Errors;
use crate::model::types::ungrouped;
use crate::parse::function::Function;
use crate::parse::options::Options;

/// Checks everything except `async`.
pub(crate) fn check(function: &Function, errors: &mut Errors) {
    let signature = &function.signature;
    if let Some(constness) = &signature.constness {
        errors.at(constness, "an action cannot be `const`");
    }
    if let syn::Safety::Unsafe(token) = &signature.safety {
        errors.at(
            token,
            "an action cannot be `unsafe`: workflows call it with any input",
        );
    }
    if let Some(abi) = &signature.abi {
        errors.at(abi, "an action cannot be `extern`");
    }
    if let Some(variadic) = &signature.variadic {
        errors.at(
            variadic,
            "an action cannot be variadic; `#[input(flatten)]` takes free-form keys",
        );
    }
    generics(&signature.generics, errors);
    for parameter in &signature.inputs {
        match parameter {
            FnArg::Receiver(receiver) => {
                errors.at(receiver, "an action cannot take `self`; take shared state of the application as `&State<T>`");
            }
            FnArg::Typed(typed) => impl_trait(&typed.ty, errors),
        }
    }
    if let ReturnType::Type(_, ty) = &signature.output {
        impl_trait(ty, errors);
        if let Type::Reference(reference) = ungrouped(ty)
            && reference
                .lifetime
                .as_ref()
                .is_none_or(|lifetime| lifetime.ident != "static")
            // Otherwise rustc reports the lifetime.
            && (reference.lifetime.is_some() || may_borrow(function))
        {
            errors.at(
                reference,
                "an action must return an owned value, not a reference",
            );
        }
    }
}

fn generics(generics: &Generics, errors: &mut Errors) {
    for parameter in &generics.params {
        let message = match parameter {
            GenericParam::Lifetime(_) => {
                "an action cannot name lifetimes: injected values are borrowed for the duration of the call"
            }
            GenericParam::Type(_) => {
                "an action cannot be generic: a workflow calls it by name, with JSON"
            }
            GenericParam::Const(_) => {
                "an action cannot have const parameters: a workflow calls it by name, with JSON"
            }
        };
        errors.at(parameter, message);
    }
    if let Some(clause) = &generics.where_clause {
        errors.at(
            clause,
            "an action cannot have a `where` clause: it has no generics",
        );
    }
}

fn impl_trait(ty: &Type, errors: &mut Errors) {
    match ungrouped(ty) {
        Type::ImplTrait(ty) => {
            errors.at(
                ty,
                "an action cannot use `impl Trait`, which has no JSON Schema",
            );
        }
        Type::Reference(reference) => impl_trait(&reference.elem, errors),
        _ => {}
    }
}

/// Checks that the function is either `async` or has the option `blocking`.
pub(crate) fn asyncness(function: &Function, options: &Options, errors: &mut Errors) {
    let signature = &function.signature;
    let name = options
        .name
        .get()
        .map_or_else(|| signature.ident.to_string(), syn::LitStr::value);
    match (&signature.asyncness, options.blocking.key()) {
        (None, None) => errors.at(
            signature.fn_token,
            format!("action `{name}` must be async; if it blocks its thread, add `blocking`: `#[mistral_action(…, blocking)]`"),
        ),
        (Some(_), Some(blocking)) => errors.at(
            blocking,
            format!("action `{name}` is async; `blocking` is only for functions that are not async"),
        ),
        _ => {}
    }
}
