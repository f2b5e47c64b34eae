//! `#[mistral_action]` as a function of tokens, which is how it is tested.

use proc_macro2::{Span, TokenStream, TokenTree};
use quote::{ToTokens, quote};

use crate::errors::Errors;
use crate::expand::registration;
use crate::function::Function;
use crate::options::Options;
use crate::{check, contradiction, expand, parse};

/// The function comes first and unchanged, also if something is wrong: editors keep working and calls of
/// the function cause no further errors. The same holds for its input type, unless the function cannot be
/// that of an action.
pub(crate) fn mistral_action(options: TokenStream, item: &TokenStream) -> TokenStream {
    let Ok(mut function) = syn::parse2::<Function>(item.clone()) else {
        return not_a_function(item);
    };
    let mut errors = Errors::default();
    let mut misfits = Errors::default();
    let options = Options::parse(options, &function.signature.ident, &mut errors);
    check::signature(&function, &mut misfits);
    check::asyncness(&function, &options, &mut misfits);
    let model = parse::parse(options, &function, &mut errors);
    if let Some(model) = &model {
        check::model(model, &mut misfits);
        contradiction::in_model(model, &mut errors);
    }
    let fits = misfits.is_empty();
    // A name with a mistake is not claimed: it need not be one.
    let markers = model
        .as_ref()
        .filter(|_| fits && errors.is_empty())
        .map(|model| registration::markers(&model.registration));
    let action = model.filter(|_| fits).map(|model| {
        // What an action is made of: an async function, whether it awaits, with owned inputs.
        let allowed = quote!(#[allow(clippy::unused_async, clippy::needless_pass_by_value)]);
        (allowed, expand::action(&model))
    });
    let (allowed, action) = action.unzip();
    function.strip_parameters();
    let function = function.into_token_stream();
    let (misfits, errors) = (misfits.into_compile_errors(), errors.into_compile_errors());
    quote!(#allowed #function #misfits #errors #markers #action)
}

/// Where an item says what it is: behind its attributes and its visibility.
fn keyword(item: &TokenStream) -> Span {
    let mut tokens = item.clone().into_iter();
    let says_nothing = |token: &TokenTree| match token {
        TokenTree::Ident(ident) => ident == "pub",
        TokenTree::Punct(punct) => punct.as_char() == '#',
        TokenTree::Group(_) => true,
        TokenTree::Literal(_) => false,
    };
    let keyword = tokens.find(|token| !says_nothing(token));
    keyword.map_or_else(Span::call_site, |token| token.span())
}

fn not_a_function(item: &TokenStream) -> TokenStream {
    let message = "`#[mistral_action]` goes on an async function; a type that implements `Action` is registered with `register_action!`";
    let error = syn::Error::new(keyword(item), message).into_compile_error();
    quote!(#item #error)
}
