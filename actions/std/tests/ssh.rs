//! Features of `std.ssh` that Mistral does not have, against real servers.

use mistral_actions::prelude::*;
use mistral_actions::settings::Settings;
use mistral_actions::testing::ActionTest;
use mistral_actions_std as _;

use test_servers::Sshd;

fn with(options: &[(&str, &str)]) -> ActionTest {
    let options = options
        .iter()
        .map(|(name, value)| ("action_std_ssh", *name, *value));
    ActionTest::new().state(Settings::new(options))
}

#[test]
fn host_key_policy_accepts_and_rejects_keys() {
    let sshd = Sshd::start(71);
    let file = sshd.path("known_hosts");
    let input = |host: u8| json!({"cmd": "echo hi", "host": sshd.host(host), "username": sshd.user, "password": Sshd::PASSWORD});
    let known = ("known_hosts_file", file.to_str().unwrap());

    let strict = with(&[("host_key_policy", "known-hosts"), known]);
    strict
        .run("std.ssh", input(1))
        .assert_error("Failed to execute ssh cmd");
    assert!(!file.exists());

    let first_use = with(&[("host_key_policy", "accept-new"), known]);
    first_use.run("std.ssh", input(1)).assert_data("hi\n");
    let learned = std::fs::read_to_string(&file).unwrap();
    assert!(learned.contains(&sshd.host(1)), "{learned}");
    strict.run("std.ssh", input(1)).assert_data("hi\n");
    strict
        .run("std.ssh", input(4))
        .assert_error("Failed to execute ssh cmd");

    // Another server under a known name.
    std::fs::write(&file, learned.replace(&sshd.host(1), &sshd.host(4))).unwrap();
    first_use
        .run("std.ssh", input(4))
        .assert_error("Failed to execute ssh cmd");
    with(&[]).run("std.ssh", input(4)).assert_data("hi\n");
    with(&[("host_key_policy", "trust-me")])
        .run("std.ssh", input(1))
        .assert_error(
            "option `host_key_policy` of [action_std_ssh] is `trust-me`; expected accept-any",
        );
}

#[test]
fn allowed_proxy_command_connects_to_the_gateway() {
    let sshd = Sshd::start(72);
    let input = json!({
        "cmd": "echo hi", "host": sshd.host(1), "username": sshd.user, "private_key_filename": sshd.key("rsa"),
        "gateway_host": "named-only", "proxy_command": format!("nc '{}' 22", sshd.host(3)),
    });
    with(&[("allow_proxy_command", "true")])
        .run("std.ssh_proxied", input)
        .assert_data("hi\n");
}

#[test]
fn gateway_without_forwarding_runs_netcat_and_no_injected_command() {
    let sshd = Sshd::start(73);
    let marker = sshd.path("marker");
    let input = |host: &str| {
        json!({
            "cmd": "echo hi", "host": host, "username": sshd.user, "private_key_filename": sshd.key("rsa"),
            "gateway_host": sshd.host(4),
        })
    };
    with(&[])
        .run("std.ssh_proxied", input(&sshd.host(1)))
        .assert_data("hi\n");
    let injected = format!("127.0.73.1 22; touch {};", marker.display());
    with(&[])
        .run("std.ssh_proxied", input(&injected))
        .assert_error("Failed to execute ssh cmd");
    assert!(!marker.exists());
}

#[test]
fn large_and_endless_outputs_do_not_block() {
    let sshd = Sshd::start(74);
    let run =
        |cmd: &str| {
            with(&[]).run("std.ssh", json!({
            "cmd": cmd, "host": sshd.host(1), "username": sshd.user, "password": Sshd::PASSWORD,
            "return_result_on_error": true,
        }))
        };
    let both: Value = run("head -c 4000000 /dev/zero | tr '\\0' e >&2; echo out").data();
    assert_eq!(both["stdout"], "out\n");
    // The shell also warns about its missing home directory.
    assert!(both["stderr"].as_str().unwrap().len() >= 4_000_000);
    run("yes").assert_error("Failed to execute ssh cmd");
}

#[test]
fn dry_run_masks_password_and_key() {
    let report = ActionTest::new().dry_run("std.ssh", json!({
        "cmd": "true", "host": "h", "username": "u", "password": "s3cret-password", "private_key": "s3cret-key",
    }));
    let shown = format!("{:?}", report.unwrap());
    assert!(
        shown.contains("true") && !shown.contains("s3cret"),
        "{shown}"
    );
}
