//! Ready-built cargo subcommands from PyPI, pinned with checksums in `xtask/requirements/cargo-tools.txt`.

use std::path::PathBuf;

use crate::command::Result;
use crate::venv::Venv;

/// Returns the path of a subcommand; installs all of them at the first use, which takes seconds.
pub(crate) fn cargo_tool(name: &str) -> Result<PathBuf> {
    let venv = Venv::ensure("cargo-tools", "xtask/requirements/cargo-tools.txt", None)?;
    Ok(venv.program(name))
}
