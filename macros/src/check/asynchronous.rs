//! Checks of asynchronous actions: the delivery of the result, and a returned value that is ignored.

use syn::Type;

use crate::errors::Errors;
use crate::model::returned::{Data, Shape};
use crate::model::types::last_segment;
use crate::model::{Model, Parameter};

/// Injected types from which no result can be delivered. All others, an author's own included, can lead to a
/// handle or to the id of the execution.
const WITHOUT_RESULT: &[&str] = &[
    "SecurityContext",
    "Actions",
    "CancellationToken",
    "Progress",
    "State",
];

pub(crate) fn check(model: &Model, errors: &mut Errors) {
    let injected = || {
        model
            .parameters
            .iter()
            .filter_map(|parameter| match parameter {
                Parameter::Injected(ty) => Some(&**ty),
                Parameter::Input(_) | Parameter::Whole => None,
            })
    };
    let Some(asynchronous) = model.registration.options.asynchronous.key() else {
        for handle in injected().filter(|ty| is_named(ty, &["ResultHandle"])) {
            errors.at(
                handle,
                "the result of this action is what the function returns; to deliver it later, add the option: `#[mistral_action(…, asynchronous)]`",
            );
        }
        return;
    };
    let returned = &model.returned;
    if let (Data::Type(data), Shape::Plain | Shape::Fallible) = (&returned.data, returned.shape)
        && !matches!(&**data, Type::Tuple(tuple) if tuple.elems.is_empty())
    {
        errors.at(
            data,
            "the data that an asynchronous action returns is lost: return nothing or `Result<(), E>`, and deliver the data with a parameter `handle: &ResultHandle`",
        );
    }
    if injected().all(|ty| is_named(ty, WITHOUT_RESULT)) {
        errors.at(
            asynchronous,
            "an asynchronous action delivers its result later: take a parameter `handle: &ResultHandle`, or `execution: &ExecutionContext` if another program delivers the result",
        );
    }
}

fn is_named(ty: &Type, names: &[&str]) -> bool {
    last_segment(ty).is_some_and(|name| names.contains(&name.as_str()))
}
