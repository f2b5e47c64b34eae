//! Types as written: their names and generic arguments.

use quote::ToTokens;
use syn::{GenericArgument, PathArguments, Type};

/// A type without the invisible groups that `macro_rules!` puts around it.
pub(crate) fn ungrouped(ty: &Type) -> &Type {
    match ty {
        Type::Group(group) => ungrouped(&group.elem),
        Type::Paren(paren) => ungrouped(&paren.elem),
        other => other,
    }
}

/// A type as text, with spaces only between words.
pub(crate) fn text(ty: &Type) -> String {
    let spaced = ty.to_token_stream().to_string();
    let mut text = String::new();
    let mut parts = spaced.split(' ').peekable();
    while let Some(part) = parts.next() {
        text.push_str(part);
        let is_word = |c: char| c.is_alphanumeric() || c == '_';
        let word_ends = part.ends_with(|c| is_word(c) || c == ',' || c == ';');
        if word_ends && parts.peek().is_some_and(|next| next.starts_with(is_word)) {
            text.push(' ');
        }
    }
    text.replace('+', " + ").replace('=', " = ")
}

/// The last name in the path of a type.
pub(crate) fn last_segment(ty: &Type) -> Option<String> {
    match ungrouped(ty) {
        Type::Path(path) => Some(path.path.segments.last()?.ident.to_string()),
        _ => None,
    }
}

/// The first type among the generic arguments: the `T` of `Option<T>` and `Result<T, E>`.
pub(crate) fn argument(ty: &Type) -> Option<&Type> {
    arguments(ty).next()
}

/// The types among the generic arguments.
pub(crate) fn arguments(ty: &Type) -> impl Iterator<Item = &Type> {
    let arguments = match ungrouped(ty) {
        Type::Path(path) => match path.path.segments.last().map(|last| &last.arguments) {
            Some(PathArguments::AngleBracketed(arguments)) => Some(&arguments.args),
            _ => None,
        },
        _ => None,
    };
    arguments
        .into_iter()
        .flatten()
        .filter_map(|argument| match argument {
            GenericArgument::Type(ty) => Some(ungrouped(ty)),
            _ => None,
        })
}

/// The types among the generic arguments of a path, to change them.
pub(crate) fn arguments_mut(ty: &mut Type) -> impl Iterator<Item = &mut Type> {
    let last = match ty {
        Type::Path(path) => path.path.segments.last_mut(),
        _ => None,
    };
    let arguments = match last.map(|last| &mut last.arguments) {
        Some(PathArguments::AngleBracketed(arguments)) => Some(&mut arguments.args),
        _ => None,
    };
    arguments
        .into_iter()
        .flatten()
        .filter_map(|argument| match argument {
            GenericArgument::Type(ty) => Some(ty),
            _ => None,
        })
}

/// The type to hold instead of one whose size is unknown: `String` for `str`.
pub(crate) fn sized(ty: &Type) -> Option<Type> {
    match ungrouped(ty) {
        Type::Path(_) if last_segment(ty).as_deref() == Some("str") => {
            Some(syn::parse_quote!(String))
        }
        Type::Slice(slice) => {
            let item = &slice.elem;
            Some(syn::parse_quote!(Vec<#item>))
        }
        Type::TraitObject(object) => Some(syn::parse_quote!(Box<#object>)),
        _ => None,
    }
}

/// The `T` of `dyn Iterator<Item = T>`.
pub(crate) fn trait_object_item(ty: &Type) -> Option<&Type> {
    let Type::TraitObject(object) = ungrouped(ty) else {
        return None;
    };
    let arguments = object.bounds.iter().find_map(|bound| match bound {
        syn::TypeParamBound::Trait(bound) => match &bound.path.segments.last()?.arguments {
            PathArguments::AngleBracketed(arguments) => Some(&arguments.args),
            _ => None,
        },
        _ => None,
    })?;
    arguments.iter().find_map(|argument| match argument {
        GenericArgument::AssocType(item) if item.ident == "Item" => Some(&item.ty),
        _ => None,
    })
}

#[cfg(test)]
mod tests {
    #[test]
    fn text_of_a_type_is_its_source() {
        for text in [
            "State<dyn Store>",
            "State<HashMap<String, Vec<u8>>>",
            "[u8; 4]",
            "a::B<&'static str>",
            "Box<dyn Iterator<Item = u8> + Send>",
        ] {
            assert_eq!(super::text(&syn::parse_str(text).unwrap()), text);
        }
    }
}
