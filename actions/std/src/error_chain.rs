//! Errors of libraries with their causes, in one line.
//!
//! `anyhow` (`{:#}`) does not fit: many errors of hyper and lettre already contain their cause, which it would repeat.

use std::error::Error;

/// Joins the messages of an error and its causes with colons; skips a cause that the message already ends with.
pub(crate) fn error_chain(error: &dyn Error) -> String {
    let mut message = error.to_string();
    let mut cause = error.source();
    while let Some(error) = cause {
        let text = error.to_string();
        if !message.ends_with(&text) {
            message = format!("{message}: {text}");
        }
        cause = error.source();
    }
    message
}
