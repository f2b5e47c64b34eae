//! `cargo xtask slow`: checks that are run before a release and not for each commit.

use std::process::Command;

use crate::command::{Result, cargo, repository, run};
use crate::mutants;
use crate::provision::cargo_tool;
use crate::simulate::simulate;

/// Compiles every published crate with each of its features alone, simulates workers, and packages all crates.
pub(crate) fn slow() -> Result {
    // Without --locked: --no-dev-deps changes the manifests, and so the lock file, until cargo-hack ends.
    run(Command::new(cargo_tool("cargo-hack")?)
        .args(["hack", "check", "--workspace", "--ignore-private"])
        .args(["--each-feature", "--no-dev-deps"])
        .current_dir(repository()))?;
    simulate(&["--seeds", "200000"])?;
    mutants::find_all()?;
    let publish = ["publish", "--workspace", "--dry-run", "--no-verify"];
    cargo(&[&publish[..], &["--locked"]].concat())
}
