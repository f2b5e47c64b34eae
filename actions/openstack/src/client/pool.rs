//! The HTTP clients of the process: one for each way to verify certificates.

use std::path::Path;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use reqwest::redirect::Policy;
use reqwest::{Certificate, Client};
use tokio::runtime::{Handle, Id};

use super::error::chain;

/// Longer, a service does not take to accept a connection.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(30);
/// Longer, a service does not pause within an answer. How long an action may take as a whole, its time limit says.
const READ_TIMEOUT: Duration = Duration::from_secs(300);

/// How the certificates of services are verified.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Verify {
    /// The only authorities that are trusted, instead of the system's.
    pub(super) cacert: Option<String>,
    /// Whether certificates are not looked at.
    pub(super) insecure: bool,
}

/// A client, and what it is for.
struct Known {
    /// Connections are driven by the runtime that opened them: from another one, nobody would.
    runtime: Id,
    verify: Verify,
    client: Client,
}

/// How many are remembered, the newest last: for a process with one runtime, no more than it has ways to verify.
const MOST: usize = 16;

static CLIENTS: Mutex<Vec<Known>> = Mutex::new(Vec::new());

/// The client for this way to verify, whose connections all actions of the runtime share.
///
/// # Errors
///
/// If the file of authorities cannot be read.
pub(super) fn client(verify: &Verify) -> Result<Client, String> {
    let runtime = Handle::current().id();
    let mut clients = CLIENTS.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(known) = clients
        .iter()
        .find(|known| known.runtime == runtime && known.verify == *verify)
    {
        return Ok(known.client.clone());
    }
    let client = make(verify)?;
    if clients.len() >= MOST {
        clients.remove(0);
    }
    clients.push(Known {
        runtime,
        verify: verify.clone(),
        client: client.clone(),
    });
    Ok(client)
}

fn make(verify: &Verify) -> Result<Client, String> {
    // Unless the application has chosen already; without a choice rustls refuses to start.
    let _ = rustls::crypto::ring::default_provider().install_default();
    let mut builder = Client::builder()
        .connect_timeout(CONNECT_TIMEOUT)
        .read_timeout(READ_TIMEOUT)
        // A redirect would carry the token to wherever it leads.
        .redirect(Policy::none())
        .user_agent(concat!(
            "mistral-actions-openstack/",
            env!("CARGO_PKG_VERSION")
        ))
        .tls_danger_accept_invalid_certs(verify.insecure);
    if let Some(path) = verify.cacert.as_deref().filter(|_| !verify.insecure) {
        builder = builder.tls_certs_only(authorities(Path::new(path))?);
    }
    builder
        .build()
        .map_err(|error| format!("no HTTP client can be made: {}", chain(&error)))
}

fn authorities(path: &Path) -> Result<Vec<Certificate>, String> {
    let wrong = |error: String| {
        format!(
            "the authorities in {} cannot be read: {error}",
            path.display()
        )
    };
    let text = std::fs::read(path).map_err(|error| wrong(error.to_string()))?;
    let found = Certificate::from_pem_bundle(&text).map_err(|error| wrong(chain(&error)))?;
    if found.is_empty() {
        return Err(wrong("there is no certificate in it".to_owned()));
    }
    Ok(found)
}
