//! TLS with the operator's files of certificates and keys, and explanations of errors.

#[cfg(test)]
mod certificate;
mod explain;
mod pem;

use lapin::tcp::{RustlsConnector, RustlsConnectorConfig};

pub(super) use explain::{explain_or_show, is_not_tls};
use pem::{certificates, private_key};

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
    // Like OpenSSL, which reads the key from the file of the certificate if there is no other file.
    let key = private_key(tls.key.as_ref().unwrap_or(certificate), tls.key.is_some())?;
    let connector = config.connector_with_single_cert(chain, key);
    connector.map_err(|error| explain_or_show(&error))
}

#[cfg(test)]
mod tests {
    use super::certificate::{Folder, certificate};
    use super::*;

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
}
