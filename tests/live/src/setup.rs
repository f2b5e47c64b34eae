//! Start of a test run.

use crate::Failure;

/// Returns whether a test target is listed in `LIVE_TESTS_SKIP`, a list separated by commas.
///
/// `cargo xtask test` runs `mistral` in parallel with the other targets, each in its own process.
pub fn is_skipped(target: &str) -> bool {
    let skipped = std::env::var("LIVE_TESTS_SKIP").unwrap_or_default();
    let is_skipped = skipped.split(',').any(|name| name == target);
    if is_skipped {
        eprintln!("`{target}` is skipped, because LIVE_TESTS_SKIP is `{skipped}`");
    }
    is_skipped
}

/// Ends the process, and with it everything that it has started: without services, every test would fail.
pub fn setup_failed(failure: &Failure) -> ! {
    eprintln!("\nerror: cannot start the services of the live tests: {failure}");
    std::process::exit(101)
}
