//! Which cryptography TLS uses.

/// Chooses ring, unless the application has chosen already. To be called before anything speaks TLS: HTTP
/// clients refuse to be made without a choice.
pub(crate) fn use_ring() {
    let _ = rustls::crypto::ring::default_provider().install_default();
}
