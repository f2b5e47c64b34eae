//! Names of actions: parsing, validation, and the identifier of the marker macro.

use syn::{Ident, LitStr};

use super::argument::{Argument, strings};
use crate::errors::Errors;

/// Parses `= "namespace.action"`. An invalid name is reported and used, so that the rest of the function is
/// checked as well.
pub(crate) fn parse(argument: &Argument<'_>, errors: &mut Errors) -> syn::Result<LitStr> {
    let name: LitStr = argument.value()?;
    errors.take(check(&name));
    Ok(name)
}

/// Parses `("namespace.action", …)`.
pub(crate) fn parse_list(argument: &Argument<'_>, errors: &mut Errors) -> syn::Result<Vec<LitStr>> {
    let names = strings(argument, errors)?;
    for name in &names {
        errors.take(check(name));
    }
    Ok(names)
}

/// Checks that a name is Mistral's `namespace.action`: two or more parts separated by dots, each made of
/// ASCII letters, digits, `_` and `-`, and starting with a letter or `_`.
fn check(name: &LitStr) -> syn::Result<()> {
    let text = name.value();
    let invalid = |problem: &str| {
        let rule = "a valid name is Mistral's `namespace.action`: letters, digits, `_` and `-`, with dots between the parts, such as \"nova.servers_get\"";
        Err(syn::Error::new(name.span(), format!("{problem}; {rule}")))
    };
    if text.is_empty() {
        return invalid("the name of the action is empty");
    }
    let is_part = |c: char| c.is_ascii_alphanumeric() || c == '_' || c == '-';
    if let Some(c) = text.chars().find(|c| !is_part(*c) && *c != '.') {
        return invalid(&format!("{c:?} is not allowed in the name of an action"));
    }
    if !text.contains('.') {
        return invalid(&format!("`{text}` has no namespace"));
    }
    let is_start = |c: char| c.is_ascii_alphabetic() || c == '_';
    match text.split('.').find(|part| !part.starts_with(is_start)) {
        Some("") => invalid(&format!("`{text}` has an empty part")),
        Some(part) => invalid(&format!(
            "the part `{part}` of `{text}` does not begin with a letter"
        )),
        None => Ok(()),
    }
}

/// Name of the marker macro of an action: `__mistral_action_nova__servers_get` for `nova.servers_get`.
///
/// Two actions of one crate that share a name define the same macro, and rustc shows both places.
/// Different names have different markers: where dots, dashes and underscores could be confused, the
/// marker ends with the list of them.
pub(crate) fn marker(name: &LitStr) -> Ident {
    let text = name.value();
    let readable = text.replace('.', "__").replace('-', "_");
    let mut ident = format!("__mistral_action_{readable}");
    let is_ambiguous = ["-", "__", "._", "_."].iter().any(|s| text.contains(s));
    if is_ambiguous {
        let separators: Vec<&str> = text.chars().filter_map(separator).collect();
        // An unambiguous name never yields three underscores in a row.
        ident.push_str("___");
        ident.push_str(&separators.join("_"));
    }
    Ident::new(&ident, name.span())
}

fn separator(c: char) -> Option<&'static str> {
    match c {
        '.' => Some("dot"),
        '-' => Some("dash"),
        '_' => Some("underscore"),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::{check, marker};

    fn literal(text: &str) -> syn::LitStr {
        syn::LitStr::new(text, proc_macro2::Span::call_site())
    }

    #[test]
    fn accepts_names_with_namespace_only() {
        for name in ["nova.servers_get", "std.http", "a.b.c-d", "_x.Y2"] {
            assert!(check(&literal(name)).is_ok(), "{name}");
        }
        for name in [
            "",
            "nova",
            "nova.",
            ".get",
            "nova..get",
            "nova.2get",
            "nova get.x",
            "növa.get",
        ] {
            assert!(check(&literal(name)).is_err(), "{name}");
        }
    }

    #[test]
    fn marker_is_readable() {
        let marker = |name| marker(&literal(name)).to_string();
        assert_eq!(
            marker("nova.servers_get"),
            "__mistral_action_nova__servers_get"
        );
        assert_eq!(
            marker("nova.server-get"),
            "__mistral_action_nova__server_get___dot_dash"
        );
    }

    #[test]
    fn different_names_have_different_markers() {
        let names = [
            "a.b_c",
            "a_b.c",
            "a.b.c",
            "a.b-c",
            "a-b.c",
            "a.b__c",
            "a__b.c",
            "a._b",
            "a_.b",
            "a.-b",
            "_a.b",
            "a.b_",
            "a.b-",
            "a.bC",
            "a.bc",
            "a.b.dot",
            "a.b___dot",
            "a.b___dot_dash",
        ];
        let markers: std::collections::HashSet<_> = names
            .iter()
            .map(|name| marker(&literal(name)).to_string())
            .collect();
        assert_eq!(markers.len(), names.len());
    }
}
