//! What an action cannot be. Each mistake is reported at its own place, all of them together.

use std::collections::HashSet;

use syn::spanned::Spanned;
use syn::{FnArg, GenericParam, ReturnType, Type};

use crate::errors::Errors;
use crate::function::Function;
use crate::model::{Model, Parameter};
use crate::options::Options;

/// As many as the runtime has bits for.
const MOST_INPUTS: usize = 128;

/// Checks the signature on its own, without the attribute's arguments.
pub(crate) fn signature(function: &Function, errors: &mut Errors) {
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
    for parameter in &signature.generics.params {
        let what = match parameter {
            GenericParam::Lifetime(_) => {
                "an action has no lifetimes: what is injected is borrowed for the time of the call"
            }
            GenericParam::Type(_) => {
                "an action cannot be generic: a workflow calls it by name, with JSON"
            }
            GenericParam::Const(_) => {
                "an action has no const parameters: a workflow calls it by name, with JSON"
            }
        };
        errors.at(parameter, what);
    }
    if let Some(clause) = &signature.generics.where_clause {
        errors.at(
            clause,
            "an action has no `where` clause, because it has no generics",
        );
    }
    for parameter in &signature.inputs {
        match parameter {
            FnArg::Receiver(receiver) => {
                errors.at(receiver, "an action is a free function without `self`; what the application shares with it is `&State<T>`");
            }
            FnArg::Typed(typed) => impl_trait(&typed.ty, errors),
        }
    }
    if let ReturnType::Type(_, ty) = &signature.output {
        impl_trait(ty, errors);
        if let Type::Reference(reference) = crate::model::ungrouped(ty)
            && reference
                .lifetime
                .as_ref()
                .is_none_or(|lifetime| lifetime.ident != "static")
        {
            errors.at(reference, "an action returns what it owns, not a reference");
        }
    }
}

fn impl_trait(ty: &Type, errors: &mut Errors) {
    match crate::model::ungrouped(ty) {
        Type::ImplTrait(ty) => {
            errors.at(ty, "an action names its types: `impl Trait` has no schema");
        }
        Type::Reference(reference) => impl_trait(&reference.elem, errors),
        _ => {}
    }
}

/// Checks `async` against `blocking`, which decide it together.
pub(crate) fn asyncness(function: &Function, options: &Options, errors: &mut Errors) {
    let signature = &function.signature;
    let name = options
        .name
        .get()
        .map_or_else(|| signature.ident.to_string(), syn::LitStr::value);
    match (&signature.asyncness, options.blocking.span()) {
        (None, None) => errors.at(
            signature.fn_token,
            format!("action `{name}` must be async; if it has to block, say so: `#[mistral_action(…, blocking)]`"),
        ),
        (Some(_), Some(blocking)) => errors.push(syn::Error::new(
            blocking,
            format!("action `{name}` is async; `blocking` is for functions that are not"),
        )),
        _ => {}
    }
}

/// Checks the inputs against each other, and the names.
pub(crate) fn model(model: &Model, errors: &mut Errors) {
    let mut names: HashSet<String> = HashSet::new();
    for name in std::iter::once(&model.registration.name).chain(&model.registration.aliases) {
        if !names.insert(name.value()) {
            errors.at(
                name,
                format!("the action is called `{}` already", name.value()),
            );
        }
    }
    let mut keys: HashSet<String> = HashSet::new();
    let mut flattened = false;
    let inputs = model
        .parameters
        .iter()
        .filter_map(|parameter| match parameter {
            Parameter::Input(input) => Some(input),
            Parameter::Injected(_) => None,
        });
    for (index, input) in inputs.enumerate() {
        if index == MOST_INPUTS {
            errors.at(
                &input.ident,
                format!("an action takes at most {MOST_INPUTS} inputs"),
            );
        }
        let own = std::iter::once((input.key(), input.key_span()));
        let aliases = input
            .attribute
            .aliases
            .iter()
            .map(|alias| (alias.value(), alias.span()));
        for (key, span) in own.chain(aliases).filter(|_| !input.is_flatten()) {
            if !keys.insert(key.clone()) {
                errors.push(syn::Error::new(
                    span,
                    format!("the key `{key}` belongs to another input already"),
                ));
            }
        }
        if input.is_flatten() {
            flatten(input, &mut flattened, errors);
        }
    }
}

fn flatten(input: &crate::model::Input, flattened: &mut bool, errors: &mut Errors) {
    if std::mem::replace(flattened, true) {
        errors.at(&input.ident, "only one input can take all the other keys");
    }
    let attribute = &input.attribute;
    let others = [
        ("default", attribute.default.span()),
        ("rename", attribute.rename.span()),
        ("alias", attribute.aliases.first().map(Spanned::span)),
    ];
    let constraints = attribute
        .constraints
        .iter()
        .map(|(key, _)| (key.to_string(), Some(key.span())));
    let others = others
        .into_iter()
        .map(|(key, span)| (key.to_owned(), span))
        .chain(constraints);
    for (key, span) in others.filter_map(|(key, span)| Some((key, span?))) {
        errors.push(syn::Error::new(
            span,
            format!("`{key}` does not go with `flatten`, which has no key of its own"),
        ));
    }
    if let Some(inner) = &input.optional {
        errors.at(
            inner,
            "a flattened input is a map, empty if no key is left: take it without `Option`",
        );
    }
}

/// `register_action!` takes less than the attribute: the rest is said by the implementation of `Action`.
pub(crate) fn for_a_type(options: &Options, errors: &mut Errors) {
    let said_by_the_type = [
        (
            "test",
            options.test.span(),
            "implement `Action::test` and `Action::has_dry_run`",
        ),
        (
            "asynchronous",
            options.asynchronous.span(),
            "let `Action::is_sync` return `false`",
        ),
        (
            "blocking",
            options.blocking.span(),
            "call `tokio::task::spawn_blocking` in `run`",
        ),
        ("input", options.input.span(), "the type is the input"),
    ];
    for (key, span, instead) in said_by_the_type {
        if let Some(span) = span {
            errors.push(syn::Error::new(
                span,
                format!("`{key}` is for functions; {instead}"),
            ));
        }
    }
}
