//! A real Mistral for a developer, and the demonstration.

use std::path::PathBuf;
use std::process::Command;

use crate::steps::{Result, cargo, run};

/// The root of the repository.
pub(crate) fn repository() -> PathBuf {
    let xtask = PathBuf::from(env!("CARGO_MANIFEST_DIR"));
    xtask.parent().map_or(xtask.clone(), Into::into)
}

/// `up`, `down`, `env` and whatever else the script can do, in a folder of its own.
pub(crate) fn live(verb: &str, options: &[&str]) -> Result {
    let folder = repository().join("target/live/dev");
    let status = Command::new(repository().join("live/mistral"))
        .arg(verb)
        .arg(folder)
        .args(options)
        .status()
        .map_err(|error| format!("live/mistral does not start: {error}"))?;
    if status.success() {
        return Ok(());
    }
    Err(format!("live/mistral {verb} failed: {status}"))
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
