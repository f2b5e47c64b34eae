//! What the tests need besides cargo, installed if it is not there.

use std::process::{Command, Stdio};

use crate::steps::run;

/// valgrind counts the instructions that the benchmarks and their tests compare.
pub(crate) fn valgrind() -> Result<(), String> {
    debian("valgrind", "valgrind")
}

/// Makes sure that a program is there, from Debian's package of this name.
fn debian(program: &str, package: &str) -> Result<(), String> {
    if is_there(program) {
        return Ok(());
    }
    let apt = |arguments: &[&str]| {
        // Packages of servers must not start them.
        run(Command::new("apt-get")
            .args(arguments)
            .env("DEBIAN_FRONTEND", "noninteractive")
            .env("RUNLEVEL", "1"))
    };
    apt(&["update"])
        .and_then(|()| apt(&["install", "--yes", "--no-install-recommends", package]))
        .map_err(|error| format!("{program} is needed and could not be installed ({error}); install the package `{package}`"))
}

fn is_there(program: &str) -> bool {
    let status = Command::new(program)
        .arg("--version")
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status();
    status.is_ok_and(|status| status.success())
}
