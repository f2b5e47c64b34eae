//! Checks of the name of the generated input type, where another type of that name is meant nearby.

use proc_macro2::{TokenStream, TokenTree};
use quote::ToTokens;
use syn::{FnArg, ReturnType};

use crate::errors::Errors;
use crate::model::build::pascal_case;
use crate::parse::function::Function;

/// Types of Rust's prelude. An input type of such a name would hide it from the rest of the module.
const PRELUDE: &[&str] = &["Option", "Result", "String", "Vec", "Box"];

/// Rejects a default name of the input type that the function uses for another type.
pub(crate) fn check(function: &Function, errors: &mut Errors) {
    let signature = &function.signature;
    let ident = &signature.ident;
    let name = pascal_case(ident).to_string();
    let why = if PRELUDE.contains(&name.as_str()) {
        "which would hide the type of Rust's prelude"
    } else if uses(function, &name) {
        "as another type that the function uses"
    } else {
        return;
    };
    let message = format!(
        "the input type of `{ident}` would be named `{name}`, {why}; name it with the option `input = {name}Input`"
    );
    errors.at(ident, message);
}

/// Returns whether the parameters or the return type use a name.
fn uses(function: &Function, name: &str) -> bool {
    let signature = &function.signature;
    let parameters = signature.inputs.iter().any(|parameter| match parameter {
        FnArg::Receiver(_) => false,
        FnArg::Typed(typed) => {
            let options = typed
                .attrs
                .iter()
                .filter(|one| one.path().is_ident("input"));
            let mut tokens: Vec<TokenStream> = options.map(ToTokens::to_token_stream).collect();
            tokens.push(typed.ty.to_token_stream());
            tokens.into_iter().any(|tokens| is_in(tokens, name))
        }
    });
    let output = match &signature.output {
        ReturnType::Default => false,
        ReturnType::Type(_, ty) => is_in(ty.to_token_stream(), name),
    };
    parameters || output
}

/// Returns whether a name is among the tokens, other than behind `::`.
fn is_in(tokens: TokenStream, name: &str) -> bool {
    let mut is_behind_path = false;
    for token in tokens {
        match &token {
            TokenTree::Ident(ident) if !is_behind_path && ident == name => return true,
            TokenTree::Group(group) if is_in(group.stream(), name) => return true,
            _ => {}
        }
        is_behind_path = matches!(&token, TokenTree::Punct(punct) if punct.as_char() == ':');
    }
    false
}
