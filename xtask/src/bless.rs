//! `cargo xtask bless`: rewrites the files that tests compare with.

use std::process::Command;

use crate::command::{Result, run};

/// Runs the tests in the mode in which they update their snapshots.
pub(crate) fn bless() -> Result {
    run(Command::new("cargo")
        .args(["test", "--workspace", "--exclude", "live-tests", "--locked"])
        .env("TRYBUILD", "overwrite")
        .env("UPDATE_SNAPSHOTS", "1")
        .env("UPDATE_SCHEMA", "1"))
}
