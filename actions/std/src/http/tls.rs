//! TLS configuration: the certificates that a server may present.

use std::path::Path;
use std::sync::{Arc, OnceLock};

use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::crypto::{CryptoProvider, verify_tls12_signature, verify_tls13_signature};
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, ServerName, UnixTime};
use rustls::{ClientConfig, DigitallySignedStruct, RootCertStore, SignatureScheme};

/// Verification of a server's certificate.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Verify {
    /// Against the certificates of the system, or of `REQUESTS_CA_BUNDLE`.
    System,
    /// Against the certificates in a file, or in the files of a folder.
    Bundle(String),
    /// Every certificate is accepted.
    Off,
}

impl Verify {
    /// Returns the configuration for rustls.
    ///
    /// # Errors
    ///
    /// If the trusted certificates cannot be read.
    pub(crate) fn config(&self) -> Result<Arc<ClientConfig>, String> {
        static SYSTEM: OnceLock<Arc<ClientConfig>> = OnceLock::new();
        match self {
            Self::System => {
                let bundle = ["REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE"]
                    .into_iter()
                    .filter_map(|name| std::env::var(name).ok())
                    .find(|path| !path.is_empty());
                if let Some(path) = bundle {
                    return trusting(bundle_roots(&path)?);
                }
                if let Some(config) = SYSTEM.get() {
                    return Ok(Arc::clone(config));
                }
                let config = trusting(system_roots()?)?;
                Ok(Arc::clone(SYSTEM.get_or_init(|| config)))
            }
            Self::Bundle(path) => trusting(bundle_roots(path)?),
            Self::Off => {
                let provider = provider();
                let unchecked = Arc::new(Unchecked(Arc::clone(&provider)));
                let config = versions(provider)?
                    .dangerous()
                    .with_custom_certificate_verifier(unchecked);
                Ok(Arc::new(config.with_no_client_auth()))
            }
        }
    }
}

fn provider() -> Arc<CryptoProvider> {
    Arc::new(rustls::crypto::ring::default_provider())
}

fn versions(
    provider: Arc<CryptoProvider>,
) -> Result<rustls::ConfigBuilder<ClientConfig, rustls::WantsVerifier>, String> {
    ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .map_err(|error| error.to_string())
}

fn trusting(roots: RootCertStore) -> Result<Arc<ClientConfig>, String> {
    let config = versions(provider())?.with_root_certificates(roots);
    Ok(Arc::new(config.with_no_client_auth()))
}

fn system_roots() -> Result<RootCertStore, String> {
    let mut roots = RootCertStore::empty();
    let found = rustls_native_certs::load_native_certs();
    roots.add_parsable_certificates(found.certs);
    if roots.is_empty() {
        return Err(
            "the system has no trusted certificates (package ca-certificates); \
             name some with `verify` or REQUESTS_CA_BUNDLE"
                .to_owned(),
        );
    }
    Ok(roots)
}

fn bundle_roots(path: &str) -> Result<RootCertStore, String> {
    let wrong = |error: &dyn std::fmt::Display| {
        format!("cannot read the trusted certificates in `{path}`: {error}")
    };
    let mut files = vec![Path::new(path).to_owned()];
    if Path::new(path).is_dir() {
        let entries = std::fs::read_dir(path).map_err(|error| wrong(&error))?;
        files = entries.flatten().map(|entry| entry.path()).collect();
        files.retain(|file| file.is_file());
    }
    let mut roots = RootCertStore::empty();
    for file in files {
        let certificates = CertificateDer::pem_file_iter(&file).map_err(|error| wrong(&error))?;
        let certificates: Result<Vec<_>, _> = certificates.collect();
        roots.add_parsable_certificates(certificates.map_err(|error| wrong(&error))?);
    }
    if roots.is_empty() {
        return Err(wrong(&"found no certificate"));
    }
    Ok(roots)
}

/// Trusts every certificate, for `verify: false`.
#[derive(Debug)]
struct Unchecked(Arc<CryptoProvider>);

impl ServerCertVerifier for Unchecked {
    fn verify_server_cert(
        &self,
        _: &CertificateDer<'_>,
        _: &[CertificateDer<'_>],
        _: &ServerName<'_>,
        _: &[u8],
        _: UnixTime,
    ) -> Result<ServerCertVerified, rustls::Error> {
        Ok(ServerCertVerified::assertion())
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        cert: &CertificateDer<'_>,
        dss: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        verify_tls12_signature(
            message,
            cert,
            dss,
            &self.0.signature_verification_algorithms,
        )
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        cert: &CertificateDer<'_>,
        dss: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        verify_tls13_signature(
            message,
            cert,
            dss,
            &self.0.signature_verification_algorithms,
        )
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.0.signature_verification_algorithms.supported_schemes()
    }
}
