//! `cargo xtask simulate`: the simulation of workers, an engine and a broker.

use std::process::Command;

use crate::command::{Result, repository, run};

/// Runs the simulation with its options.
pub(crate) fn simulate(options: &[&str]) -> Result {
    run(command("run").arg("--").args(options))
}

/// Returns the cargo command for the simulation's program.
pub(crate) fn command(verb: &str) -> Command {
    let mut command = Command::new("cargo");
    command
        .args([verb, "--release", "--quiet", "--package", "mistral-worker"])
        .args(["--features", "simulation", "--bin", "simulate"])
        .current_dir(repository());
    command
}
