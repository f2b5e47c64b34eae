//! [`ValidationError`]: the error of an author's validation.

use std::fmt::Display;

/// The error of a `validate` function: any type that implements `Display`. Improves the message for a type that does
/// not.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be the error of a validation: it does not implement `Display`",
    label = "has no text",
    note = "return `Result<(), String>`, `Result<(), ActionError>` or another error with a text"
)]
pub trait ValidationError {
    /// Returns the text of the error.
    fn to_message(&self) -> String;
}

#[diagnostic::do_not_recommend]
impl<E: Display> ValidationError for E {
    fn to_message(&self) -> String {
        self.to_string()
    }
}
