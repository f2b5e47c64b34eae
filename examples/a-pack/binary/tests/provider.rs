//! The catalog is the contract with the Python package in `provider/`: its test data must equal the output of a
//! binary. `UPDATE_SCHEMA=1` updates the test data.

use std::path::Path;
use std::process::Command;

fn assert_up_to_date(arguments: &[&str], file: &str) {
    let output = Command::new(env!("CARGO_BIN_EXE_weather"))
        .args(arguments)
        .output()
        .unwrap();
    assert!(output.status.success());
    let printed = String::from_utf8(output.stdout).unwrap();
    let path = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../../../provider")
        .join(file);
    if std::env::var_os("UPDATE_SCHEMA").is_some() {
        std::fs::write(&path, &printed).unwrap();
    }
    let expected = std::fs::read_to_string(&path).unwrap();
    assert!(
        printed == expected,
        "{} differs from the output of `weather {}`; `cargo xtask bless` updates it",
        path.display(),
        arguments.join(" ")
    );
}

#[test]
fn test_catalog_of_provider_is_up_to_date() {
    assert_up_to_date(&["catalog"], "tests/data/catalog.json");
}

#[test]
fn schema_of_provider_is_up_to_date() {
    assert_up_to_date(
        &["catalog", "--schema"],
        "src/mistral_actions_provider/catalog.schema.json",
    );
}
