//! Actions without I/O, for development and tests of workflows.

mod echo;
mod fail;
mod noop;
mod sleep;
mod test_dict;

use std::time::Duration;

use mistral_actions::ActionError;

pub use echo::{Delay, Echo, echo};
pub use fail::{Fail, fail};
pub use noop::{AsyncNoop, Noop, async_noop, noop};
pub use sleep::{Seconds, Sleep, sleep};
pub use test_dict::{Size, TestDict, Text, test_dict};

/// Waits like Python's `time.sleep`, which rejects more than 2⁶³ ns (292 years).
async fn wait(seconds: f64) -> Result<(), ActionError> {
    const LONGEST: f64 = 9_223_372_036.0;
    if seconds > LONGEST || seconds.is_nan() {
        let message = format!("cannot wait for {seconds} seconds; the maximum is {LONGEST}");
        return Err(ActionError::new(message));
    }
    tokio::time::sleep(Duration::from_secs_f64(seconds)).await;
    Ok(())
}
