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

const PROGRAMS: [&str; 2] = [
    env!("CARGO_BIN_EXE_drop-in"),
    env!("CARGO_BIN_EXE_mistral-server"),
];

fn output_of(program: &str, arguments: &[&str]) -> String {
    let output = Command::new(program).args(arguments).output().unwrap();
    assert!(output.status.success());
    String::from_utf8(output.stdout).unwrap()
}

#[test]
fn every_std_action_is_linked() {
    for program in PROGRAMS {
        let listed = output_of(program, &["list", "--namespace", "std"]);
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
}

#[test]
fn serve_shows_its_configuration() {
    for program in PROGRAMS {
        let shown = output_of(program, &["serve", "--show-config"]);
        assert!(shown.contains("\n[executor]\n"), "{shown}");
    }
}

#[test]
fn mistral_server_is_only_the_executor() {
    for (arguments, words) in [
        (&[][..], "--server executor"),
        (
            &["--server", "engine"],
            "the server `engine` is in Mistral's own package",
        ),
    ] {
        let output = Command::new(PROGRAMS[1]).args(arguments).output().unwrap();
        let err = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(2), "{err}");
        assert!(err.contains(words), "{err}");
    }
}

#[test]
fn manual_pages_document_every_command() {
    let folder = std::path::Path::new(env!("CARGO_TARGET_TMPDIR")).join("man");
    std::fs::create_dir_all(&folder).unwrap();
    output_of(PROGRAMS[0], &["man", &folder.to_string_lossy()]);
    let page = |name: &str| std::fs::read_to_string(folder.join(name)).unwrap();
    assert!(page("drop-in.1").contains("drop\\-in\\-serve(1)"));
    assert!(page("drop-in-serve.1").contains("\\-\\-sample\\-config"));
}
