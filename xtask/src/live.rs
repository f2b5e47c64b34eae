//! `cargo xtask live` and `cargo xtask demo`: a real Mistral and a real OpenStack for a developer.

use std::process::Command;

use crate::command::{Result, cargo, repository, run};

/// Runs a script of `tests/stack/` on a folder below `target/live`. Verbs are `up`, `down`, `env` and others.
pub(crate) fn live(script: &str, folder: &str, verb: &str, options: &[&str]) -> Result {
    let status = Command::new(repository().join("tests/stack").join(script))
        .arg(verb)
        .arg(repository().join("target/live").join(folder))
        .args(options)
        .status()
        .map_err(|error| format!("cannot start tests/stack/{script}: {error}"))?;
    if status.success() {
        return Ok(());
    }
    Err(format!("tests/stack/{script} {verb} failed: {status}"))
}

/// Runs a workflow with the quickstart's actions and explains each step.
pub(crate) fn demo() -> Result {
    cargo(&["build", "--package", "quickstart", "--features", "serve"])?;
    let demo = ["--package", "live-tests", "--bin", "live-demo"];
    run(Command::new("cargo").args(["run", "--quiet"]).args(demo))
}
