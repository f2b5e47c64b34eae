//! OpenSSH servers on loopback, from Debian's package openssh-server.

use std::net::TcpStream;
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use tempfile::TempDir;

use crate::venv::{debian, run};

/// Serializes `useradd`, `userdel` and `apt-get`, which fail when they run concurrently.
static SYSTEM: Mutex<()> = Mutex::new(());

/// ssh servers on port 22 of separate loopback addresses, with a temporary user. Dropping it stops them.
pub struct Sshd {
    network: u8,
    folder: TempDir,
    servers: Vec<Child>,
    /// Name of the user.
    pub user: String,
}

impl Sshd {
    /// Password of the user.
    pub const PASSWORD: &str = "sesame open 1";

    /// Passphrase of the keys whose name ends with `-locked`.
    pub const PASSPHRASE: &str = "passphrase 1";

    /// Starts the servers at addresses `127.0.<network>.x`. Each test needs its own network.
    ///
    /// Requires root, since Mistral supports port 22 only.
    pub fn start(network: u8) -> Self {
        let guard = SYSTEM.lock().unwrap_or_else(PoisonError::into_inner);
        install();
        let folder = TempDir::new().unwrap();
        let user = format!("std-{}-{network}", std::process::id());
        run(
            "useradd",
            &["--no-create-home", "--shell", "/bin/sh", &user],
        );
        let mut sshd = Self {
            network,
            folder,
            servers: Vec::new(),
            user,
        };
        sshd.set_password();
        drop(guard);
        sshd.make_keys();
        sshd.serve("open", &[1, 2, 3], &["host-open"], "");
        sshd.serve("closed", &[4], &["host-closed"], "AllowTcpForwarding no\n");
        sshd
    }

    /// Starts another server at a host, with host keys of the given kinds, `host-<number>-<kind>`, and more lines of
    /// its configuration.
    pub fn add(&mut self, host: u8, kinds: &[&str], more: &str) {
        let names: Vec<String> = kinds
            .iter()
            .map(|kind| format!("host-{host}-{kind}"))
            .collect();
        for (name, kind) in names.iter().zip(kinds) {
            self.make_key(name, kind, "", "RFC4716");
        }
        let names: Vec<&str> = names.iter().map(String::as_str).collect();
        self.serve(&format!("added-{host}"), &[host], &names, more);
    }

    /// Makes a key that no server and no user has.
    pub fn make_key(&self, name: &str, kind: &str, passphrase: &str, format: &str) {
        run(
            "ssh-keygen",
            &[
                "-q",
                "-t",
                kind,
                "-N",
                passphrase,
                "-m",
                format,
                "-f",
                &self.key(name),
            ],
        );
    }

    /// Returns the address of a host: 1 to 3 belong to one server, 4 to one with forwarding disabled.
    pub fn host(&self, number: u8) -> String {
        format!("127.0.{}.{number}", self.network)
    }

    /// Returns the path of a key.
    pub fn key(&self, name: &str) -> String {
        self.path(name).to_str().unwrap().to_owned()
    }

    /// Returns the text of a key.
    pub fn key_text(&self, name: &str) -> String {
        std::fs::read_to_string(self.path(name)).unwrap()
    }

    /// Returns the path of a file in the folder of the servers.
    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn set_password(&self) {
        let mut chpasswd = Command::new("chpasswd")
            .stdin(Stdio::piped())
            .spawn()
            .unwrap();
        let line = format!("{}:{}\n", self.user, Self::PASSWORD);
        std::io::Write::write_all(&mut chpasswd.stdin.take().unwrap(), line.as_bytes()).unwrap();
        assert!(chpasswd.wait().unwrap().success());
    }

    fn make_keys(&self) {
        let none = "";
        for (name, kind, passphrase, format) in [
            ("ed25519", "ed25519", none, "RFC4716"),
            ("ecdsa", "ecdsa", none, "RFC4716"),
            ("rsa", "rsa", none, "RFC4716"),
            ("rsa-pem", "rsa", none, "PEM"),
            ("ed25519-locked", "ed25519", Self::PASSPHRASE, "RFC4716"),
            ("rsa-locked", "rsa", Self::PASSPHRASE, "RFC4716"),
            ("rsa-pem-locked", "rsa", Self::PASSPHRASE, "PEM"),
            ("stranger", "ed25519", none, "RFC4716"),
            ("host-open", "ed25519", none, "RFC4716"),
            ("host-closed", "ed25519", none, "RFC4716"),
        ] {
            self.make_key(name, kind, passphrase, format);
        }
        let known = [
            "ed25519",
            "ecdsa",
            "rsa",
            "rsa-pem",
            "ed25519-locked",
            "rsa-locked",
            "rsa-pem-locked",
        ];
        let lines: String = known
            .iter()
            .map(|name| std::fs::read_to_string(self.path(&format!("{name}.pub"))).unwrap())
            .collect();
        std::fs::write(self.path("authorized_keys"), lines).unwrap();
        // The user must be able to read the folder.
        run("chmod", &["755", self.folder.path().to_str().unwrap()]);
    }

    fn serve(&mut self, name: &str, hosts: &[u8], keys: &[&str], more: &str) {
        let listen = |host: &u8| format!("ListenAddress {}:22", self.host(*host));
        let addresses = hosts.iter().map(listen).collect::<Vec<_>>().join("\n");
        let host_key = |key: &&str| format!("HostKey {}", self.key(key));
        let host_keys = keys.iter().map(host_key).collect::<Vec<_>>().join("\n");
        let config = self.path(&format!("sshd-{name}.conf"));
        let text = format!(
            "{addresses}\n{host_keys}\nAuthorizedKeysFile {}\nPidFile none\nUsePAM no\nStrictModes no\n\
             PasswordAuthentication yes\nMaxAuthTries 20\nMaxStartups 100\nPermitRootLogin no\n{more}",
            self.key("authorized_keys"),
        );
        std::fs::write(&config, text).unwrap();
        let server = Command::new("/usr/sbin/sshd")
            .args(["-D", "-e", "-f", config.to_str().unwrap()])
            .stdin(Stdio::null())
            .stderr(std::fs::File::create(self.path(&format!("sshd-{name}.log"))).unwrap())
            .spawn()
            .unwrap();
        self.servers.push(server);
        let deadline = Instant::now() + Duration::from_secs(20);
        while TcpStream::connect((self.host(hosts[0]), 22)).is_err() {
            let log = std::fs::read_to_string(self.path(&format!("sshd-{name}.log"))).unwrap();
            assert!(
                Instant::now() < deadline,
                "sshd did not listen in time: {log}"
            );
            std::thread::sleep(Duration::from_millis(20));
        }
    }
}

impl Drop for Sshd {
    fn drop(&mut self) {
        for server in &mut self.servers {
            let _ = server.kill();
            let _ = server.wait();
        }
        let _guard = SYSTEM.lock().unwrap_or_else(PoisonError::into_inner);
        // Remaining sessions may still use the account.
        let _ = Command::new("userdel")
            .args(["--force", &self.user])
            .stderr(Stdio::null())
            .status();
    }
}

/// Installs sshd, and the netcat that Mistral runs on gateways. Starts no service.
fn install() {
    for package in ["openssh-server", "netcat-openbsd"] {
        debian(package);
    }
    std::fs::create_dir_all("/run/sshd").unwrap();
}
