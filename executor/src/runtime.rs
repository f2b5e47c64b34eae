//! The async runtime of a command.

use tokio::runtime::{Builder, Runtime};

use crate::exit::Exit;
use crate::failure::Failure;

/// Starts a runtime of one thread. A command serves one call, so more threads would only add to its start; blocking
/// actions run on separate threads in any case.
pub(crate) fn start() -> Result<Runtime, Failure> {
    Builder::new_current_thread()
        .enable_all()
        .build()
        .map_err(|error| {
            let message = format!("cannot start the async runtime: {error}");
            Failure::new(Exit::CannotStart, "cannot_start", message)
        })
}
