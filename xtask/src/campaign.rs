//! `cargo xtask campaign`: random faults against a real RabbitMQ and worker processes.

use std::process::Command;

use crate::command::{Result, repository, run};

/// Runs the campaign with its options.
pub(crate) fn campaign(options: &[&str]) -> Result {
    // The campaign is a mode of the test target, whose broker, proxies and engine it uses.
    run(Command::new("cargo")
        .args(["test", "--release", "--quiet", "--package", "live-tests"])
        .args(["--test", "worker", "--", "campaign"])
        .args(options)
        .current_dir(repository()))
}
