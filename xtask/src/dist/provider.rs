//! The Python package of Mistral's engine: wheel and source distribution.

use std::path::Path;
use std::process::Command;

use crate::command::{Result, repository, run};
use crate::provision;

/// Builds the package into a folder, and checks its metadata.
pub(super) fn build(folder: &Path) -> Result {
    let python = provision::venv("dist")?;
    run(Command::new(&python)
        .args(["-m", "build", "--no-isolation", "--outdir"])
        .arg(folder)
        .arg(repository().join("provider")))?;
    let check = "twine check --strict \"$1\"/mistral_actions_provider-*";
    run(Command::new("sh")
        .args(["-ec", &format!("exec \"$0\" -m {check}")])
        .arg(&python)
        .arg(folder))
}
