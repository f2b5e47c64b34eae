//! The cryptography of TLS.

/// Installs ring, unless the application has installed a provider. Call it before creating an HTTP client, which fails
/// without a provider.
pub(crate) fn use_ring() {
    let _ = rustls::crypto::ring::default_provider().install_default();
}
