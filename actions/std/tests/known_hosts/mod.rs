//! The policies for host keys, next to OpenSSH's client, against real servers with several host keys.

mod servers;

use std::process::Command;

use mistral_actions::prelude::*;
use mistral_actions::settings::Settings;
use mistral_actions::testing::ActionTest;
use mistral_actions_std as _;

use servers::{ACCEPTED, ADDED, REFUSED, Servers};
use test_servers::Sshd;

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
        // An invalid line does not hide the others.
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
