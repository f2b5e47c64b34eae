//! `#[mistral_action]` as a function of tokens, which is how it is tested.

use proc_macro2::TokenStream;
use quote::{ToTokens, quote};

use crate::errors::Errors;
use crate::function::Function;
use crate::options::Options;
use crate::{check, expand, parse};

/// The function comes first and unchanged, also if something is wrong: editors keep working and calls of
/// the function cause no further errors.
pub(crate) fn mistral_action(options: TokenStream, item: &TokenStream) -> TokenStream {
    let Ok(mut function) = syn::parse2::<Function>(item.clone()) else {
        return not_a_function(item);
    };
    let mut errors = Errors::default();
    check::signature(&function, &mut errors);
    let options = Options::parse(options, &mut errors);
    check::asyncness(&function, &options, &mut errors);
    let model = parse::parse(options, &function, &mut errors);
    if let Some(model) = &model {
        check::model(model, &mut errors);
    }
    function.strip_parameters();
    let function = function.into_token_stream();
    match model {
        Some(model) if errors.is_empty() => {
            let action = expand::action(&model);
            // What an action is made of: an async function, whether it awaits, with owned inputs.
            let allowed = quote!(#[allow(clippy::unused_async, clippy::needless_pass_by_value)]);
            quote!(#allowed #function #action)
        }
        _ => {
            let errors = errors.into_compile_errors();
            quote!(#function #errors)
        }
    }
}

fn not_a_function(item: &TokenStream) -> TokenStream {
    let message = "`#[mistral_action]` goes on an async function; a type that implements `Action` is registered with `register_action!`";
    let error = syn::Error::new_spanned(item, message).into_compile_error();
    quote!(#item #error)
}
