//! Certificates and keys in PEM files.

use std::fs;
use std::path::Path;

use rustls::pki_types::pem::{Error as PemError, PemObject};
use rustls::pki_types::{CertificateDer, PrivateKeyDer};

fn read(path: &Path) -> Result<Vec<u8>, String> {
    fs::read(path).map_err(|error| format!("{}: {error}", path.display()))
}

/// Reads the certificates of a PEM file, under each of the names that OpenSSL knows.
pub(super) fn certificates(path: &Path) -> Result<Vec<CertificateDer<'static>>, String> {
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

/// Reads the private key of a PEM file, which may be that of the certificate.
pub(super) fn private_key(
    path: &Path,
    is_key_file: bool,
) -> Result<PrivateKeyDer<'static>, String> {
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

#[cfg(test)]
mod tests {
    use base64::Engine as _;
    use base64::prelude::BASE64_STANDARD;

    use super::super::certificate::{Folder, certificate};
    use super::*;

    #[test]
    fn trusted_certificate_is_read_without_its_settings() {
        let folder = Folder::new();
        let (certificate, _) = certificate("authority", true);
        // The settings of `openssl x509 -addtrust serverAuth`.
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
}
