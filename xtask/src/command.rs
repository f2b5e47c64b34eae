//! Runs the commands that the steps consist of.

use std::path::PathBuf;
use std::process::Command;
use std::time::Instant;

pub(crate) type Result<T = ()> = std::result::Result<T, String>;

/// The root of the repository.
pub(crate) fn repository() -> PathBuf {
    let xtask = PathBuf::from(env!("CARGO_MANIFEST_DIR"));
    xtask.parent().map_or(xtask.clone(), Into::into)
}

/// Runs cargo.
pub(crate) fn cargo(arguments: &[&str]) -> Result {
    run(Command::new("cargo").args(arguments))
}

/// Prints a command, runs it, and prints how long it took.
///
/// # Errors
///
/// If the command does not start or does not succeed.
pub(crate) fn run(command: &mut Command) -> Result {
    let line = std::iter::once(command.get_program()).chain(command.get_args());
    let line = line
        .map(|word| word.to_string_lossy())
        .collect::<Vec<_>>()
        .join(" ");
    eprintln!("==> {line}");
    let start = Instant::now();
    let status = command
        .status()
        .map_err(|error| format!("cannot start `{line}`: {error}"))?;
    if !status.success() {
        return Err(format!("`{line}` failed: {status}"));
    }
    eprintln!("    {:.1} s", start.elapsed().as_secs_f64());
    Ok(())
}
