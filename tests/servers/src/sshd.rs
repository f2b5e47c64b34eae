//! Real ssh servers on loopback, from Debian's openssh-server.

use std::net::TcpStream;
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use tempfile::TempDir;

use crate::venv::{debian, run};

/// `useradd` and `apt-get` want to be alone.
static SYSTEM: Mutex<()> = Mutex::new(());

/// Servers at port 22 of addresses of their own, and a user of their own.
pub struct Sshd {
    network: u8,
    folder: TempDir,
    servers: Vec<Child>,
    /// The user's name.
    pub user: String,
}

impl Sshd {
    /// The user's password.
    pub const PASSWORD: &str = "sesame open 1";

    /// The passphrase of the keys that have one.
    pub const PASSPHRASE: &str = "passphrase 1";

    /// Starts the servers, at addresses `127.0.<network>.x`. Each test has its network.
    ///
    /// Mistral knows no port but 22, so this has to be root; loopback has addresses enough.
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
        sshd.serve("open", &[1, 2, 3], "");
        sshd.serve("closed", &[4], "AllowTcpForwarding no\n");
        sshd
    }

    /// The address of one of the hosts: 1 to 3 are of one server, 4 is of one that forwards nothing.
    pub fn host(&self, number: u8) -> String {
        format!("127.0.{}.{number}", self.network)
    }

    /// The file of a key.
    pub fn key(&self, name: &str) -> String {
        self.path(name).to_str().unwrap().to_owned()
    }

    /// The text of a key.
    pub fn key_text(&self, name: &str) -> String {
        std::fs::read_to_string(self.path(name)).unwrap()
    }

    /// A file in the folder of the servers.
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
            let path = self.key(name);
            run(
                "ssh-keygen",
                &[
                    "-q", "-t", kind, "-N", passphrase, "-m", format, "-f", &path,
                ],
            );
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
        // The user has to be able to read it.
        run("chmod", &["755", self.folder.path().to_str().unwrap()]);
    }

    fn serve(&mut self, name: &str, hosts: &[u8], more: &str) {
        let listen = |host: &u8| format!("ListenAddress {}:22", self.host(*host));
        let addresses = hosts.iter().map(listen).collect::<Vec<_>>().join("\n");
        let config = self.path(&format!("sshd-{name}.conf"));
        let text = format!(
            "{addresses}\nHostKey {}\nAuthorizedKeysFile {}\nPidFile none\nUsePAM no\nStrictModes no\n\
             PasswordAuthentication yes\nMaxAuthTries 20\nMaxStartups 100\nPermitRootLogin no\n{more}",
            self.key(&format!("host-{name}")),
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
            assert!(Instant::now() < deadline, "sshd does not listen: {log}");
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
        // Sessions that a test left behind may still hold the user.
        let _ = Command::new("userdel")
            .args(["--force", &self.user])
            .stderr(Stdio::null())
            .status();
    }
}

/// Installs the server, and what Mistral has a gateway run, without starting anything.
fn install() {
    for package in ["openssh-server", "netcat-openbsd"] {
        debian(package);
    }
    std::fs::create_dir_all("/run/sshd").unwrap();
}
