//! Errors of TLS in words for an operator.

use std::io;

use rustls::{AlertDescription, CertificateError, Error};

/// Returns whether the other end does not speak TLS.
pub(in super::super) fn is_not_tls(error: &io::Error) -> bool {
    matches!(cause(error), Some(Error::InvalidMessage(_)))
        || error.kind() == io::ErrorKind::UnexpectedEof
        || error.kind() == io::ErrorKind::ConnectionReset
}

/// Explains an error of TLS, or shows another one as it is.
pub(in super::super) fn explain_or_show(error: &io::Error) -> String {
    explain(error).unwrap_or_else(|| error.to_string())
}

/// Explains an error of TLS for an operator. `None`: the error has another cause.
fn explain(error: &io::Error) -> Option<String> {
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
    use std::sync::Arc;

    use rustls::RootCertStore;
    use rustls::client::WebPkiServerVerifier;
    use rustls::client::danger::ServerCertVerifier;
    use rustls::pki_types::pem::PemObject;
    use rustls::pki_types::{CertificateDer, ServerName, UnixTime};

    use super::super::certificate::certificate;
    use super::*;

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
        let version1 = include_bytes!("version1.pem");
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
