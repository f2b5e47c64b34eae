//! `cargo xtask deny`: the rules of `deny.toml` for dependencies.

use std::process::Command;

use crate::command::{Result, repository, run};
use crate::provision::cargo_tool;

/// Checks licenses, duplicate versions and sources.
pub(crate) fn check() -> Result {
    deny(&["licenses", "bans", "sources"])
}

/// Checks known vulnerabilities. Fetches the database of RustSec from GitHub.
pub(crate) fn advisories() -> Result {
    deny(&["advisories"])
}

fn deny(checks: &[&str]) -> Result {
    // Called directly, cargo-deny expects no `deny` as its first argument.
    run(Command::new(cargo_tool("cargo-deny")?)
        .args(["--locked", "check"])
        .args(checks)
        .current_dir(repository()))
}
