//! All actions that only read and require no input.

use live_tests::Result;
use live_tests::serde_json::json;

use super::comparison::Comparison;
use crate::harness::Harness;

/// Actions that fail in Python on every cloud because of a bug in the client, and succeed in Rust.
const PYTHON_FAILS: &[&str] = &[
    // `list() got an unexpected keyword argument 'search_opts'`
    "cinder.availability_zones_find",
    "cinder.availability_zones_findall",
    "cinder.services_findall",
    // mistral-extra sends a request for Glance to Nova.
    "nova.glance_list",
    // `The 'statistics' API is removed in API version 2.88 or later`; the Rust action uses an earlier version.
    "nova.hypervisor_stats_statistics",
    "nova.hypervisors_statistics",
];

/// Runs every such action with both sides.
pub(crate) fn input_free_reads_match(harness: &mut Harness) -> Result<()> {
    let mut comparison = Comparison::new(harness)?;
    let names = comparison.rust.input_free_reads();
    assert!(
        names.len() > 100,
        "at least 100 actions only read: {names:?}"
    );
    for name in names {
        let input = json!({});
        let [python, rust] = comparison.read(&name, &input)?;
        if PYTHON_FAILS.contains(&name.as_str()) {
            assert!(
                python.is_err() && rust.is_ok(),
                "{name}: Python {python:?}, Rust {rust:?}"
            );
        } else if name.contains("_find") && python.is_err() && rust.is_err() {
            // The Rust error explains that nothing or more than one resource was found, or that an input is missing.
            // Python's error is empty or names arguments that a workflow cannot pass.
        } else {
            comparison.compare(&name, &input, &python, &rust);
        }
    }
    comparison.finish()
}
