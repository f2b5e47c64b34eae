//! The binary has every `std.*` action of Mistral 23 and the command `serve`.

use std::process::Command;

const STD: [&str; 13] = [
    "std.async_noop",
    "std.echo",
    "std.email",
    "std.fail",
    "std.http",
    "std.javascript",
    "std.js",
    "std.mistral_http",
    "std.noop",
    "std.sleep",
    "std.ssh",
    "std.ssh_proxied",
    "std.test_dict",
];

fn drop_in(arguments: &[&str]) -> String {
    let output = Command::new(env!("CARGO_BIN_EXE_drop-in"))
        .args(arguments)
        .output()
        .unwrap();
    assert!(output.status.success());
    String::from_utf8(output.stdout).unwrap()
}

#[test]
fn every_std_action_is_linked() {
    let listed = drop_in(&["list", "--namespace", "std"]);
    for action in STD {
        let is_listed = listed
            .lines()
            .any(|line| line.split_whitespace().next() == Some(action));
        // An alias is listed in the line of its action.
        assert!(
            is_listed || listed.contains(action),
            "{action} is not listed in\n{listed}"
        );
    }
}

#[test]
fn serve_shows_its_configuration() {
    let shown = drop_in(&["serve", "--show-config"]);
    assert!(shown.contains("\n[executor]\n"), "{shown}");
}
