//! `cargo xtask bench`: the benchmarks.

use crate::command::{Result, cargo};
use crate::provision;

/// The parts that need a broker; the package `benches` runs the others. One compares with Mistral's own executor, the
/// other runs many workers.
const LIVE: [&str; 2] = ["executor", "fleet"];

/// Runs these parts, or all of them.
pub(crate) fn run(parts: &[&str]) -> Result {
    provision::debian("valgrind")?;
    let mut others = parts.to_vec();
    others.retain(|part| !LIVE.contains(part));
    if parts.is_empty() || !others.is_empty() {
        let runner = ["run", "--release", "--package", "benches", "--"];
        cargo(&[&runner[..], &others].concat())?;
    }
    for part in LIVE {
        if parts.is_empty() || parts.contains(&part) {
            let profile = ["bench", "--profile", "dist"].as_slice();
            let bench = ["--package", "live-tests", "--bench", part];
            cargo(&[profile, &bench].concat())?;
        }
    }
    Ok(())
}
