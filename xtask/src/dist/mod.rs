//! `cargo xtask dist`: the artifacts of a release, in `target/dist-artifacts`.

mod audit;
mod debian;
mod dependencies;
mod provider;
mod sbom;

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::command::{Result, cargo, repository, run};
use crate::provision;

/// The program and its Debian package.
const NAME: &str = "mistral-actions-executor";

/// Builds all artifacts, and tests them.
pub(crate) fn check(profile: &str) -> Result {
    shell_scripts()?;
    let artifacts = dist(profile)?;
    debian::check(&artifacts)?;
    check_images(&artifacts)
}

/// Builds the images without a registry, and runs them.
fn check_images(artifacts: &Artifacts) -> Result {
    provision::debian("buildah")?;
    let stage = repository().join("target/dist-stage");
    let (root, storage) = (stage.join("root"), stage.join("images"));
    provision::copy_clean_root(&root)?;
    let script = repository().join("deploy/container/check-images");
    let checked = run(Command::new(script)
        .arg(&root)
        .arg(&artifacts.folder)
        .arg(&storage));
    // Images are large, and the next run needs none of them.
    let removed = run(Command::new("rm").arg("-rf").arg(&storage));
    checked.and(removed)
}

/// Lints all shell scripts of `deploy`.
fn shell_scripts() -> Result {
    provision::debian("shellcheck")?;
    let script = "git ls-files -z deploy | xargs -0 grep -lZE '^#!/bin/(ba)?sh' | xargs -0 shellcheck --external-sources --source-path=SCRIPTDIR";
    run(Command::new("sh")
        .args(["-ec", script])
        .current_dir(repository()))
}

/// Files of a release.
pub(crate) struct Artifacts {
    /// The folder of all files.
    folder: PathBuf,
    /// The program.
    binary: PathBuf,
}

/// Builds all artifacts with a profile of cargo.
pub(crate) fn dist(profile: &str) -> Result<Artifacts> {
    let folder = repository().join("target/dist-artifacts");
    let _ = fs::remove_dir_all(&folder);
    create_folder(&folder)?;
    let package = ["--package", "drop-in", "--bin", "drop-in", "--locked"];
    cargo(&[&["build", "--profile", profile], &package[..]].concat())?;
    let built = match profile {
        "dev" => "debug",
        other => other,
    };
    let built = repository().join("target").join(built).join("drop-in");
    let binary = folder.join(NAME);
    copy(&built, &binary, 0o755)?;
    run(Command::new("strip").arg("--strip-debug").arg(&binary))?;
    let dependencies = dependencies::of("drop-in")?;
    audit::embed(&dependencies, &binary)?;
    let sbom = folder.join(format!("{NAME}-{}.cdx.json", version()));
    write(&sbom, &sbom::of(&dependencies), 0o644)?;
    debian::build(&binary, &folder, &debian::Release::default())?;
    provider::build(&folder)?;
    checksums(&folder)?;
    let artifacts = Artifacts { folder, binary };
    artifacts.list()?;
    Ok(artifacts)
}

impl Artifacts {
    /// Prints names and sizes.
    fn list(&self) -> Result {
        run(Command::new("ls").args(["-lh"]).arg(&self.folder))
    }
}

/// The version of all packages of the workspace.
fn version() -> &'static str {
    env!("CARGO_PKG_VERSION")
}

/// Writes `SHA256SUMS`.
fn checksums(folder: &Path) -> Result {
    let script = "sha256sum -- * > ../SHA256SUMS && mv ../SHA256SUMS .";
    run(Command::new("sh").args(["-ec", script]).current_dir(folder))?;
    run(Command::new("sha256sum")
        .args(["--check", "--quiet", "SHA256SUMS"])
        .current_dir(folder))
}

fn create_folder(path: &Path) -> Result {
    fs::create_dir_all(path).map_err(|error| format!("cannot create {}: {error}", path.display()))
}

/// Writes a file with these permissions, and the folders that lead to it.
fn write(path: &Path, content: &[u8], mode: u32) -> Result {
    path.parent().map_or(Ok(()), create_folder)?;
    let written = fs::write(path, content)
        .and_then(|()| fs::set_permissions(path, fs::Permissions::from_mode(mode)));
    written.map_err(|error| format!("cannot write {}: {error}", path.display()))
}

/// Copies a file with these permissions.
fn copy(from: &Path, to: &Path, mode: u32) -> Result {
    let content =
        fs::read(from).map_err(|error| format!("cannot read {}: {error}", from.display()))?;
    write(to, &content, mode)
}

/// Returns the standard output of a command.
fn output(command: &mut Command) -> Result<String> {
    let line = format!("{command:?}");
    let output = command
        .output()
        .map_err(|error| format!("cannot start {line}: {error}"))?;
    if !output.status.success() {
        let err = String::from_utf8_lossy(&output.stderr);
        return Err(format!("{line} failed: {err}"));
    }
    String::from_utf8(output.stdout).map_err(|error| format!("{line}: {error}"))
}
