//! The process's HTTP clients, and trust in the certificates of servers.

mod pool;
mod tls;

use std::error::Error;

pub use pool::client;
pub use tls::{Trust, use_ring};

/// The text of an error followed by those causes that the text does not contain yet.
pub(crate) fn error_chain(error: &dyn Error) -> String {
    let mut text = error.to_string();
    let mut cause = error.source();
    while let Some(error) = cause {
        let more = error.to_string();
        if !text.contains(&more) {
            text.push_str(": ");
            text.push_str(&more);
        }
        cause = error.source();
    }
    text
}

/// The cause of a failed request, without its URL, which may hold a password or a token.
pub(crate) fn cause(error: reqwest::Error) -> String {
    error_chain(&error.without_url())
}

/// The cause of a request without response, with the server that did not respond.
pub(crate) fn no_response(root: &str, error: reqwest::Error) -> String {
    format!("no answer from {root}: {}", cause(error))
}
