//! A real Mistral and a real OpenStack for a developer, and the demonstration.

use std::path::PathBuf;
use std::process::Command;

use crate::steps::{Result, cargo, run};

/// The root of the repository.
pub(crate) fn repository() -> PathBuf {
    let xtask = PathBuf::from(env!("CARGO_MANIFEST_DIR"));
    xtask.parent().map_or(xtask.clone(), Into::into)
}

/// `up`, `down`, `env` and whatever else a script of `tests/stack/` can do, in a folder of its own.
pub(crate) fn live(script: &str, folder: &str, verb: &str, options: &[&str]) -> Result {
    let status = Command::new(repository().join("tests/stack").join(script))
        .arg(verb)
        .arg(repository().join("target/live").join(folder))
        .args(options)
        .status()
        .map_err(|error| format!("tests/stack/{script} does not start: {error}"))?;
    if status.success() {
        return Ok(());
    }
    Err(format!("tests/stack/{script} {verb} failed: {status}"))
}

/// Runs a workflow with the quickstart's actions, and says what happens.
pub(crate) fn demo() -> Result {
    cargo(&["build", "--package", "quickstart", "--features", "serve"])?;
    run(Command::new("cargo").args([
        "run",
        "--quiet",
        "--package",
        "live-tests",
        "--bin",
        "live-demo",
    ]))
}
