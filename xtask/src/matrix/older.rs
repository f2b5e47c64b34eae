//! A worker of an earlier version, built from the history of the repository.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use crate::command::{Result, repository, run};

/// The last commit whose workers neither ask each other for actions nor know the question.
const COMMIT: &str = "51f69712ddc7797811c506521b23fe0adfe8fa15";

/// Builds the worker of the live tests at [`COMMIT`], and returns its path.
///
/// # Errors
///
/// If the clone does not have the commit, or if it does not compile.
pub(super) fn build() -> Result<PathBuf> {
    let folder = repository().join("target/live/older");
    let sources = folder.join(COMMIT);
    if !sources.join("Cargo.toml").exists() {
        extract(&sources)?;
    }
    let target = folder.join("target");
    run(Command::new("cargo")
        .args(["build", "--locked", "--package", "live-tests"])
        .args(["--bin", "live-worker"])
        .env("CARGO_TARGET_DIR", &target)
        .current_dir(&sources))?;
    Ok(target.join("debug/live-worker"))
}

/// Writes the files of the commit to a folder.
fn extract(folder: &Path) -> Result {
    let problem = |error| format!("cannot extract the commit {COMMIT}: {error}");
    fs::create_dir_all(folder).map_err(problem)?;
    let mut archive = Command::new("git")
        .args(["archive", COMMIT])
        .current_dir(repository())
        .stdout(Stdio::piped())
        .spawn()
        .map_err(problem)?;
    let mut tar = Command::new("tar");
    tar.arg("--extract").arg("--directory").arg(folder);
    if let Some(output) = archive.stdout.take() {
        tar.stdin(output);
    }
    let extracted = tar.status().map_err(problem)?;
    let archived = archive.wait().map_err(problem)?;
    if archived.success() && extracted.success() {
        return Ok(());
    }
    Err(format!(
        "cannot extract the commit {COMMIT}; a shallow clone needs `git fetch --unshallow`"
    ))
}
