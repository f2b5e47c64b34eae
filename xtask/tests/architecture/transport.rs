//! Only `worker/src/transport/rabbitmq` knows the AMQP client, so that a second transport touches no other code.

use std::path::Path;
use std::process::Command;

use proc_macro2::{TokenStream, TokenTree};

const CLIENT: &str = "lapin";

/// The folder of the transport.
const TRANSPORT: &str = "worker/src/transport/rabbitmq/";
/// The live tests play the engine, and talk to the broker themselves.
const ENGINE: &str = "tests/live/";

/// Returns whether code names the client. A text, such as a logger's name, does not count.
fn names_client(code: TokenStream) -> bool {
    code.into_iter().any(|token| match token {
        TokenTree::Group(group) => names_client(group.stream()),
        TokenTree::Ident(ident) => ident == CLIENT,
        TokenTree::Punct(_) | TokenTree::Literal(_) => false,
    })
}

#[test]
fn amqp_client_is_known_to_its_folder_only() {
    let repository = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let output = Command::new("git")
        .args(["ls-files", "--", "*.rs"])
        .current_dir(&repository)
        .output()
        .expect("git starts");
    let paths = String::from_utf8(output.stdout).expect("paths are UTF-8");
    let (mut inside, mut outside) = (0, Vec::new());
    for path in paths.lines().filter(|path| !path.starts_with(ENGINE)) {
        // A file that was deleted may still be listed.
        let Ok(source) = std::fs::read_to_string(repository.join(path)) else {
            continue;
        };
        if !source.contains(CLIENT) {
            continue;
        }
        let code = source.parse().expect("the file has valid tokens");
        match (names_client(code), path.starts_with(TRANSPORT)) {
            (true, true) => inside += 1,
            (true, false) => outside.push(path),
            (false, _) => {}
        }
    }
    assert!(
        outside.is_empty(),
        "only {TRANSPORT} may use {CLIENT}:\n{}",
        outside.join("\n")
    );
    assert!(inside > 0, "{TRANSPORT} does not exist");
}

#[test]
fn client_is_found_in_code_only() {
    let names = |code: &str| names_client(code.parse().expect("valid tokens"));
    assert!(names("use lapin::Channel;"));
    assert!(names("fn f() { g::<lapin::Error>() }"));
    assert!(!names(
        "// lapin::Error\nconst LOGGER: &str = \"lapin::channels\";"
    ));
}
