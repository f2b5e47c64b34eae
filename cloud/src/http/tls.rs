//! [`Trust`]: verification of servers' certificates.

use std::path::{Path, PathBuf};

use mistral_actions::error::error_chain;
use reqwest::{Certificate, ClientBuilder};

/// The certificate authorities that a client trusts.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Trust {
    /// The system's authorities.
    #[default]
    System,
    /// The system's authorities and those of a PEM file.
    SystemAnd(PathBuf),
    /// The authorities of a PEM file alone, as OpenStack's Python clients treat `cacert`.
    Only(PathBuf),
    /// Any certificate is accepted without verification.
    Anything,
}

impl Trust {
    /// Reads the file of authorities, to detect a wrong path before the first request.
    ///
    /// # Errors
    ///
    /// If the file cannot be read or contains no certificate.
    pub fn check(&self) -> Result<(), String> {
        match self {
            Self::System | Self::Anything => Ok(()),
            Self::SystemAnd(path) | Self::Only(path) => authorities(path).map(drop),
        }
    }

    pub(super) fn apply(&self, builder: ClientBuilder) -> Result<ClientBuilder, String> {
        Ok(match self {
            Self::System => builder,
            Self::SystemAnd(path) => authorities(path)?
                .into_iter()
                .fold(builder, ClientBuilder::add_root_certificate),
            Self::Only(path) => builder.tls_certs_only(authorities(path)?),
            Self::Anything => builder.tls_danger_accept_invalid_certs(true),
        })
    }
}

/// Makes ring the cryptography provider of rustls unless the application has installed another one. Call it before
/// any use of TLS: without a provider, rustls refuses to start.
pub fn use_ring() {
    // An error means that a provider is installed already.
    let _ = rustls::crypto::ring::default_provider().install_default();
}

fn authorities(path: &Path) -> Result<Vec<Certificate>, String> {
    let failed = |cause: String| {
        format!(
            "cannot read the certificate authorities in {}: {cause}",
            path.display()
        )
    };
    let pem = std::fs::read(path).map_err(|error| failed(error.to_string()))?;
    let found = Certificate::from_pem_bundle(&pem).map_err(|error| failed(error_chain(&error)))?;
    if found.is_empty() {
        return Err(failed("the file contains no certificate".to_owned()));
    }
    Ok(found)
}
