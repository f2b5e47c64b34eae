//! `#[mistral_action]`, `#[derive(Input)]` and `register_action!` of the crate `mistral-actions`, which documents them.
//!
//! The stages: `parse` the attribute and the function, build the `model`, `check` it, `expand` it. Each stage
//! imports earlier ones only. Code that can be an ordinary function is in the runtime, not in the expansion.

mod attribute;
mod check;
mod conditional;
mod derive;
mod errors;
mod expand;
mod model;
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

#[doc = include_str!("input.md")]
#[proc_macro_derive(Input, attributes(input, serde, schemars))]
pub fn input(item: TokenStream) -> TokenStream {
    derive::input(item.into()).into()
}

#[doc = include_str!("register_action.md")]
#[proc_macro]
pub fn register_action(input: TokenStream) -> TokenStream {
    register::register_action(input.into()).into()
}
