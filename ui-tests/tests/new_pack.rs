//! `new --path`: the created package builds without a warning, and its test passes.

use std::path::Path;
use std::process::Command;

/// Runs a cargo command in the package, offline and with the versions of this workspace.
fn cargo(pack: &Path, target: &Path, arguments: &[&str]) {
    let output = Command::new(env!("CARGO"))
        .args(arguments)
        .arg("--offline")
        .current_dir(pack)
        .env("CARGO_TARGET_DIR", target)
        .env("CARGO_INCREMENTAL", "0")
        .env("CARGO_PROFILE_DEV_DEBUG", "false")
        .env("RUSTFLAGS", "-D warnings")
        .output()
        .expect("cargo starts");
    let text = String::from_utf8_lossy(&output.stdout);
    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{text}\n{errors}");
}

#[test]
fn package_that_depends_on_the_checkout_builds_and_passes_its_test() {
    let checkout = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let parent = Path::new(env!("CARGO_TARGET_TMPDIR")).join("new-pack");
    let pack = parent.join("my-pack");
    // Remains of an earlier run. The target folder is kept, so that only the first run compiles the dependencies.
    let _ = std::fs::remove_dir_all(&pack);
    std::fs::create_dir_all(&parent).expect("the folder can be created");
    // The only test of this process, so that no other one needs the current folder.
    std::env::set_current_dir(&parent).expect("the folder exists");
    let (mut out, mut err) = (Vec::new(), Vec::new());
    let path = checkout.to_str().expect("the path is UTF-8");
    let arguments = ["demo", "new", "my-pack", "--path", path];
    mistral_executor::app().run_from(arguments, &mut out, &mut err);
    assert_eq!(String::from_utf8_lossy(&err), "");

    std::fs::copy(checkout.join("Cargo.lock"), pack.join("Cargo.lock"))
        .expect("the versions can be copied");
    let target = parent.join("target");
    cargo(&pack, &target, &["test"]);
    let output = Command::new(target.join("debug/my-pack"))
        .args(["run", "my_pack.greet", "name=Ada"])
        .output()
        .expect("the binary of the package starts");
    let text = String::from_utf8_lossy(&output.stdout);
    assert!(text.contains(r#""text": "Hello, Ada!""#), "{output:?}");
}
