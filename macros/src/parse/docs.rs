//! [`Docs`]: the doc comment of a function or parameter.

use proc_macro2::TokenStream;
use quote::quote;
use syn::{Attribute, Expr, ExprLit, Lit, Meta};

/// The text of a doc comment.
#[derive(Default)]
pub(crate) struct Docs {
    /// The attributes as written, for generated items.
    pub(crate) attributes: Vec<Attribute>,
    /// The author's `allow`s and `expect`s as `allow`s, for generated items.
    pub(crate) lints: Vec<Attribute>,
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
            } else if let Some(lint) = lint(attribute) {
                docs.lints.push(lint);
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

/// An attribute that allows lints. What is expected in the function need not be in generated code.
fn lint(attribute: &Attribute) -> Option<Attribute> {
    let Meta::List(list) = &attribute.meta else {
        return None;
    };
    let is_lint = list.path.is_ident("allow") || list.path.is_ident("expect");
    let lints = &list.tokens;
    is_lint.then(|| syn::parse_quote!(#[allow(#lints)]))
}

fn literal(line: &Expr) -> Option<String> {
    match line {
        Expr::Lit(ExprLit {
            lit: Lit::Str(text),
            ..
        }) => Some(unframed(&text.value())),
        _ => None,
    }
}

/// The text of a `/** … */` comment without the stars at its left, in the form of `///` lines. One line stays as
/// it is.
fn unframed(text: &str) -> String {
    if !text.contains('\n') {
        return text.to_owned();
    }
    let mut lines = text.lines();
    let first = lines.next().unwrap_or_default();
    let mut rest: Vec<&str> = lines.collect();
    let is_text = |line: &&&str| !line.trim().is_empty();
    // A star before each line is a frame; before some lines it is a list.
    if rest
        .iter()
        .filter(is_text)
        .all(|line| line.trim_start().starts_with('*'))
    {
        for line in &mut rest {
            let text = line.trim_start();
            *line = text.strip_prefix('*').unwrap_or(text);
        }
    }
    let indent = |line: &&str| line.len() - line.trim_start().len();
    let common = rest.iter().filter(is_text).map(indent).min();
    let common = common.unwrap_or_default();
    let rest = rest
        .iter()
        .map(|line| line.get(common..).unwrap_or_default());
    let lines = std::iter::once(first.trim_start()).chain(rest);
    let lines: Vec<String> = lines.map(|line| format!(" {line}")).collect();
    lines.join("\n")
}

#[cfg(test)]
mod tests {
    #[test]
    fn frame_of_a_block_comment_is_not_part_of_its_text() {
        for (comment, text) in [
            (
                "\n     * Stops.\n     *\n     * - one\n     *   more\n     ",
                " \n Stops.\n \n - one\n   more\n ",
            ),
            (" Stops.\n     * All.\n     ", " Stops.\n All.\n "),
            (
                "\n    Stops.\n\n    * one\n    * two\n",
                " \n Stops.\n \n * one\n * two",
            ),
            (" Stops.", " Stops."),
        ] {
            assert_eq!(super::unframed(comment), text);
        }
    }
}
