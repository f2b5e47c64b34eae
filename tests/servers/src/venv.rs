//! Virtual environments of Python, created on first use and kept for later runs.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::OnceLock;

/// Returns the Python interpreter of the environment with Mistral.
pub fn python() -> &'static Path {
    static PYTHON: OnceLock<PathBuf> = OnceLock::new();
    PYTHON.get_or_init(|| {
        with(
            "std",
            concat!(env!("CARGO_MANIFEST_DIR"), "/requirements.txt"),
        )
    })
}

/// Returns the Python interpreter of an environment with the packages of a requirements file.
///
/// The environment is the folder `name` in `$LIVE_VENV_DIR`, or in `target/live/venv` of the workspace.
pub fn with(name: &str, requirements: impl AsRef<Path>) -> PathBuf {
    let folder = std::env::var_os("LIVE_VENV_DIR")
        .map_or_else(
            || Path::new(env!("CARGO_MANIFEST_DIR")).join("../../target/live/venv"),
            PathBuf::from,
        )
        .join(name);
    let requirements = requirements.as_ref();
    let wanted = std::fs::read_to_string(requirements).unwrap();
    // Written last, so that an interrupted installation is repeated.
    let installed = folder.join("installed.txt");
    let python = folder.join("bin/python");
    if std::fs::read_to_string(&installed).ok().as_deref() != Some(&wanted) {
        let (folder, requirements) = (folder.to_str().unwrap(), requirements.to_str().unwrap());
        run("python3", &["-m", "venv", "--clear", folder]);
        let pip = [
            "-m",
            "pip",
            "install",
            "--quiet",
            "--disable-pip-version-check",
            "-r",
            requirements,
        ];
        run(python.to_str().unwrap(), &pip);
        std::fs::write(&installed, wanted).unwrap();
    }
    python
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
