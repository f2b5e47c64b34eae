//! An SMTP server on loopback: aiosmtpd.

use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use rcgen::{BasicConstraints, CertificateParams, CertifiedIssuer, IsCa, KeyPair};
use serde_json::Value;
use tempfile::TempDir;

use crate::venv;

/// A running SMTP server. Dropping it stops the process.
pub struct Smtp {
    folder: TempDir,
    server: Child,
    /// `host:port` that accepts every message.
    pub open: String,
    /// `host:port` that requires STARTTLS and a password.
    pub strict: String,
}

impl Smtp {
    /// Starts the server and waits until it listens.
    pub fn start() -> Self {
        let folder = TempDir::new().unwrap();
        let path = |name: &str| folder.path().join(name);
        let mut params = CertificateParams::default();
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        params
            .distinguished_name
            .push(rcgen::DnType::CommonName, "authority of a test");
        let authority = CertifiedIssuer::self_signed(params, KeyPair::generate().unwrap()).unwrap();
        let key = KeyPair::generate().unwrap();
        let server = CertificateParams::new(["localhost".to_owned()]).unwrap();
        let certificate = server.signed_by(&key, &authority).unwrap();
        std::fs::write(path("authority.pem"), authority.pem()).unwrap();
        std::fs::write(path("server.pem"), certificate.pem()).unwrap();
        std::fs::write(path("server.key"), key.serialize_pem()).unwrap();
        let server = Command::new(venv::python())
            .arg(concat!(env!("CARGO_MANIFEST_DIR"), "/src/smtp_server.py"))
            .args([path("server.pem"), path("server.key"), path("log")])
            .stdin(Stdio::null())
            .spawn()
            .unwrap();
        let mut smtp = Self {
            folder,
            server,
            open: String::new(),
            strict: String::new(),
        };
        let deadline = Instant::now() + Duration::from_secs(30);
        let ports: [u16; 2] = loop {
            if let Some(ports) = smtp.lines().into_iter().next() {
                break serde_json::from_value(ports).unwrap();
            }
            assert!(
                Instant::now() < deadline,
                "the SMTP server did not start in time"
            );
            assert!(
                smtp.server.try_wait().unwrap().is_none(),
                "the SMTP server exited"
            );
            std::thread::sleep(Duration::from_millis(20));
        };
        let [open, strict] = ports.map(|port| format!("localhost:{port}"));
        (smtp.open, smtp.strict) = (open, strict);
        smtp
    }

    /// Returns the file with the certificate of the authority that signed the server's.
    pub fn authority(&self) -> PathBuf {
        self.folder.path().join("authority.pem")
    }

    /// Returns the received messages.
    pub fn received(&self) -> Vec<Value> {
        self.lines().split_off(1)
    }

    fn lines(&self) -> Vec<Value> {
        let log = std::fs::read_to_string(self.folder.path().join("log")).unwrap_or_default();
        let complete_lines = log
            .split_inclusive('\n')
            .filter(|line| line.ends_with('\n'));
        complete_lines
            .map(|line| serde_json::from_str(line).unwrap())
            .collect()
    }
}

impl Drop for Smtp {
    fn drop(&mut self) {
        let _ = self.server.kill();
        let _ = self.server.wait();
    }
}
