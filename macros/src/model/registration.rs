//! [`Registration`]: the part of the model that functions and hand-written actions share.

use proc_macro2::TokenStream;
use quote::quote;
use syn::{LitStr, Path};

use crate::parse::docs::Docs;
use crate::parse::options::Options;

/// The registration of an action, written as a function or as a type.
pub(crate) struct Registration {
    pub(crate) name: LitStr,
    /// Deprecation note of the option `deprecated` or of `#[deprecated]`.
    pub(crate) deprecated: Option<LitStr>,
    /// The options as given; [`name`](Self::name) and [`deprecated`](Self::deprecated) have fallbacks.
    pub(crate) options: Options,
    /// The type that implements `Action`.
    pub(crate) input: Path,
    pub(crate) docs: Docs,
}

impl Registration {
    /// The runtime, as generated code names it.
    pub(crate) fn runtime(&self) -> Runtime<'_> {
        Runtime(self.options.krate.get())
    }

    /// The name and the aliases.
    pub(crate) fn names(&self) -> impl Iterator<Item = &LitStr> {
        std::iter::once(&self.name).chain(self.options.aliases.items())
    }
}

/// Path of the runtime; `None` is `::mistral_actions`.
pub(crate) struct Runtime<'a>(pub(crate) Option<&'a Path>);

impl<'a> Runtime<'a> {
    /// The runtime under the path of the option `crate`.
    pub(crate) fn at(path: Option<&'a Path>) -> Self {
        Self(path)
    }

    /// The module with everything that generated code names.
    pub(crate) fn private(&self) -> TokenStream {
        let root = self.root();
        quote!(#root::__private)
    }

    fn root(&self) -> TokenStream {
        match self.0 {
            Some(path) => quote!(#path),
            None => quote!(::mistral_actions),
        }
    }

    /// The path of an item in the runtime as text, for derives that expect a string.
    pub(crate) fn text(&self, item: &str) -> String {
        let root = self.root().to_string().replace(' ', "");
        format!("{root}::{item}")
    }
}
