//! The process's HTTP clients, and trust in the certificates of servers.

mod pool;
mod tls;

use mistral_actions::error::error_chain;

pub use pool::client;
pub use tls::{Trust, use_ring};

/// The cause of a failed request, without its URL, which may hold a password or a token.
pub(crate) fn cause(error: reqwest::Error) -> String {
    error_chain(&error.without_url())
}

/// The cause of a request without response, with the server that did not respond.
pub(crate) fn no_response(root: &str, error: reqwest::Error) -> String {
    format!("no answer from {root}: {}", cause(error))
}
