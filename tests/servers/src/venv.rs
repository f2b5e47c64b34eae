//! Virtual environments and Debian packages, which `tests/stack/provision` installs on first use.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::OnceLock;

/// Returns the Python interpreter of the environment with Mistral and the mail server.
pub fn python() -> &'static Path {
    static PYTHON: OnceLock<PathBuf> = OnceLock::new();
    PYTHON.get_or_init(|| python_of("std"))
}

/// Returns the Python interpreter of an environment of `tests/stack/stack/inventory.py`.
pub fn python_of(environment: &str) -> PathBuf {
    provision("venv", environment)
}

/// Installs a Debian package of `tests/stack/stack/inventory.py`.
pub fn debian(package: &str) {
    provision("debian", package);
}

/// Runs the script, and returns the path that it prints.
fn provision(verb: &str, name: &str) -> PathBuf {
    let script = concat!(env!("CARGO_MANIFEST_DIR"), "/../stack/provision");
    let output = Command::new(script)
        .args([verb, name])
        .stdin(Stdio::null())
        .stderr(Stdio::inherit())
        .output()
        .unwrap_or_else(|error| panic!("cannot run {script}: {error}"));
    assert!(
        output.status.success(),
        "{script} {verb} {name}: {}",
        output.status
    );
    let path = String::from_utf8(output.stdout).unwrap();
    PathBuf::from(path.trim_end())
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
