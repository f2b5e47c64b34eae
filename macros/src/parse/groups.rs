//! Invisible groups: `macro_rules!` puts them around the expressions and literals that it inserts.

use proc_macro2::{Delimiter, Group, TokenStream, TokenTree};

/// The tokens with literals taken out of their invisible groups, negative numbers included. Other expressions keep
/// their groups, which hold them together.
pub(crate) fn ungrouped(tokens: TokenStream) -> TokenStream {
    let mut tokens = tokens.into_iter().peekable();
    let mut result = TokenStream::new();
    while let Some(token) = tokens.next() {
        let TokenTree::Group(group) = token else {
            result.extend([token]);
            continue;
        };
        let content = ungrouped(group.stream());
        let is_whole = tokens.peek().is_none_or(is_comma);
        if group.delimiter() == Delimiter::None && is_literal(&content, is_whole) {
            result.extend(content);
        } else {
            let mut copy = Group::new(group.delimiter(), content);
            copy.set_span(group.span());
            result.extend([TokenTree::Group(copy)]);
        }
    }
    result
}

/// Returns whether the tokens are a literal. A sign is part of it only if nothing follows that binds tighter.
fn is_literal(tokens: &TokenStream, may_have_sign: bool) -> bool {
    let tokens: Vec<TokenTree> = tokens.clone().into_iter().collect();
    match &tokens[..] {
        [TokenTree::Literal(_)] => true,
        [TokenTree::Punct(sign), TokenTree::Literal(_)] => may_have_sign && sign.as_char() == '-',
        _ => false,
    }
}

fn is_comma(token: &TokenTree) -> bool {
    matches!(token, TokenTree::Punct(punct) if punct.as_char() == ',')
}

#[cfg(test)]
mod tests {
    use proc_macro2::{Delimiter, Group, TokenStream};
    use quote::quote;

    fn invisible(tokens: TokenStream) -> Group {
        Group::new(Delimiter::None, tokens)
    }

    #[test]
    fn literals_leave_their_invisible_groups() {
        let (one, minus, text) = (
            invisible(quote!(1)),
            invisible(quote!(-1)),
            invisible(quote!("a")),
        );
        let nested = invisible(quote!(#text));
        let tokens = quote!(range(min = #minus, max = #one), one_of(#nested), default = #text);
        assert_eq!(
            super::ungrouped(tokens).to_string(),
            quote!(range(min = -1, max = 1), one_of("a"), default = "a").to_string()
        );
    }

    #[test]
    fn expressions_keep_their_invisible_groups() {
        let groups = |tokens: TokenStream| {
            let is_group = |token: &proc_macro2::TokenTree| matches!(token, proc_macro2::TokenTree::Group(group) if group.delimiter() == Delimiter::None);
            super::ungrouped(tokens)
                .into_iter()
                .filter(is_group)
                .count()
        };
        let (sum, minus) = (invisible(quote!(1 + 2)), invisible(quote!(-1)));
        assert_eq!(groups(quote!(default = 3 * #sum)), 1);
        assert_eq!(groups(quote!(default = #minus.pow(2))), 1);
    }
}
