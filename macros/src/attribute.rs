//! The expansion of `#[mistral_action]`.

use proc_macro2::{Span, TokenStream, TokenTree};
use quote::{ToTokens, quote};

use crate::errors::Errors;
use crate::expand::registration;
use crate::model::build::build;
use crate::parse::function::Function;
use crate::parse::options::Options;
use crate::{check, conditional, expand};

/// Expands the attribute. The function comes first and unchanged, even if there are mistakes: editors keep
/// working, and calls of the function cause no further errors. The same holds for its input type, unless the
/// function cannot be that of an action.
pub(crate) fn mistral_action(options: TokenStream, item: &TokenStream) -> TokenStream {
    let Ok(mut function) = syn::parse2::<Function>(item.clone()) else {
        return not_a_function(item);
    };
    if let Some(variants) = conditional::expand(&options, &function) {
        return variants;
    }
    let mut errors = Errors::default();
    // Mistakes for which no input type is generated.
    let mut fatal = Errors::default();
    check::function::check(&mut function, &mut errors, &mut fatal);
    let options = Options::parse(options, &function.signature.ident, &mut errors);
    if !options.krate.is_given()
        && let Some(problem) = check::dependency::problem()
    {
        fatal.push(syn::Error::new(Span::call_site(), problem));
    }
    check::signature::check(&function, &mut fatal);
    check::signature::asyncness(&function, &options, &mut fatal);
    // A function with `self` or without a body is reported already.
    let is_second = fatal.is_empty() && check::source::check(&function.signature.ident, &mut fatal);
    let is_named = options.input.is_given();
    let is_refused = check::types::check(&mut function, &mut fatal) || is_second;
    let model = build(options, &function, &mut errors);
    if !is_named && model.as_ref().is_none_or(|model| model.whole.is_none()) {
        check::names::check(&function, &mut fatal);
    }
    if let Some(model) = &model {
        check::inputs::check(model, &mut fatal);
        check::literals::check(model.inputs(), &mut errors);
        check::fit::check(model.inputs(), &mut errors);
        check::asynchronous::check(model, &mut errors);
        check::rules::of_action(model, &mut errors);
    }
    let is_action = fatal.is_empty() && !is_refused;
    // A function with mistakes does not claim its name, which can be wrong.
    let markers = model
        .as_ref()
        .filter(|_| is_action && errors.is_empty())
        .map(|model| registration::markers(&model.registration));
    let action = model.filter(|_| is_action).map(|model| {
        // An action must be async and take owned inputs, even if its body needs neither.
        let allowed = quote! {
            #[allow(clippy::unused_async, clippy::needless_pass_by_value)]
            #[allow(clippy::too_many_arguments)]
        };
        (allowed, expand::action(&model))
    });
    let (allowed, action) = action.unzip();
    function.strip();
    let function = function.into_token_stream();
    let (fatal, errors) = (fatal.into_compile_errors(), errors.into_compile_errors());
    quote!(#allowed #function #fatal #errors #markers #action)
}

/// The span of the item's keyword, which follows its attributes and visibility.
fn keyword(item: &TokenStream) -> Span {
    let mut tokens = item.clone().into_iter();
    let is_prefix = |token: &TokenTree| match token {
        TokenTree::Ident(ident) => ident == "pub",
        TokenTree::Punct(punct) => punct.as_char() == '#',
        TokenTree::Group(_) => true,
        TokenTree::Literal(_) => false,
    };
    let keyword = tokens.find(|token| !is_prefix(token));
    keyword.map_or_else(Span::call_site, |token| token.span())
}

fn not_a_function(item: &TokenStream) -> TokenStream {
    let message = "`#[mistral_action]` expects an async function; register a type that implements `Action` with `register_action!`";
    let error = syn::Error::new(keyword(item), message).into_compile_error();
    quote!(#item #error)
}
