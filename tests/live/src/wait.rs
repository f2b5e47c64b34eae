//! Polling until a condition is met.

use std::time::{Duration, Instant};

use crate::{Failure, Result};

/// Upper bound on the wait for a condition that every successful test meets.
pub const WAIT_TIMEOUT: Duration = Duration::from_secs(180);

const PAUSE: Duration = Duration::from_millis(50);

/// Calls `poll` repeatedly until it returns a value. `condition` completes the sentence "waiting until …".
///
/// # Errors
///
/// The error of `poll`, or a timeout after [`WAIT_TIMEOUT`].
pub fn until<T>(condition: &str, mut poll: impl FnMut() -> Result<Option<T>>) -> Result<T> {
    let start = Instant::now();
    loop {
        if let Some(value) = poll()? {
            return Ok(value);
        }
        if start.elapsed() > WAIT_TIMEOUT {
            return Err(Failure::new(format_args!(
                "timed out after {} s waiting until {condition}",
                WAIT_TIMEOUT.as_secs()
            )));
        }
        std::thread::sleep(PAUSE);
    }
}
