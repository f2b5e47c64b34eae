//! The end of a test run whose services do not start.

use crate::Failure;

/// Ends the process, and with it everything that it has started: without services, every test would fail.
pub fn setup_failed(failure: &Failure) -> ! {
    eprintln!("\nerror: cannot start the services of the live tests: {failure}");
    std::process::exit(101)
}
