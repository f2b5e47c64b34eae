//! TLS: the operator's files of certificates and keys, and explanations of what fails.

use std::fs;
use std::io;
use std::path::Path;

use lapin::tcp::{RustlsConnector, RustlsConnectorConfig};
use rustls::pki_types::pem::{Error as PemError, PemObject};
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls::{AlertDescription, CertificateError, Error};

use crate::config::Tls;

/// Reads the files and prepares connections.
///
/// # Errors
///
/// If a file cannot be read or does not have what it must have.
pub(super) fn connector(tls: &Tls) -> Result<RustlsConnector, String> {
    mistral_cloud::http::use_ring();
    let authorities = tls.authorities.as_deref().map(certificates).transpose()?;
    let mut config = match RustlsConnectorConfig::new_with_native_certs() {
        Ok(config) => config,
        // A small container has no authorities of the system.
        Err(_) if authorities.is_some() => RustlsConnectorConfig::default(),
        Err(error) => return Err(format!("no trusted authorities: {error}; set ssl_ca_file")),
    };
    config.add_parsable_certificates(authorities.unwrap_or_default());
    let Some(certificate) = &tls.certificate else {
        let connector = config.connector_with_no_client_auth();
        return connector.map_err(|error| explain_or_show(&error));
    };
    let chain = certificates(certificate)?;
    // Without a file of its own, the key is in the file of the certificate, as OpenSSL expects.
    let key = private_key(tls.key.as_ref().unwrap_or(certificate), tls.key.is_some())?;
    let connector = config.connector_with_single_cert(chain, key);
    connector.map_err(|error| explain_or_show(&error))
}

fn read(path: &Path) -> Result<Vec<u8>, String> {
    fs::read(path).map_err(|error| format!("{}: {error}", path.display()))
}

/// Reads the certificates of a PEM file, under each of the names that OpenSSL knows.
fn certificates(path: &Path) -> Result<Vec<CertificateDer<'static>>, String> {
    let pem = read(path)?;
    let text = String::from_utf8_lossy(&pem)
        .replace(" TRUSTED CERTIFICATE-----", " CERTIFICATE-----")
        .replace(" X509 CERTIFICATE-----", " CERTIFICATE-----");
    let found: Result<Vec<CertificateDer<'_>>, _> =
        CertificateDer::pem_slice_iter(text.as_bytes()).collect();
    let found = found.map_err(|error| format!("{}: malformed PEM: {error}", path.display()))?;
    if found.is_empty() {
        let form = if pem.starts_with(&[0x30]) {
            "it looks like DER; `openssl x509 -inform der` converts it"
        } else {
            "expected PEM, with `-----BEGIN CERTIFICATE-----`"
        };
        return Err(format!("no certificate in {}: {form}", path.display()));
    }
    let found = found.into_iter();
    Ok(found
        .map(|der| CertificateDer::from(first_element(&der).to_vec()))
        .collect())
}

fn private_key(path: &Path, is_key_file: bool) -> Result<PrivateKeyDer<'static>, String> {
    let pem = read(path)?;
    PrivateKeyDer::from_pem_slice(&pem).map_err(|error| {
        let is_encrypted = pem.windows(9).any(|window| window == b"ENCRYPTED");
        let place = path.display();
        match error {
            _ if is_encrypted => {
                format!("the private key in {place} is encrypted; `openssl pkey` decrypts it")
            }
            PemError::NoItemsFound if is_key_file => format!("no private key in {place}"),
            PemError::NoItemsFound => {
                format!("no private key in {place}, and ssl_key_file is not set")
            }
            error => format!("{place}: malformed PEM: {error}"),
        }
    })
}

/// Returns the first DER element: in a `TRUSTED CERTIFICATE`, OpenSSL's settings follow the certificate.
fn first_element(der: &[u8]) -> &[u8] {
    let length = match der {
        [_, length @ 0..=0x7f, ..] => 2 + usize::from(*length),
        [_, count @ 0x81..=0x84, rest @ ..] => {
            let count = usize::from(count & 0x7f);
            let number = rest.iter().take(count);
            2 + count + number.fold(0, |number, byte| number << 8 | usize::from(*byte))
        }
        _ => der.len(),
    };
    der.get(..length).unwrap_or(der)
}

/// Returns whether the other end does not speak TLS.
pub(super) fn is_not_tls(error: &io::Error) -> bool {
    matches!(cause(error), Some(Error::InvalidMessage(_)))
        || error.kind() == io::ErrorKind::UnexpectedEof
        || error.kind() == io::ErrorKind::ConnectionReset
}

pub(super) fn explain_or_show(error: &io::Error) -> String {
    explain(error).unwrap_or_else(|| error.to_string())
}

/// Explains an error of TLS for an operator. `None`: the error has another cause.
pub(super) fn explain(error: &io::Error) -> Option<String> {
    Some(match cause(error)? {
        Error::InvalidCertificate(error) => of_certificate(error),
        Error::InvalidMessage(_) => "this port does not speak TLS".to_owned(),
        Error::AlertReceived(AlertDescription::HandshakeFailure) => {
            "the broker refused the TLS handshake: it has no cipher or kind of key that this worker has (RSA, P-256, \
             P-384 and Ed25519 keys, not P-521), or requires a client's certificate (ssl_cert_file)"
                .to_owned()
        }
        Error::AlertReceived(AlertDescription::CertificateRequired) => {
            "the broker requires a client's certificate: set ssl_cert_file and ssl_key_file".to_owned()
        }
        Error::AlertReceived(alert) => format!("the broker refused the TLS connection: {alert:?}"),
        Error::PeerIncompatible(_) => {
            "the broker has neither TLS 1.2 nor 1.3, or no cipher that this worker has".to_owned()
        }
        Error::InconsistentKeys(_) => {
            "the private key does not belong to the certificate in ssl_cert_file".to_owned()
        }
        other => format!("TLS: {other}"),
    })
}

fn cause(error: &io::Error) -> Option<&Error> {
    error.get_ref()?.downcast_ref()
}

fn of_certificate(error: &CertificateError) -> String {
    const KNOWN: &str = "RSA with 2048 bits or more, P-256, P-384 or Ed25519";
    match error {
        CertificateError::UnknownIssuer => {
            "no trusted authority has issued the broker's certificate: set ssl_ca_file to the PEM file of its authority"
                .to_owned()
        }
        CertificateError::BadSignature => {
            "the key of the authority in ssl_ca_file has not signed the broker's certificate, though it has the issuer's name"
                .to_owned()
        }
        CertificateError::NotValidForNameContext { presented, .. } if presented.is_empty() => {
            "the broker's certificate has no subjectAltName, and its common name (CN) is not read: issue one with \
             subjectAltName = DNS:name of the broker"
                .to_owned()
        }
        CertificateError::NotValidForNameContext {
            expected,
            presented,
        } => {
            let names: Vec<&str> = presented.iter().map(|name| bare(name)).collect();
            let expected = expected.to_str();
            format!(
                "the broker's certificate is not valid for {expected}, but for {}: connect to that name",
                names.join(", ")
            )
        }
        CertificateError::Expired | CertificateError::ExpiredContext { .. } => {
            "the broker's certificate has expired".to_owned()
        }
        CertificateError::NotValidYet | CertificateError::NotValidYetContext { .. } => {
            "the broker's certificate is not valid yet: compare the clocks".to_owned()
        }
        CertificateError::UnsupportedSignatureAlgorithmContext { .. }
        | CertificateError::UnsupportedSignatureAlgorithmForPublicKeyContext { .. } => {
            format!("the broker's certificate is signed with an unsupported algorithm: issue one with {KNOWN}")
        }
        // rustls hides the error of its library, whose text is the name of the variant.
        other => match format!("{other:?}") {
            text if text.contains("CaUsedAsEndEntity") => {
                "the broker's certificate is that of an authority (CA:TRUE), which cannot be a server's: issue one with \
                 basicConstraints = CA:FALSE"
                    .to_owned()
            }
            text if text.contains("UnsupportedCertVersion") => {
                "the broker's certificate has X.509 version 1: issue one of version 3, with a subjectAltName".to_owned()
            }
            _ => format!("the broker's certificate is invalid: {other}"),
        },
    }
}

/// Returns the name in rustls's text, such as `DnsName("localhost")`.
fn bare(name: &str) -> &str {
    let inner = name
        .split_once('(')
        .and_then(|(_, rest)| rest.strip_suffix(')'));
    inner.unwrap_or(name).trim_matches('"')
}

#[cfg(test)]
mod tests {
    use std::path::PathBuf;
    use std::sync::Arc;

    use base64::Engine as _;
    use base64::prelude::BASE64_STANDARD;
    use rcgen::{BasicConstraints, CertificateParams, IsCa, KeyPair};
    use rustls::RootCertStore;
    use rustls::client::WebPkiServerVerifier;
    use rustls::client::danger::ServerCertVerifier;
    use rustls::pki_types::{ServerName, UnixTime};

    use super::*;

    /// A certificate that has signed itself, valid for a name.
    fn certificate(name: &str, is_authority: bool) -> (rcgen::Certificate, KeyPair) {
        let names = if name.is_empty() {
            Vec::new()
        } else {
            vec![name.to_owned()]
        };
        let mut params = CertificateParams::new(names).unwrap();
        params
            .distinguished_name
            .push(rcgen::DnType::CommonName, name);
        if is_authority {
            params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        }
        let key = KeyPair::generate().unwrap();
        (params.self_signed(&key).unwrap(), key)
    }

    struct Folder(tempfile::TempDir);

    impl Folder {
        fn new() -> Self {
            Self(tempfile::tempdir().unwrap())
        }

        fn file(&self, name: &str, content: impl AsRef<[u8]>) -> PathBuf {
            let path = self.0.path().join(name);
            fs::write(&path, content).unwrap();
            path
        }
    }

    #[test]
    fn key_is_read_from_the_file_of_the_certificate() {
        let folder = Folder::new();
        let (certificate, key) = certificate("worker", false);
        let (certificate, key) = (certificate.pem(), key.serialize_pem());
        for content in [
            format!("{certificate}{key}"),
            format!("Bag Attributes\n{key}subject=worker\n{certificate}"),
        ] {
            let tls = Tls {
                authorities: None,
                certificate: Some(folder.file("both.pem", content)),
                key: None,
            };
            connector(&tls).unwrap();
        }
        let tls = Tls {
            authorities: None,
            certificate: Some(folder.file("half.pem", certificate)),
            key: None,
        };
        let problem = connector(&tls).unwrap_err();
        let place = folder.0.path().join("half.pem");
        let expected = format!(
            "no private key in {}, and ssl_key_file is not set",
            place.display()
        );
        assert_eq!(problem, expected);
    }

    #[test]
    fn key_of_another_certificate_is_named() {
        let folder = Folder::new();
        let (certificate, other) = (certificate("a", false).0, certificate("b", false).1);
        let tls = Tls {
            authorities: None,
            certificate: Some(folder.file("a.pem", certificate.pem())),
            key: Some(folder.file("b.pem", other.serialize_pem())),
        };
        assert_eq!(
            connector(&tls).unwrap_err(),
            "the private key does not belong to the certificate in ssl_cert_file"
        );
        let encrypted =
            "-----BEGIN ENCRYPTED PRIVATE KEY-----\nAAAA\n-----END ENCRYPTED PRIVATE KEY-----\n";
        let tls = Tls {
            key: Some(folder.file("b.pem", encrypted)),
            ..tls
        };
        let problem = connector(&tls).unwrap_err();
        assert!(
            problem.ends_with("b.pem is encrypted; `openssl pkey` decrypts it"),
            "{problem}"
        );
    }

    #[test]
    fn trusted_certificate_is_read_without_its_settings() {
        let folder = Folder::new();
        let (certificate, _) = certificate("authority", true);
        // What `openssl x509 -addtrust serverAuth` appends.
        let settings = [
            0x30, 0x0c, 0x30, 0x0a, 0x06, 0x08, 0x2b, 6, 1, 5, 5, 7, 3, 1,
        ];
        let der = [&**certificate.der(), &settings].concat();
        let pem = |label: &str, der: &[u8]| {
            let text = BASE64_STANDARD.encode(der);
            format!("-----BEGIN {label}-----\n{text}\n-----END {label}-----\n")
        };
        for content in [
            pem("TRUSTED CERTIFICATE", &der),
            pem("X509 CERTIFICATE", certificate.der()),
            certificate.pem(),
        ] {
            let read = certificates(&folder.file("ca.pem", content)).unwrap();
            assert_eq!(read, [certificate.der().clone()]);
        }
    }

    #[test]
    fn file_without_certificate_is_refused() {
        let folder = Folder::new();
        let (certificate, key) = certificate("authority", true);
        for (content, form) in [
            (
                Vec::new(),
                "expected PEM, with `-----BEGIN CERTIFICATE-----`",
            ),
            (
                key.serialize_pem().into(),
                "expected PEM, with `-----BEGIN CERTIFICATE-----`",
            ),
            (
                certificate.der().to_vec(),
                "it looks like DER; `openssl x509 -inform der` converts it",
            ),
        ] {
            let path = folder.file("ca.pem", content);
            let problem = certificates(&path).unwrap_err();
            assert_eq!(
                problem,
                format!("no certificate in {}: {form}", path.display())
            );
        }
    }

    /// Verifies a broker's certificate, in place of a handshake.
    fn verify(certificate: &CertificateDer<'static>, root: &CertificateDer<'static>) -> String {
        let mut roots = RootCertStore::empty();
        roots.add_parsable_certificates([root.clone()]);
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let verifier = WebPkiServerVerifier::builder_with_provider(Arc::new(roots), provider);
        let name = ServerName::try_from("broker.example.org").unwrap();
        let outcome = verifier.build().unwrap().verify_server_cert(
            certificate,
            &[],
            &name,
            &[],
            UnixTime::now(),
        );
        let error = outcome.err().unwrap();
        explain(&io::Error::new(io::ErrorKind::InvalidData, error)).unwrap()
    }

    #[test]
    fn refused_certificates_are_explained_with_a_remedy() {
        let (other, _) = certificate("other", true);
        let of = |name: &str, is_authority| {
            let (certificate, _) = certificate(name, is_authority);
            verify(certificate.der(), certificate.der())
        };
        assert!(
            of("broker.example.org", true).contains("issue one with basicConstraints = CA:FALSE")
        );
        assert!(of("", false).contains("issue one with subjectAltName = DNS:"));
        assert_eq!(
            of("elsewhere.example.org", false),
            "the broker's certificate is not valid for broker.example.org, but for elsewhere.example.org: connect to \
             that name"
        );
        let (unknown, _) = certificate("broker.example.org", false);
        assert!(verify(unknown.der(), other.der()).contains("set ssl_ca_file"));
        let (same_name, _) = certificate("broker.example.org", true);
        assert!(verify(unknown.der(), same_name.der()).contains("has not signed"));
        let version1 = include_bytes!("tls/version1.pem");
        let version1 = CertificateDer::from_pem_slice(version1).unwrap();
        let text = verify(&version1, &version1);
        assert!(text.contains("version 1: issue one of version 3"), "{text}");
    }

    #[test]
    fn refused_handshakes_are_explained() {
        for (alert, part) in [
            (AlertDescription::HandshakeFailure, "not P-521"),
            (AlertDescription::CertificateRequired, "set ssl_cert_file"),
        ] {
            let error = io::Error::new(io::ErrorKind::InvalidData, Error::AlertReceived(alert));
            let text = explain(&error).unwrap();
            assert!(text.contains(part), "{text}");
        }
    }
}
