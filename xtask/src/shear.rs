//! Unused and misplaced dependencies, found by cargo-shear in a second. Part of `cargo xtask test`.

use std::process::Command;

use crate::command::{Result, repository, run};
use crate::provision::cargo_tool;

/// Fails if a manifest lists a dependency that its crate does not use.
pub(crate) fn check() -> Result {
    run(Command::new(cargo_tool("cargo-shear")?)
        .args(["--locked", "--deny-warnings"])
        .current_dir(repository()))
}
