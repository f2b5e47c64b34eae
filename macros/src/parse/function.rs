//! [`Function`]: the author's function. Its body stays unparsed, so that rustc reports mistakes in it.

use proc_macro2::TokenStream;
use quote::{ToTokens, TokenStreamExt};
use syn::parse::{Parse, ParseStream};
use syn::{Attribute, FnArg, Signature, Visibility};

use super::docs;
use super::input_attributes::InputAttributes;

#[derive(Clone)]
pub(crate) struct Function {
    pub(crate) attributes: Vec<Attribute>,
    pub(crate) visibility: Visibility,
    pub(crate) signature: Signature,
    pub(crate) body: TokenStream,
}

impl Parse for Function {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        Ok(Self {
            attributes: Attribute::parse_outer(input)?,
            visibility: input.parse()?,
            signature: input.parse()?,
            body: input.parse()?,
        })
    }
}

impl Function {
    /// Removes the attributes that rustc does not accept, those of the function and of its parameters.
    pub(crate) fn strip(&mut self) {
        self.attributes
            .retain(|attribute| !attribute.path().is_ident("input"));
        for parameter in &mut self.signature.inputs {
            let attributes = match parameter {
                FnArg::Receiver(receiver) => &mut receiver.attrs,
                FnArg::Typed(typed) => &mut typed.attrs,
            };
            let is_ours = |attribute: &Attribute| {
                docs::is_doc(attribute) || InputAttributes::is_about_input(attribute)
            };
            attributes.retain(|attribute| !is_ours(attribute));
        }
    }
}

impl ToTokens for Function {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        tokens.append_all(&self.attributes);
        self.visibility.to_tokens(tokens);
        self.signature.to_tokens(tokens);
        self.body.to_tokens(tokens);
    }
}
