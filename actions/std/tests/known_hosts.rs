//! The policies for host keys, next to OpenSSH's client, against real servers with several host keys.

use std::process::{Command, Stdio};

use mistral_actions::prelude::*;
use mistral_actions::settings::Settings;
use mistral_actions::testing::ActionTest;
use mistral_actions_std as _;

use test_servers::Sshd;

/// Servers with the keys of all kinds at host 5, with RSA at host 6, and with Ed25519 at host 7.
struct Servers(Sshd);

/// Outcome of a connection.
#[derive(Debug, PartialEq, Eq)]
struct Outcome {
    connected: bool,
    /// A key was added to the file.
    added: bool,
}

const ACCEPTED: Outcome = Outcome {
    connected: true,
    added: false,
};
const ADDED: Outcome = Outcome {
    connected: true,
    added: true,
};
const REFUSED: Outcome = Outcome {
    connected: false,
    added: false,
};

impl Servers {
    fn start(network: u8) -> Self {
        let mut sshd = Sshd::start(network);
        sshd.add(5, &["ed25519", "rsa", "ecdsa"]);
        sshd.add(6, &["rsa"]);
        sshd.add(7, &["ed25519"]);
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
    fn file(&self, template: &str) -> String {
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
    fn action(&self, policy: &str, host: &str, content: Option<&str>) -> Outcome {
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
    fn openssh(&self, policy: &str, host: &str, content: Option<&str>) -> Outcome {
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
    fn check(&self, cases: &[(u8, &str, Outcome, Outcome)]) {
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

#[test]
fn keys_of_known_kinds_are_requested() {
    Servers::start(75).check(&[
        (5, "<5> {host-5-ed25519}\n", ACCEPTED, ACCEPTED),
        (5, "<5> {host-5-rsa}\n", ACCEPTED, ACCEPTED),
        (5, "<5> {host-5-ecdsa}\n", ACCEPTED, ACCEPTED),
        (
            5,
            "<5> {host-5-ecdsa}\n<5> {host-5-rsa}\n",
            ACCEPTED,
            ACCEPTED,
        ),
        // Several keys of a kind, of which the server has one.
        (5, "<5> {other-rsa}\n<5> {host-5-rsa}\n", ACCEPTED, ACCEPTED),
        (6, "<6> {host-6-rsa}\n<6> {other-rsa}\n", ACCEPTED, ACCEPTED),
        (6, "<6> {stranger}\n<6> {host-6-rsa}\n", ACCEPTED, ACCEPTED),
    ]);
}

#[test]
fn lines_of_known_hosts_are_read_as_in_openssh() {
    let servers = Servers::start(76);
    servers.check(&[
        (5, "127.0.76.* {host-5-rsa}\n", ACCEPTED, ACCEPTED),
        (5, "127.?.76.5 {host-5-rsa}\n", ACCEPTED, ACCEPTED),
        (5, "* {host-5-rsa}\n", ACCEPTED, ACCEPTED),
        (5, "other,<5> {host-5-rsa}\n", ACCEPTED, ACCEPTED),
        (5, "other {host-5-rsa}\n", REFUSED, ADDED),
        (5, "127.0.76.*,!<5> {host-5-rsa}\n", REFUSED, ADDED),
        (5, "!<6>,127.0.76.* {host-5-rsa}\n", ACCEPTED, ACCEPTED),
        // Keys of servers on other ports.
        (5, "[<5>]:2222 {host-5-rsa}\n", REFUSED, ADDED),
        (5, "[<5>]:22 {host-5-rsa}\n", REFUSED, ADDED),
        (
            5,
            "[<5>]:2222 {other-rsa}\n<5> {host-5-rsa}\n",
            ACCEPTED,
            ACCEPTED,
        ),
        // Comments, empty lines, other white space, ends of lines.
        (
            5,
            "# comment\n\n  \t\n#<5> {other-rsa}\n<5> {host-5-rsa} a comment # there\n",
            ACCEPTED,
            ACCEPTED,
        ),
        (5, "  \t<5> {host-5-rsa}\n", ACCEPTED, ACCEPTED),
        (5, "<5>  {host-5-rsa}", ACCEPTED, ACCEPTED),
        // A line that nobody understands does not hide the others.
        (
            5,
            "<5>\nnonsense\n@unknown <5> {other-rsa}\n<5> {host-5-rsa}\n",
            ACCEPTED,
            ACCEPTED,
        ),
        // The keys of authorities are not those of hosts.
        (
            5,
            "@cert-authority * {other-rsa}\n<5> {host-5-rsa}\n",
            ACCEPTED,
            ACCEPTED,
        ),
        (5, "@cert-authority * {host-5-ed25519}\n", REFUSED, ADDED),
    ]);
    let tabs = servers
        .file("<5> {host-5-rsa}\tcomment\n")
        .replace(' ', "\t");
    for policy in ["known-hosts", "accept-new"] {
        let host = servers.0.host(5);
        assert_eq!(servers.action(policy, &host, Some(&tabs)), ACCEPTED);
        assert_eq!(servers.openssh(policy, &host, Some(&tabs)), ACCEPTED);
    }
}

#[test]
fn hashed_names_are_known() {
    let servers = Servers::start(77);
    let path = servers.0.path("to-hash");
    let hashed = |template: &str| {
        std::fs::write(&path, servers.file(template)).unwrap();
        let keygen = Command::new("ssh-keygen")
            .args(["-q", "-H", "-f", path.to_str().unwrap()])
            .output();
        assert!(keygen.unwrap().status.success());
        let text = std::fs::read_to_string(&path).unwrap();
        assert!(text.starts_with("|1|"), "{text}");
        text
    };
    let host = servers.0.host(5);
    for (template, known_hosts, accept_new) in [
        ("<5> {host-5-rsa}\n", ACCEPTED, ACCEPTED),
        ("<5> {other-rsa}\n", REFUSED, REFUSED),
        ("<6> {host-5-rsa}\n", REFUSED, ADDED),
    ] {
        let content = hashed(template);
        for (policy, expected) in [("known-hosts", known_hosts), ("accept-new", accept_new)] {
            assert_eq!(servers.action(policy, &host, Some(&content)), expected);
            assert_eq!(servers.openssh(policy, &host, Some(&content)), expected);
        }
    }
}

#[test]
fn revoked_keys_are_refused() {
    let servers = Servers::start(78);
    servers.check(&[
        (6, "@revoked * {host-6-rsa}\n", REFUSED, REFUSED),
        (
            6,
            "@revoked <6> {host-6-rsa}\n<6> {host-6-rsa}\n",
            REFUSED,
            REFUSED,
        ),
        (
            6,
            "<6> {host-6-rsa}\n@revoked  127.0.78.* {host-6-rsa}\n",
            REFUSED,
            REFUSED,
        ),
        (7, "@revoked * {host-7-ed25519} comment\n", REFUSED, REFUSED),
        // The revoked key of another host, and another key of the host.
        (
            6,
            "@revoked <7> {host-6-rsa}\n<6> {host-6-rsa}\n",
            ACCEPTED,
            ACCEPTED,
        ),
        (
            6,
            "@revoked * {other-rsa}\n<6> {host-6-rsa}\n",
            ACCEPTED,
            ACCEPTED,
        ),
        (6, "@revoked * {other-rsa}\n", REFUSED, ADDED),
        (
            5,
            "@revoked * {host-5-ed25519}\n<5> {host-5-rsa}\n",
            ACCEPTED,
            ACCEPTED,
        ),
    ]);
    // OpenSSH takes the marker only before a space, if there is a space in the line.
    let tabs = servers.file("@revoked\t*\t{host-6-rsa}\n<6> {host-6-rsa}\n");
    for policy in ["known-hosts", "accept-new"] {
        let outcome = servers.action(policy, &servers.0.host(6), Some(&tabs));
        assert_eq!(outcome, REFUSED, "{policy}");
    }
}

#[test]
fn known_host_with_another_key_is_refused_and_not_added() {
    let servers = Servers::start(79);
    servers.check(&[
        (6, "<6> {other-rsa}\n", REFUSED, REFUSED),
        (5, "<5> {other-rsa}\n", REFUSED, REFUSED),
        (5, "<5> {other-ecdsa}\n", REFUSED, REFUSED),
        (5, "127.0.79.* {other-rsa}\n", REFUSED, REFUSED),
        (7, "<7> {host-5-ed25519}\n", REFUSED, REFUSED),
    ]);
    // The server has no key of the kind in the file. OpenSSH adds the new one; paramiko refuses it.
    let key_of_another_kind = [
        (7, "<7> {other-rsa}\n"),
        (7, "<7> {other-ecdsa}\n<7> {other-rsa}\n"),
        (7, "other,127.0.79.? {other-rsa}\n"),
        (7, "*\t{other-rsa}\n"),
        (6, "<6> {stranger}\n"),
        // A key that cannot be read.
        (7, "<7> ssh-dss AAAAB3NzaC1kc3MAAACBAP\n"),
    ];
    for (host, template) in key_of_another_kind {
        for policy in ["known-hosts", "accept-new"] {
            let content = servers.file(template);
            let outcome = servers.action(policy, &servers.0.host(host), Some(&content));
            assert_eq!(outcome, REFUSED, "{policy}, {host}, {template}");
        }
    }
}

#[test]
fn first_key_of_a_host_is_added_once() {
    let servers = Servers::start(80);
    let host = servers.0.host(7);
    assert_eq!(servers.action("known-hosts", &host, None), REFUSED);
    for content in [None, Some(""), Some("# no end of line")] {
        assert_eq!(servers.action("accept-new", &host, content), ADDED);
        let added = std::fs::read_to_string(servers.0.path("known_hosts")).unwrap();
        let line = servers.file("<7> {host-7-ed25519}");
        assert!(added.lines().any(|found| found == line), "{added}");
        assert_eq!(servers.action("accept-new", &host, Some(&added)), ACCEPTED);
        assert_eq!(
            servers.openssh("known-hosts", &host, Some(&added)),
            ACCEPTED
        );
    }
}

#[test]
fn unreadable_file_is_no_empty_file() {
    let servers = Servers::start(81);
    let folder = servers.0.path("");
    for policy in ["known-hosts", "accept-new"] {
        let options = [
            ("host_key_policy", policy),
            ("known_hosts_file", folder.to_str().unwrap()),
        ];
        let options = options.map(|(name, value)| ("action_std_ssh", name, value));
        let input = json!({
            "cmd": "echo hi", "host": servers.0.host(7), "username": servers.0.user,
            "password": Sshd::PASSWORD,
        });
        ActionTest::new()
            .state(Settings::new(options))
            .run("std.ssh", input)
            .assert_error("Failed to execute ssh cmd");
    }
}
