//! Checks of the types of parameters and of the return type, where rustc would report generated code: borrowed
//! parts, `dyn` types and types of unknown size.

use syn::{FnArg, GenericArgument, Ident, Pat, PathArguments, ReturnType, Type};

use crate::errors::Errors;
use crate::model::types::{
    argument, arguments_mut, last_segment, sized, text, trait_object_item, ungrouped,
};
use crate::parse::function::Function;

/// Types whose contents are data if they are. Of other types, the arguments are not looked at.
const CONTAINERS: &[&str] = &[
    "Option",
    "Vec",
    "VecDeque",
    "Box",
    "Arc",
    "Rc",
    "Cow",
    "HashMap",
    "BTreeMap",
    "HashSet",
    "BTreeSet",
    "Secret",
    "ActionResult",
];

/// Checks all types. Returns whether there is a type that rustc refuses in the function itself; nothing may be
/// generated from it.
pub(crate) fn check(function: &mut Function, errors: &mut Errors) -> bool {
    let mut is_refused = false;
    for parameter in &mut function.signature.inputs {
        let FnArg::Typed(typed) = parameter else {
            continue;
        };
        let Pat::Ident(pat) = &*typed.pat else {
            continue;
        };
        is_refused |= contains(&typed.ty, &is_inferred);
        match ungrouped(&typed.ty) {
            Type::Reference(reference) => injected(&pat.ident, &reference.elem, errors),
            ty => match sized(ty) {
                // rustc would report the function, too, which is emitted with a type of known size.
                Some(sized) => {
                    unsized_input(&pat.ident, ty, &sized, errors);
                    *typed.ty = sized;
                }
                None => {
                    input(&pat.ident, ty, errors);
                    if contains(ty, &is_cow_without_lifetime) {
                        *typed.ty = owned(ty);
                    }
                }
            },
        }
    }
    if let ReturnType::Type(_, ty) = &function.signature.output {
        is_refused |= contains(ty, &is_inferred) || returned(function, ty, errors);
    }
    is_refused
}

/// Checks an injected type, the `T` of `&T`.
fn injected(ident: &Ident, ty: &Type, errors: &mut Errors) {
    match ungrouped(ty) {
        Type::Reference(inner) => {
            let message = format!(
                "an injected value is borrowed once: write `{ident}: &{}`",
                text(&inner.elem)
            );
            errors.at(ty, message);
        }
        Type::TraitObject(_) => {
            let message = format!(
                "a `dyn` type cannot be injected: take state of the application as `{ident}: &State<Box<{}>>`",
                text(ty)
            );
            errors.at(ty, message);
        }
        ty if last_segment(ty).as_deref() == Some("State") => {
            let Some(held) = argument(ty) else { return };
            if let Some(sized) = sized(held) {
                let message = format!(
                    "`State` holds a value of known size: write `{ident}: &State<{}>`",
                    text(&sized)
                );
                errors.at(held, message);
            } else if let Some((cell, instead)) = not_shared(held) {
                let message = format!(
                    "`State` is shared between threads, which `{cell}` cannot be: write `{ident}: &State<{instead}>`"
                );
                errors.at(held, message);
            }
        }
        _ => {}
    }
}

/// Reports an input of unknown size.
fn unsized_input(ident: &Ident, ty: &Type, sized: &Type, errors: &mut Errors) {
    let message = if is_trait_object(ty) {
        no_schema(ident, ty)
    } else {
        format!(
            "an input has a known size: write `{ident}: {}`",
            text(sized)
        )
    };
    errors.at(ty, message);
}

/// A type of the standard library that stays on its thread, and the type to use instead.
fn not_shared(ty: &Type) -> Option<(&'static str, String)> {
    let content = text(argument(ty)?);
    match last_segment(ty)?.as_str() {
        "Rc" => Some(("Rc", format!("Arc<{content}>"))),
        "RefCell" => Some(("RefCell", format!("Mutex<{content}>"))),
        "Cell" => Some(("Cell", format!("Mutex<{content}>"))),
        _ => None,
    }
}

fn no_schema(ident: &Ident, object: &Type) -> String {
    format!(
        "an input cannot contain `{}`, which has no JSON Schema: take state of the application as `{ident}: &State<Box<{0}>>`",
        text(object)
    )
}

/// Checks the type of an input.
fn input(ident: &Ident, ty: &Type, errors: &mut Errors) {
    if let Some(of_context) = reference_in_option(ty) {
        let message = format!(
            "an injected value is always there, and no input: write `{ident}: {}`",
            text(of_context)
        );
        errors.at(ty, message);
    } else if contains(ty, &is_borrowed) {
        let message = format!(
            "an input owns its data: write `{ident}: {}`",
            text(&owned(ty))
        );
        errors.at(ty, message);
    } else if let Some(object) = find(ty, &is_trait_object) {
        errors.at(object, no_schema(ident, object));
    } else if contains(ty, &is_rc) {
        let message = format!(
            "an input can move to another thread, which `Rc` cannot: write `{ident}: {}`",
            text(&owned(ty))
        );
        errors.at(ty, message);
    } else if contains(ty, &|ty| matches!(ty, Type::Ptr(_))) {
        errors.at(
            ty,
            "an input cannot contain a raw pointer, which JSON cannot express",
        );
    } else if let Some(part) = find(ty, &is_impl_trait)
        && !std::ptr::eq(part, ty)
    {
        // `impl Trait` itself is reported with the rest of the signature.
        errors.at(
            part,
            "an action cannot use `impl Trait`, which has no JSON Schema",
        );
    }
}

/// Checks the return type. Returns whether rustc refuses the function.
fn returned(function: &Function, ty: &Type, errors: &mut Errors) -> bool {
    if let Type::Never(_) = ungrouped(ty) {
        errors.at(
            ty,
            "an action must return: a workflow waits for its result; without data write no return type",
        );
        return false;
    }
    let data = match last_segment(ty).as_deref() {
        Some("Result") => argument(ty),
        _ => Some(ungrouped(ty)),
    };
    let Some(data) = data else { return false };
    let is_borrowed = |ty: &Type| is_borrowed(ty) && !is_static_reference(ty);
    if let Some(borrowed) = find(data, &is_borrowed) {
        // Without exactly one borrowed parameter, rustc reports the lifetime.
        if !may_borrow(function) {
            return true;
        }
        // The whole type is reported with the rest of the signature.
        if !std::ptr::eq(borrowed, ungrouped(ty)) {
            let message = format!(
                "an action must return owned data: write `{}`",
                text(&owned(data))
            );
            errors.at(data, message);
        }
    } else if let Some(object) = find(data, &is_trait_object) {
        let message = match trait_object_item(object) {
            Some(item) => format!(
                "an action returns data, which `{}` is not: collect it and write `Vec<{}>`",
                text(object),
                text(item)
            ),
            None => format!(
                "an action returns data, and `{}` has no JSON Schema: write a type that implements `serde::Serialize` and `schemars::JsonSchema`",
                text(object)
            ),
        };
        errors.at(object, message);
    } else if contains(data, &is_rc) {
        let message = format!(
            "the data of an action can move to another thread, which `Rc` cannot: write `{}`",
            text(&owned(data))
        );
        errors.at(data, message);
    }
    false
}

/// Returns whether lifetimes of the return type can be left out.
pub(super) fn may_borrow(function: &Function) -> bool {
    let types = function.signature.inputs.iter().map(|input| match input {
        FnArg::Receiver(_) => 1,
        FnArg::Typed(typed) => usize::from(contains(&typed.ty, &is_borrowed)),
    });
    types.sum::<usize>() == 1
}

/// The `&T` of `Option<&T>`, where `T` is neither text nor a slice.
fn reference_in_option(ty: &Type) -> Option<&Type> {
    let inner = argument(ty).filter(|_| last_segment(ty).as_deref() == Some("Option"))?;
    match inner {
        Type::Reference(reference) => match ungrouped(&reference.elem) {
            Type::Path(_) if last_segment(&reference.elem).as_deref() != Some("str") => Some(inner),
            _ => None,
        },
        _ => None,
    }
}

fn is_inferred(ty: &Type) -> bool {
    matches!(ty, Type::Infer(_))
}

fn is_trait_object(ty: &Type) -> bool {
    matches!(ty, Type::TraitObject(_))
}

fn is_impl_trait(ty: &Type) -> bool {
    matches!(ty, Type::ImplTrait(_))
}

/// Returns whether the type is an `Rc` with contents. An author's own type can have the name.
fn is_rc(ty: &Type) -> bool {
    last_segment(ty).as_deref() == Some("Rc") && argument(ty).is_some()
}

fn is_static_reference(ty: &Type) -> bool {
    match ty {
        Type::Reference(reference) => {
            let lifetime = reference.lifetime.as_ref();
            lifetime.is_some_and(|lifetime| lifetime.ident == "static")
        }
        _ => false,
    }
}

/// Returns whether the type is a `Cow<T>`, which rustc refuses in async functions.
fn is_cow_without_lifetime(ty: &Type) -> bool {
    let Type::Path(path) = ty else { return false };
    let last = path.path.segments.last().filter(|last| last.ident == "Cow");
    last.is_some_and(|last| match &last.arguments {
        PathArguments::AngleBracketed(arguments) => {
            let is_lifetime = |argument| matches!(argument, &GenericArgument::Lifetime(_));
            !arguments.args.iter().any(is_lifetime)
        }
        _ => false,
    })
}

/// Returns whether the type itself is a reference, or has a lifetime that is left out.
fn is_borrowed(ty: &Type) -> bool {
    let Type::Path(path) = ty else {
        return matches!(ty, Type::Reference(_));
    };
    let Some(last) = path.path.segments.last() else {
        return false;
    };
    match &last.arguments {
        PathArguments::AngleBracketed(arguments) => {
            let mut lifetimes = arguments.args.iter().filter_map(|argument| match argument {
                GenericArgument::Lifetime(lifetime) => Some(lifetime.ident == "_"),
                _ => None,
            });
            is_cow_without_lifetime(ty) || lifetimes.any(|is_elided| is_elided)
        }
        _ => false,
    }
}

fn contains(ty: &Type, is: &dyn Fn(&Type) -> bool) -> bool {
    find(ty, is).is_some()
}

/// The first part of a type, the type itself included, that is as wanted.
fn find<'a>(ty: &'a Type, is: &dyn Fn(&Type) -> bool) -> Option<&'a Type> {
    let ty = ungrouped(ty);
    if is(ty) {
        return Some(ty);
    }
    match ty {
        Type::Tuple(tuple) => tuple.elems.iter().find_map(|part| find(part, is)),
        Type::Array(array) => find(&array.elem, is),
        Type::Slice(slice) => find(&slice.elem, is),
        Type::Reference(reference) => find(&reference.elem, is),
        Type::Path(_) => {
            let is_container =
                last_segment(ty).is_some_and(|name| CONTAINERS.contains(&name.as_str()));
            let mut parts = crate::model::types::arguments(ty).filter(|_| is_container);
            parts.find_map(|part| find(part, is))
        }
        _ => None,
    }
}

/// The type with owned parts instead of borrowed ones, and `Arc` instead of `Rc`.
fn owned(ty: &Type) -> Type {
    let mut ty = ungrouped(ty).clone();
    match &mut ty {
        Type::Reference(reference) => {
            let inner = owned(&reference.elem);
            return sized(&inner).unwrap_or(inner);
        }
        Type::Tuple(tuple) => tuple.elems.iter_mut().for_each(|part| *part = owned(part)),
        Type::Array(array) => *array.elem = owned(&array.elem),
        Type::Slice(slice) => *slice.elem = owned(&slice.elem),
        Type::Path(path) => {
            let Some(last) = path.path.segments.last_mut() else {
                return ty;
            };
            let is_rc = last.ident == "Rc";
            let is_cow = last.ident == "Cow";
            if is_rc {
                let arc = Ident::new("Arc", last.ident.span());
                path.path = syn::Path::from(syn::PathSegment {
                    ident: arc,
                    arguments: last.arguments.clone(),
                });
            }
            for part in arguments_mut(&mut ty) {
                *part = owned(part);
            }
            if is_cow && let Some(borrowed) = argument(&ty) {
                return sized(borrowed).unwrap_or_else(|| borrowed.clone());
            }
            without_elided_lifetimes(&mut ty);
        }
        _ => {}
    }
    ty
}

/// Replaces `'_` by `'static`.
fn without_elided_lifetimes(ty: &mut Type) {
    let Type::Path(path) = ty else { return };
    let Some(last) = path.path.segments.last_mut() else {
        return;
    };
    if let PathArguments::AngleBracketed(arguments) = &mut last.arguments {
        for argument in &mut arguments.args {
            if let GenericArgument::Lifetime(lifetime) = argument
                && lifetime.ident == "_"
            {
                lifetime.ident = Ident::new("static", lifetime.ident.span());
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::super::model::types::text;

    #[test]
    fn owned_form_of_a_type_has_no_references() {
        for (ty, expected) in [
            ("Vec<&str>", "Vec<String>"),
            ("Option<&[u8]>", "Option<Vec<u8>>"),
            ("Cow<'_, str>", "String"),
            ("Vec<Cow<str>>", "Vec<String>"),
            ("std::rc::Rc<str>", "Arc<str>"),
            ("HashMap<&str, &Flavor>", "HashMap<String, Flavor>"),
            ("Name<'_>", "Name<'static>"),
        ] {
            let ty: syn::Type = syn::parse_str(ty).unwrap();
            assert_eq!(text(&super::owned(&ty)), expected);
        }
    }
}
