//! Virtual environments of Python packages, made when they are first needed and kept for later runs.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use crate::{Failure, Result};

/// The Python interpreter of the environment with this name, which has the packages of a file of requirements
/// (its path is relative to the repository). It is below `$LIVE_VENV_DIR`, or below `target/live/venv`.
///
/// # Errors
///
/// If it cannot be made.
pub fn venv(name: &str, requirements: &str) -> Result<PathBuf> {
    let repository = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let folder = std::env::var_os("LIVE_VENV_DIR")
        .map_or_else(|| repository.join("target/live/venv"), PathBuf::from)
        .join(name);
    let requirements = repository.join(requirements);
    let wanted = std::fs::read_to_string(&requirements)
        .map_err(|error| Failure::new(format_args!("{}: {error}", requirements.display())))?;
    let python = folder.join("bin/python");
    // Written last, so an installation that was interrupted is not taken for a whole one.
    let installed = folder.join("installed.txt");
    if std::fs::read_to_string(&installed).ok().as_deref() != Some(&wanted) {
        run(Command::new("python3")
            .args(["-m", "venv", "--clear"])
            .arg(&folder))?;
        let pip = [
            "-m",
            "pip",
            "install",
            "--quiet",
            "--disable-pip-version-check",
            "--requirement",
        ];
        run(Command::new(&python).args(pip).arg(&requirements))?;
        std::fs::write(&installed, wanted)?;
    }
    Ok(python)
}

fn run(command: &mut Command) -> Result<()> {
    let status = command.stdin(Stdio::null()).status()?;
    if status.success() {
        return Ok(());
    }
    Err(Failure::new(format_args!("{command:?} failed: {status}")))
}
