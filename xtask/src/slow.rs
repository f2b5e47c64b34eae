//! `cargo xtask slow`: checks that are run before a release and not for each commit.

use std::process::Command;

use crate::campaign::campaign;
use crate::command::{Result, repository, run};
use crate::fuzz::fuzz;
use crate::provision::cargo_tool;
use crate::simulate::simulate;
use crate::{book, dist, matrix, mutants, packages};

/// Compiles every published crate with each of its features alone, reads malformed messages, simulates workers, disturbs
/// real ones, writes the site of the documentation, tests the packages to publish and the artifacts of a release, and runs
/// the matrix of Mistral's releases.
pub(crate) fn slow() -> Result {
    // Without --locked: --no-dev-deps changes the manifests, and so the lock file, until cargo-hack ends.
    run(Command::new(cargo_tool("cargo-hack")?)
        .args(["hack", "check", "--workspace", "--ignore-private"])
        .args(["--each-feature", "--no-dev-deps"])
        .current_dir(repository()))?;
    fuzz(&[])?;
    simulate(&["--seeds", "200000"])?;
    mutants::find_all("")?;
    campaign(&["--minutes", "60"])?;
    book::book()?;
    packages::check()?;
    matrix::matrix(&[])?;
    dist::check("dist")
}
