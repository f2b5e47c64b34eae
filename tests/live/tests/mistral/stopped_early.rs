//! Without services no trial says anything.

use live_tests::Failure;

/// Ends the process; whatever was started goes down with it.
pub(crate) fn exit(failure: &Failure) -> ! {
    eprintln!("\nthe services of the live tests are not up: {failure}");
    std::process::exit(101)
}
