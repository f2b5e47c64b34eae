//! Installs programs that the tests need from Debian's packages.

use std::process::{Command, Stdio};

use crate::command::{Result, run};

/// Installs valgrind, which counts the instructions that the benchmarks and their tests compare.
pub(crate) fn valgrind() -> Result {
    install("valgrind", "valgrind")
}

/// Installs the package of a program, unless the program can be run already.
fn install(program: &str, package: &str) -> Result {
    if is_installed(program) {
        return Ok(());
    }
    let apt = |arguments: &[&str]| {
        // RUNLEVEL=1 keeps packages of servers from starting them.
        run(Command::new("apt-get")
            .args(arguments)
            .env("DEBIAN_FRONTEND", "noninteractive")
            .env("RUNLEVEL", "1"))
    };
    apt(&["update"])
        .and_then(|()| apt(&["install", "--yes", "--no-install-recommends", package]))
        .map_err(|error| {
            format!("{program} is required and cannot be installed ({error}); install the package `{package}`")
        })
}

fn is_installed(program: &str) -> bool {
    let status = Command::new(program)
        .arg("--version")
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status();
    status.is_ok_and(|status| status.success())
}
