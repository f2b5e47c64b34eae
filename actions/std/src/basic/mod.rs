//! The actions that need nothing but time: mostly for trying workflows out.

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

/// Waits as Python's `time.sleep` does, which refuses what its clock cannot count: 2⁶³ ns, or 292 years.
async fn wait(seconds: f64) -> Result<(), ActionError> {
    const LONGEST: f64 = 9_223_372_036.0;
    if seconds > LONGEST || seconds.is_nan() {
        let message = format!("cannot wait for {seconds} seconds: the longest time is {LONGEST}");
        return Err(ActionError::new(message));
    }
    tokio::time::sleep(Duration::from_secs_f64(seconds)).await;
    Ok(())
}
