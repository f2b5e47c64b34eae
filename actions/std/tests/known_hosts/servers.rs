//! Connections to servers with several host keys, by the action and by OpenSSH's client.

use std::process::{Command, Stdio};

use mistral_actions::prelude::*;
use mistral_actions::settings::Settings;
use mistral_actions::testing::ActionTest;
use mistral_actions_std as _;

use test_servers::Sshd;

/// Servers with the keys of all kinds at host 5, with RSA at host 6, and with Ed25519 at host 7.
pub(super) struct Servers(pub(super) Sshd);

/// Outcome of a connection.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Outcome {
    pub(super) connected: bool,
    /// A key was added to the file.
    pub(super) added: bool,
}

pub(super) const ACCEPTED: Outcome = Outcome {
    connected: true,
    added: false,
};
pub(super) const ADDED: Outcome = Outcome {
    connected: true,
    added: true,
};
pub(super) const REFUSED: Outcome = Outcome {
    connected: false,
    added: false,
};

impl Servers {
    pub(super) fn start(network: u8) -> Self {
        let mut sshd = Sshd::start(network);
        sshd.add(5, &["ed25519", "rsa", "ecdsa"], "");
        sshd.add(6, &["rsa"], "");
        sshd.add(7, &["ed25519"], "");
        sshd.make_key("other-rsa", "rsa", "", "RFC4716");
        sshd.make_key("other-ecdsa", "ecdsa", "", "RFC4716");
        Self(sshd)
    }

    /// Returns the public key of a name, without its comment.
    fn public(&self, name: &str) -> String {
        let text = self.0.key_text(&format!("{name}.pub"));
        let fields: Vec<&str> = text.split_whitespace().take(2).collect();
        fields.join(" ")
    }

    /// Writes a file in which `<5>` stands for the address of host 5, and `{name}` for a public key.
    pub(super) fn file(&self, template: &str) -> String {
        let mut text = template.to_owned();
        for host in 5..=7 {
            text = text.replace(&format!("<{host}>"), &self.0.host(host));
        }
        while let Some(start) = text.find('{') {
            let end = start + text[start..].find('}').unwrap();
            let key = self.public(&text[start + 1..end]);
            text.replace_range(start..=end, &key);
        }
        text
    }

    /// Connects with the action.
    pub(super) fn action(&self, policy: &str, host: &str, content: Option<&str>) -> Outcome {
        self.attempt(content, |path| {
            let options = [("host_key_policy", policy), ("known_hosts_file", path)];
            let options = options.map(|(name, value)| ("action_std_ssh", name, value));
            let input = json!({
                "cmd": "echo hi", "host": host, "username": self.0.user,
                "private_key_filename": self.0.key("ed25519"),
            });
            let test = ActionTest::new().state(Settings::new(options));
            match test.run("std.ssh", input).into_result() {
                Ok(result) => {
                    assert_eq!(result.unwrap().into_data().unwrap(), "hi\n");
                    true
                }
                Err(error) => {
                    let message = error.to_string();
                    assert!(
                        message.starts_with("Failed to execute ssh cmd"),
                        "{message}"
                    );
                    false
                }
            }
        })
    }

    /// Connects with OpenSSH's client.
    pub(super) fn openssh(&self, policy: &str, host: &str, content: Option<&str>) -> Outcome {
        let strict = match policy {
            "known-hosts" => "yes",
            policy => policy,
        };
        self.attempt(content, |path| {
            let mut ssh = Command::new("ssh");
            ssh.args(["-F", "none", "-i", &self.0.key("ed25519")]);
            for option in [
                "BatchMode=yes",
                "IdentitiesOnly=yes",
                "HashKnownHosts=no",
                "UpdateHostKeys=no",
                "GlobalKnownHostsFile=/dev/null",
                &format!("UserKnownHostsFile={path}"),
                &format!("StrictHostKeyChecking={strict}"),
            ] {
                ssh.args(["-o", option]);
            }
            let output = ssh
                .args([&format!("{}@{host}", self.0.user), "echo hi"])
                .stdin(Stdio::null())
                .output()
                .unwrap();
            output.stdout == b"hi\n"
        })
    }

    fn attempt(&self, content: Option<&str>, connect: impl FnOnce(&str) -> bool) -> Outcome {
        let path = self.0.path("known_hosts");
        let _ = std::fs::remove_file(&path);
        if let Some(content) = content {
            std::fs::write(&path, content).unwrap();
        }
        let connected = connect(path.to_str().unwrap());
        let after = std::fs::read_to_string(&path).ok();
        let added = after.as_deref() != content;
        let before = content.unwrap_or_default();
        assert!(
            after.unwrap_or_default().starts_with(before),
            "lines of the file were changed"
        );
        Outcome { connected, added }
    }

    /// Checks the outcomes of both policies, for the action and for OpenSSH.
    pub(super) fn check(&self, cases: &[(u8, &str, Outcome, Outcome)]) {
        let mut wrong = Vec::new();
        for (host, template, known_hosts, accept_new) in cases {
            let host = self.0.host(*host);
            let content = self.file(template);
            for (policy, expected) in [("known-hosts", known_hosts), ("accept-new", accept_new)] {
                let action = self.action(policy, &host, Some(&content));
                let openssh = self.openssh(policy, &host, Some(&content));
                if action != *expected || openssh != *expected {
                    wrong.push(format!(
                        "{policy}, {host}, {template:?}: expected {expected:?}, got {action:?}, in OpenSSH {openssh:?}"
                    ));
                }
            }
        }
        assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    }
}
