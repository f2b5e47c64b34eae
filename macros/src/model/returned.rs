//! [`Returned`]: the return type of the function.

use proc_macro2::Span;
use syn::{ReturnType, Type};

use super::types::{argument, arguments, last_segment, ungrouped};

/// The return type of the function.
pub(crate) struct Returned {
    pub(crate) shape: Shape,
    /// The type as written.
    pub(crate) ty: Type,
    /// The type of the data.
    pub(crate) data: Data,
    /// The type of the error, if it is written out.
    pub(crate) error: Option<Type>,
}

/// The kind of a return type, by its name as written. The generated type checks reject a type whose name is
/// misleading.
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
    /// Known to a trait only: for aliases such as `io::Result` without arguments.
    Projected,
}

impl Returned {
    pub(crate) fn of(output: &ReturnType, function: Span) -> Self {
        let ty = match output {
            ReturnType::Default => syn::parse_quote_spanned!(function=> ()),
            ReturnType::Type(_, ty) => ungrouped(ty).clone(),
        };
        let error = arguments(&ty).nth(1).cloned();
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
