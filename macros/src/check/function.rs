//! Checks of the item itself: an attribute for each function, and a function that stands for itself.

use crate::errors::Errors;
use crate::parse::function::Function;

/// Rejects a second attribute, and removes it: expanded as well, it would define everything again.
pub(crate) fn check(function: &mut Function, errors: &mut Errors, fatal: &mut Errors) {
    if function.body.to_string() == ";" {
        fatal.at(
            &function.signature.ident,
            "an action is a free function with a body: move it out of the trait",
        );
    }
    function.attributes.retain(|attribute| {
        let last = attribute.path().segments.last();
        let is_second = last.is_some_and(|last| last.ident == "mistral_action");
        if is_second {
            errors.at(
                attribute,
                "a function is one action; give it further names with the option `aliases(\"namespace.other\")` of the first attribute",
            );
        }
        !is_second
    });
}
