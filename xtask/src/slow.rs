//! `cargo xtask slow`: checks that are run before a release and not for each commit.

use std::process::Command;

use crate::command::{Result, cargo, repository, run};
use crate::tools::cargo_tool;

/// Compiles every published crate with each of its features alone, and builds the packages that would be published.
pub(crate) fn slow() -> Result {
    let features = ["hack", "check", "--workspace", "--ignore-private"];
    run(Command::new(cargo_tool("cargo-hack")?)
        .args(features)
        .args(["--each-feature", "--no-dev-deps", "--locked"])
        .current_dir(repository()))?;
    cargo(&["package", "--workspace", "--locked", "--no-verify"])
}
