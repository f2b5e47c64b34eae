//! What the commands do, step by step. The first step that fails ends the command.

use std::process::Command;
use std::time::Instant;

use crate::{licences, needs, python};

pub(crate) type Result = std::result::Result<(), String>;

/// Everything a change must pass.
pub(crate) fn test() -> Result {
    needs::valgrind()?;
    format_and_lints()?;
    licences::check()?;
    python::check()?;
    let docs = ["doc", "--workspace", "--no-deps", "--locked"];
    run(Command::new("cargo")
        .args(docs)
        .env("RUSTDOCFLAGS", "-D warnings"))?;
    // Instructions, not times: the same on every machine, so that they can be held to limits.
    cargo(&[
        "run",
        "--release",
        "--locked",
        "--package",
        "benches",
        "--",
        "dispatch",
    ])?;
    cargo(&["test", "--workspace", "--locked"])
}

/// What is worth waiting for after every edit.
pub(crate) fn quick() -> Result {
    format_and_lints()?;
    let slow = [
        "--exclude",
        "ui-tests",
        "--exclude",
        "benches",
        "--exclude",
        "live-tests",
    ];
    cargo(
        &[
            &["test", "--workspace", "--lib", "--bins", "--tests"],
            &slow[..],
        ]
        .concat(),
    )
}

/// The benchmarks.
pub(crate) fn bench(parts: &[&str]) -> Result {
    const EXECUTOR: &str = "executor";
    needs::valgrind()?;
    let others: Vec<&str> = parts
        .iter()
        .copied()
        .filter(|part| *part != EXECUTOR)
        .collect();
    if parts.is_empty() || !others.is_empty() {
        let runner = ["run", "--release", "--package", "benches", "--"];
        cargo(&[&runner[..], &others].concat())?;
    }
    if parts.is_empty() || parts.contains(&EXECUTOR) {
        let profile = ["bench", "--profile", "dist"].as_slice();
        let bench = ["--package", "live-tests", "--bench", EXECUTOR];
        cargo(&[profile, &bench].concat())?;
    }
    Ok(())
}

/// Writes anew what tests compare with.
pub(crate) fn bless() -> Result {
    run(Command::new("cargo")
        .args(["test", "--workspace", "--exclude", "live-tests", "--locked"])
        .env("TRYBUILD", "overwrite")
        .env("UPDATE_SNAPSHOTS", "1")
        .env("UPDATE_SCHEMA", "1"))
}

fn format_and_lints() -> Result {
    cargo(&["fmt", "--all", "--check"])?;
    cargo(&[
        "clippy",
        "--workspace",
        "--all-targets",
        "--locked",
        "--",
        "-D",
        "warnings",
    ])
}

/// Runs cargo.
pub(crate) fn cargo(arguments: &[&str]) -> Result {
    run(Command::new("cargo").args(arguments))
}

/// Runs a command, saying what it is and how long it took.
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
        .map_err(|error| format!("`{line}` does not start: {error}"))?;
    if !status.success() {
        return Err(format!("`{line}` failed: {status}"));
    }
    eprintln!("    {:.1} s", start.elapsed().as_secs_f64());
    Ok(())
}
