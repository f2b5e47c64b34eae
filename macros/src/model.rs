//! [`Model`]: what the author's function means as an action.

use std::time::Duration;

use proc_macro2::{Span, TokenStream};
use quote::{ToTokens, quote};
use syn::ext::IdentExt;
use syn::{
    Attribute, GenericArgument, Ident, LitStr, Path, PathArguments, ReturnType, Type, Visibility,
};

use crate::docs::Docs;
use crate::input_attribute::{DefaultValue, InputAttribute};

/// An action, as its author describes it.
pub(crate) struct Model {
    pub(crate) registration: Registration,
    /// The function.
    pub(crate) function: Ident,
    /// The function of the dry run.
    pub(crate) test: Option<Path>,
    /// Whether the function is to run where it may block.
    pub(crate) is_blocking: bool,
    pub(crate) is_asynchronous: bool,
    pub(crate) visibility: Visibility,
    /// `#[deprecated]`, for the generated type.
    pub(crate) deprecated_attribute: Option<Attribute>,
    pub(crate) parameters: Vec<Parameter>,
    pub(crate) returned: Returned,
}

/// What is registered, whichever way the action is written.
pub(crate) struct Registration {
    pub(crate) name: LitStr,
    pub(crate) aliases: Vec<LitStr>,
    pub(crate) tags: Vec<LitStr>,
    pub(crate) deprecated: Option<LitStr>,
    pub(crate) timeout: Option<Duration>,
    pub(crate) is_blocking: bool,
    /// The type that implements `Action`.
    pub(crate) input: Path,
    pub(crate) docs: Docs,
    pub(crate) runtime: Runtime,
}

/// Where generated code finds the runtime.
pub(crate) struct Runtime(pub(crate) Option<Path>);

impl Runtime {
    /// The module with everything that generated code names.
    pub(crate) fn private(&self) -> TokenStream {
        let root = self.root();
        quote!(#root::__private)
    }

    fn root(&self) -> TokenStream {
        match &self.0 {
            Some(path) => quote!(#path),
            None => quote!(::mistral_actions),
        }
    }

    /// The path of something in the runtime as text, for derives that want it so.
    pub(crate) fn text(&self, item: &str) -> String {
        let root = self.root().to_string().replace(' ', "");
        format!("{root}::{item}")
    }
}

/// A parameter of the function.
pub(crate) enum Parameter {
    /// An owned parameter: an input of the action.
    Input(Box<Input>),
    /// A borrowed parameter, injected: the `T` of `&T`.
    Injected(Box<Type>),
}

/// An owned parameter: an input of the action.
pub(crate) struct Input {
    pub(crate) ident: Ident,
    pub(crate) ty: Type,
    /// The `T` of `Option<T>`.
    pub(crate) optional: Option<Type>,
    pub(crate) docs: Docs,
    pub(crate) attribute: InputAttribute,
}

/// What the function returns.
pub(crate) struct Returned {
    pub(crate) shape: Shape,
    /// The type as written.
    pub(crate) ty: Type,
    /// The type of the data.
    pub(crate) data: Data,
    /// The type of the error, if it is written out.
    pub(crate) error: Option<Type>,
}

/// By the name of the type as written; [`type_check`](crate::expand::type_check) sees to it that the name is true.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Shape {
    /// `T`
    Plain,
    /// `Result<T, E>`
    Fallible,
    /// `ActionResult<T>`
    Outcome,
    /// `Result<ActionResult<T>, E>`
    FallibleOutcome,
}

/// The type of an action's data.
pub(crate) enum Data {
    /// As written.
    Type(Box<Type>),
    /// Of an alias such as `io::Result` without arguments: only the trait knows.
    Projected,
}

impl Input {
    /// The key in the input.
    pub(crate) fn key(&self) -> String {
        self.attribute
            .rename
            .get()
            .map_or_else(|| self.ident.unraw().to_string(), LitStr::value)
    }

    /// Where a mistake with the key is shown.
    pub(crate) fn key_span(&self) -> Span {
        self.attribute
            .rename
            .get()
            .map_or_else(|| self.ident.span(), LitStr::span)
    }

    /// The default, if there is one.
    pub(crate) fn default(&self) -> Option<&DefaultValue> {
        self.attribute.default.get()
    }

    pub(crate) fn is_flatten(&self) -> bool {
        self.attribute.flatten.get().is_some()
    }
}

impl Returned {
    pub(crate) fn of(output: &ReturnType, function: Span) -> Self {
        let ty = match output {
            ReturnType::Default => syn::parse_quote_spanned!(function=> ()),
            ReturnType::Type(_, ty) => ungrouped(ty).clone(),
        };
        let error = error_argument(&ty).cloned();
        let (shape, data) = match last_segment(&ty).as_deref() {
            Some("Result") => match argument(&ty) {
                Some(inner) if last_segment(inner).as_deref() == Some("ActionResult") => {
                    (Shape::FallibleOutcome, argument(inner))
                }
                inner => (Shape::Fallible, inner),
            },
            Some("ActionResult") => (Shape::Outcome, argument(&ty)),
            _ => (Shape::Plain, Some(&ty)),
        };
        let data = data.map_or(Data::Projected, |data| Data::Type(Box::new(data.clone())));
        Self {
            shape,
            ty,
            data,
            error,
        }
    }
}

/// A type without the invisible groups that `macro_rules!` puts around it.
pub(crate) fn ungrouped(ty: &Type) -> &Type {
    match ty {
        Type::Group(group) => ungrouped(&group.elem),
        Type::Paren(paren) => ungrouped(&paren.elem),
        other => other,
    }
}

/// A type as text, with spaces between words only.
pub(crate) fn text(ty: &Type) -> String {
    let spaced = ty.to_token_stream().to_string();
    let mut text = String::new();
    let mut parts = spaced.split(' ').peekable();
    while let Some(part) = parts.next() {
        text.push_str(part);
        let is_word = |c: char| c.is_alphanumeric() || c == '_';
        let word_ends = part.ends_with(|c| is_word(c) || c == ',' || c == ';');
        if word_ends && parts.peek().is_some_and(|next| next.starts_with(is_word)) {
            text.push(' ');
        }
    }
    text
}

/// The name at the end of a type's path.
pub(crate) fn last_segment(ty: &Type) -> Option<String> {
    match ungrouped(ty) {
        Type::Path(path) => Some(path.path.segments.last()?.ident.to_string()),
        _ => None,
    }
}

/// The first type among the generic arguments: the `T` of `Option<T>` and `Result<T, E>`.
pub(crate) fn argument(ty: &Type) -> Option<&Type> {
    arguments(ty).next()
}

fn error_argument(ty: &Type) -> Option<&Type> {
    arguments(ty).nth(1)
}

pub(crate) fn arguments(ty: &Type) -> impl Iterator<Item = &Type> {
    let arguments = match ungrouped(ty) {
        Type::Path(path) => match path.path.segments.last().map(|last| &last.arguments) {
            Some(PathArguments::AngleBracketed(arguments)) => Some(&arguments.args),
            _ => None,
        },
        _ => None,
    };
    arguments
        .into_iter()
        .flatten()
        .filter_map(|argument| match argument {
            GenericArgument::Type(ty) => Some(ungrouped(ty)),
            _ => None,
        })
}

#[cfg(test)]
mod tests {
    #[test]
    fn types_as_text_read_as_they_were_written() {
        for text in [
            "State<dyn Store>",
            "State<HashMap<String, Vec<u8>>>",
            "[u8; 4]",
            "a::B<&'static str>",
        ] {
            assert_eq!(super::text(&syn::parse_str(text).unwrap()), text);
        }
    }
}
