//! The pool of HTTP clients: one for each runtime and trust.

use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use mistral_actions::error::error_chain;
use reqwest::Client;
use reqwest::redirect::Policy;
use tokio::runtime::{Handle, Id};

use super::tls::{Trust, use_ring};

/// Limit on opening a connection.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(30);
/// Limit on a pause within a response. The time limit of the action bounds the response as a whole.
const READ_TIMEOUT: Duration = Duration::from_secs(300);
/// Number of clients that are kept.
const CAPACITY: usize = 16;

struct Pooled {
    /// The runtime that opened a connection also drives it, so a client is not shared between runtimes.
    runtime: Id,
    trust: Trust,
    client: Client,
}

/// The newest last.
static CLIENTS: Mutex<Vec<Pooled>> = Mutex::new(Vec::new());

/// Returns the client for this trust. All users of the current runtime share its connections.
///
/// The client follows no redirect, because a redirect would send the token to another server.
///
/// # Errors
///
/// If the file of authorities cannot be read.
///
/// # Panics
///
/// Outside a tokio runtime.
pub fn client(trust: &Trust) -> Result<Client, String> {
    let runtime = Handle::current().id();
    let mut clients = CLIENTS.lock().unwrap_or_else(PoisonError::into_inner);
    let pooled = clients
        .iter()
        .find(|pooled| pooled.runtime == runtime && pooled.trust == *trust);
    if let Some(pooled) = pooled {
        return Ok(pooled.client.clone());
    }
    let client = build(trust)?;
    if clients.len() >= CAPACITY {
        clients.remove(0);
    }
    clients.push(Pooled {
        runtime,
        trust: trust.clone(),
        client: client.clone(),
    });
    Ok(client)
}

fn build(trust: &Trust) -> Result<Client, String> {
    use_ring();
    let builder = Client::builder()
        .connect_timeout(CONNECT_TIMEOUT)
        .read_timeout(READ_TIMEOUT)
        .redirect(Policy::none())
        .user_agent(concat!("mistral-actions/", env!("CARGO_PKG_VERSION")));
    trust
        .apply(builder)?
        .build()
        .map_err(|error| format!("cannot create the HTTP client: {}", error_chain(&error)))
}
