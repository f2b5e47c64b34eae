//! `cargo xtask test` and `cargo xtask quick`: the checks of a change. The first failure ends them.

use std::process::Command;

use crate::command::{Result, cargo, run};
use crate::live_tests::Brokers;
use crate::provision::{self, Background};
use crate::{deny, live_tests, prose, python, shear};

/// Runs everything that a change must pass.
pub(crate) fn test(brokers: Brokers) -> Result {
    live_tests::refuse_skips()?;
    let provisioning = Background::start(brokers)?;
    format_and_lints()?;
    prose::check()?;
    deny::check()?;
    shear::check()?;
    python::check()?;
    let docs = ["doc", "--workspace", "--no-deps", "--locked"];
    run(Command::new("cargo")
        .args(docs)
        .env("RUSTDOCFLAGS", "-D warnings"))?;
    // This benchmark counts instructions, which are the same on every machine, and holds them to limits.
    provision::debian("valgrind")?;
    let benches = ["run", "--release", "--locked", "--package", "benches"];
    cargo(&[&benches[..], &["--", "dispatch"]].concat())?;
    cargo(&["test", "--workspace", "--locked", "--no-run"])?;
    provisioning.join()?;
    live_tests::run_with_all_others(brokers)
}

/// Runs the checks that are worth the wait after every edit.
pub(crate) fn quick() -> Result {
    format_and_lints()?;
    prose::check()?;
    let mut tests = vec!["test", "--workspace", "--lib", "--bins", "--tests"];
    for slow in ["ui-tests", "benches", "live-tests"] {
        tests.extend(["--exclude", slow]);
    }
    cargo(&tests)
}

fn format_and_lints() -> Result {
    cargo(&["fmt", "--all", "--check"])?;
    let clippy = ["clippy", "--workspace", "--all-targets", "--locked"];
    cargo(&[&clippy[..], &["--", "-D", "warnings"]].concat())
}
