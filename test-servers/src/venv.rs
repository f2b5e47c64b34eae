//! A virtual environment with Mistral, made when it is first needed and kept for later runs.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::OnceLock;

/// The Python interpreter of the environment.
///
/// It is in the folder `std` below `$LIVE_VENV_DIR`, or below `target/live/venv` of the workspace.
pub fn python() -> &'static Path {
    static PYTHON: OnceLock<PathBuf> = OnceLock::new();
    PYTHON.get_or_init(|| {
        let folder = std::env::var_os("LIVE_VENV_DIR")
            .map_or_else(
                || Path::new(env!("CARGO_MANIFEST_DIR")).join("../target/live/venv"),
                PathBuf::from,
            )
            .join("std");
        let requirements = concat!(env!("CARGO_MANIFEST_DIR"), "/requirements.txt");
        let wanted = std::fs::read_to_string(requirements).unwrap();
        // Written last, so an installation that was interrupted is not taken for a whole one.
        let installed = folder.join("installed.txt");
        if std::fs::read_to_string(&installed).ok().as_deref() != Some(&wanted) {
            let folder = folder.to_str().expect("the folder's name is text");
            run("python3", &["-m", "venv", folder]);
            let pip = format!("{folder}/bin/pip");
            run(
                &pip,
                &[
                    "install",
                    "--quiet",
                    "--disable-pip-version-check",
                    "-r",
                    requirements,
                ],
            );
            std::fs::write(&installed, wanted).unwrap();
        }
        folder.join("bin/python")
    })
}

/// Runs a command that must succeed.
pub fn run(program: &str, arguments: &[&str]) {
    let status = Command::new(program)
        .args(arguments)
        .stdin(Stdio::null())
        .status()
        .unwrap_or_else(|error| panic!("cannot run {program}: {error}"));
    assert!(status.success(), "{program} {arguments:?}: {status}");
}
