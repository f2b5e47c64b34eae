//! `cargo xtask bench`: the benchmarks.

use crate::command::{Result, cargo};
use crate::provision;

/// The part that compares with Mistral's own executor; the package `benches` runs the others.
const EXECUTOR: &str = "executor";

/// Runs these parts, or all of them.
pub(crate) fn run(parts: &[&str]) -> Result {
    provision::debian("valgrind")?;
    let mut others = parts.to_vec();
    others.retain(|part| *part != EXECUTOR);
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
