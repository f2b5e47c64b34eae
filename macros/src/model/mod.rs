//! [`Model`]: the author's function as an action.

pub(crate) mod build;
pub(crate) mod registration;
pub(crate) mod returned;
pub(crate) mod types;

use proc_macro2::Span;
use syn::ext::IdentExt;
use syn::{Attribute, Ident, LitStr, Type, Visibility};

use crate::parse::docs::Docs;
use crate::parse::input_attributes::InputAttributes;
use crate::parse::input_options::{DefaultValue, InputOptions};
use registration::Registration;
use returned::Returned;
use types::{argument, last_segment};

/// An action that is written as a function.
pub(crate) struct Model {
    pub(crate) registration: Registration,
    /// Name of the function.
    pub(crate) function: Ident,
    pub(crate) visibility: Visibility,
    /// `#[deprecated]`, for the generated type.
    pub(crate) deprecated_attribute: Option<Attribute>,
    pub(crate) parameters: Vec<Parameter>,
    pub(crate) returned: Returned,
    /// The parameter whose type is the whole input: the only owned one.
    pub(crate) whole: Option<Box<Input>>,
}

/// A parameter of the function.
pub(crate) enum Parameter {
    /// An owned parameter: an input of the action.
    Input(Box<Input>),
    /// A borrowed parameter, injected: the `T` of `&T`.
    Injected(Box<Type>),
    /// The parameter whose type is the whole input.
    Whole,
}

/// An owned parameter: an input of the action.
pub(crate) struct Input {
    pub(crate) ident: Ident,
    pub(crate) ty: Type,
    /// The `T` of `Option<T>`.
    pub(crate) optional: Option<Type>,
    pub(crate) docs: Docs,
    pub(crate) options: InputOptions,
    /// Attributes for the derives of serde and schemars.
    pub(crate) passed_through: Vec<Attribute>,
}

impl Model {
    pub(crate) fn is_blocking(&self) -> bool {
        self.registration.options.blocking.is_given()
    }

    pub(crate) fn inputs(&self) -> impl Iterator<Item = &Input> {
        self.parameters
            .iter()
            .filter_map(|parameter| match parameter {
                Parameter::Input(input) => Some(&**input),
                Parameter::Injected(_) | Parameter::Whole => None,
            })
    }
}

impl Input {
    pub(crate) fn new(ident: Ident, ty: &Type, docs: Docs, attributes: InputAttributes) -> Self {
        let optional = (last_segment(ty).as_deref() == Some("Option"))
            .then(|| argument(ty).cloned())
            .flatten();
        Self {
            ident,
            ty: ty.clone(),
            optional,
            docs,
            options: attributes.options,
            passed_through: attributes.passed_through,
        }
    }

    /// The key in the input.
    pub(crate) fn key(&self) -> String {
        self.options
            .rename
            .get()
            .map_or_else(|| self.ident.unraw().to_string(), LitStr::value)
    }

    /// The span of the key, for error messages.
    pub(crate) fn key_span(&self) -> Span {
        self.options
            .rename
            .get()
            .map_or_else(|| self.ident.span(), LitStr::span)
    }

    pub(crate) fn default(&self) -> Option<&DefaultValue> {
        self.options.default.get()
    }

    pub(crate) fn is_flatten(&self) -> bool {
        self.options.flatten.is_given()
    }
}
