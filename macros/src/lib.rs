//! `#[mistral_action]` and `register_action!` of the crate `mistral-actions`, which documents them.
//!
//! Read in this order: `parse` the attribute and the function, `model` what they mean,
//! `check` it, `expand` it. Everything that can be an ordinary function is one, in the
//! runtime.

mod attribute;
mod check;
mod constraint;
mod contradiction;
mod docs;
mod duration;
mod errors;
mod expand;
mod function;
mod input_attribute;
mod key;
mod literal;
mod model;
mod name;
mod options;
mod parse;
mod register;
#[cfg(test)]
mod snapshots;

use proc_macro::TokenStream;

#[doc = include_str!("mistral_action.md")]
#[proc_macro_attribute]
pub fn mistral_action(options: TokenStream, function: TokenStream) -> TokenStream {
    attribute::mistral_action(options.into(), &function.into()).into()
}

#[doc = include_str!("register_action.md")]
#[proc_macro]
pub fn register_action(input: TokenStream) -> TokenStream {
    register::register_action(input.into()).into()
}
