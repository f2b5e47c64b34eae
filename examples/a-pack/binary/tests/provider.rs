//! The catalog is the contract with the Python package in `provider/`: what that is tested with must be what
//! a binary writes. `UPDATE_SCHEMA=1` writes it anew.

use std::path::Path;
use std::process::Command;

fn assert_written(arguments: &[&str], file: &str) {
    let output = Command::new(env!("CARGO_BIN_EXE_weather"))
        .args(arguments)
        .output()
        .unwrap();
    assert!(output.status.success());
    let written = String::from_utf8(output.stdout).unwrap();
    let path = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../../../provider")
        .join(file);
    if std::env::var_os("UPDATE_SCHEMA").is_some() {
        std::fs::write(&path, &written).unwrap();
    }
    let expected = std::fs::read_to_string(&path).unwrap();
    assert!(
        written == expected,
        "{} is not what `weather {}` prints; `cargo xtask bless` writes it anew",
        path.display(),
        arguments.join(" ")
    );
}

#[test]
fn the_provider_is_tested_with_a_catalog_as_we_write_it() {
    assert_written(&["catalog"], "tests/data/catalog.json");
}

#[test]
fn the_provider_checks_catalogs_by_our_schema() {
    assert_written(
        &["catalog", "--schema"],
        "src/mistral_actions_provider/catalog.schema.json",
    );
}
