//! Names of actions: what a valid one is, and how it becomes an identifier.

use std::fmt::Write;

use syn::{Ident, LitStr};

pub(crate) const USAGE: &str = "name = \"namespace.action\"";

/// Checks a name. A valid one is Mistral's `namespace.action`: two or more parts with dots between
/// them, each made of ASCII letters, digits, `_` and `-`, and beginning with a letter or `_`.
pub(crate) fn check(name: &LitStr) -> syn::Result<()> {
    let text = name.value();
    let wrong = |what: &str| {
        let rule = "a valid name is Mistral's `namespace.action`: letters, digits, `_` and `-`, with dots between the parts, such as \"nova.servers_get\"";
        Err(syn::Error::new(name.span(), format!("{what}; {rule}")))
    };
    if text.is_empty() {
        return wrong("the name of the action is empty");
    }
    let is_inner = |c: char| c.is_ascii_alphanumeric() || c == '_' || c == '-';
    if let Some(bad) = text.chars().find(|c| !is_inner(*c) && *c != '.') {
        return wrong(&format!("{bad:?} cannot be part of an action's name"));
    }
    if !text.contains('.') {
        return wrong(&format!("`{text}` has no namespace"));
    }
    let starts_well = |part: &str| part.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_');
    match text.split('.').find(|part| !starts_well(part)) {
        Some("") => wrong(&format!("`{text}` has an empty part")),
        Some(part) => wrong(&format!(
            "the part `{part}` of `{text}` does not begin with a letter"
        )),
        None => Ok(()),
    }
}

/// An identifier that only this name has. Two actions of one crate that share a name then define one
/// item twice, and rustc shows both places.
pub(crate) fn marker(name: &LitStr) -> Ident {
    let mut ident = String::from("action_named_");
    for c in name.value().chars() {
        match c {
            // Upper case is what the escapes are made of, so it is escaped itself.
            '.' => ident.push_str("DOT"),
            '-' => ident.push_str("DASH"),
            'A'..='Z' => write!(ident, "UP{c}").expect("a String takes everything"),
            other => ident.push(other),
        }
    }
    Ident::new(&ident, name.span())
}

#[cfg(test)]
mod tests {
    use super::{check, marker};

    fn literal(text: &str) -> syn::LitStr {
        syn::LitStr::new(text, proc_macro2::Span::call_site())
    }

    #[test]
    fn valid_names() {
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
    fn different_names_have_different_markers() {
        let names = [
            "a.b_c", "a_b.c", "a.bDOTc", "a.b.c", "a.b-c", "a.bC", "a.bc", "a.UPb",
        ];
        let markers: std::collections::HashSet<_> = names
            .iter()
            .map(|name| marker(&literal(name)).to_string())
            .collect();
        assert_eq!(markers.len(), names.len());
    }
}
