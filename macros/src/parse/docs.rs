//! [`Docs`]: the doc comment of a function or parameter.

use proc_macro2::TokenStream;
use quote::quote;
use syn::{Attribute, Expr, ExprLit, Lit, Meta};

/// The text of a doc comment.
#[derive(Default)]
pub(crate) struct Docs {
    /// The attributes as written, for generated items.
    pub(crate) attributes: Vec<Attribute>,
    lines: Vec<Expr>,
}

impl Docs {
    /// Collects the doc comments among the attributes; `#[doc(hidden)]` and the like are not.
    pub(crate) fn of(attributes: &[Attribute]) -> Self {
        let mut docs = Self::default();
        for attribute in attributes {
            if let Some(line) = line(attribute) {
                docs.attributes.push(attribute.clone());
                docs.lines.push(line.clone());
            }
        }
        docs
    }

    /// The text as an expression, one line per source line. Macros such as `include_str!` stay unexpanded.
    pub(crate) fn expression(&self) -> TokenStream {
        let literals: Option<Vec<String>> = self.lines.iter().map(literal).collect();
        match literals {
            Some(lines) => {
                let text = lines.join("\n");
                quote!(#text)
            }
            None => {
                let lines = &self.lines;
                quote!(::core::concat!(#(#lines, "\n"),*))
            }
        }
    }
}

/// Returns whether an attribute is a doc comment.
pub(crate) fn is_doc(attribute: &Attribute) -> bool {
    line(attribute).is_some()
}

fn line(attribute: &Attribute) -> Option<&Expr> {
    match &attribute.meta {
        Meta::NameValue(meta) if meta.path.is_ident("doc") => Some(&meta.value),
        _ => None,
    }
}

fn literal(line: &Expr) -> Option<String> {
    match line {
        Expr::Lit(ExprLit {
            lit: Lit::Str(text),
            ..
        }) => Some(text.value()),
        _ => None,
    }
}
