//! Waiting for a condition.

use std::time::{Duration, Instant};

use crate::{Failure, Result};

/// How long a condition may take that is to come true in any case.
pub const LIMIT: Duration = Duration::from_secs(180);

const PAUSE: Duration = Duration::from_millis(50);

/// Asks again and again until there is an answer.
///
/// # Errors
///
/// The question's own, and if there is no answer within [`LIMIT`].
pub fn until<T>(what: &str, mut ask: impl FnMut() -> Result<Option<T>>) -> Result<T> {
    let start = Instant::now();
    loop {
        if let Some(answer) = ask()? {
            return Ok(answer);
        }
        if start.elapsed() > LIMIT {
            return Err(Failure::new(format_args!(
                "waited {} s in vain until {what}",
                LIMIT.as_secs()
            )));
        }
        std::thread::sleep(PAUSE);
    }
}
