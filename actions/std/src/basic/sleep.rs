//! `std.sleep`.

use mistral_actions::prelude::*;
use serde::Deserializer;
use serde::de::Error;

use super::wait;
use crate::json_types::json_types;
use crate::python::{self, ConversionError};

/// Sleep action.
///
/// This action sleeps for given amount of seconds. It can be mostly useful for testing and debugging purposes.
///
/// Mirrors `mistral.actions.std_actions.SleepAction`.
///
/// # Errors
///
/// If the time exceeds 292 years, the range of Python's clock.
#[mistral_action(name = "std.sleep", tags("std"), test = would_sleep)]
pub async fn sleep(
    /// Whole seconds; a negative number, or text that is not an integer, counts as 0.
    #[input(default = Seconds(1))]
    seconds: Seconds,
) -> Result<(), ActionError> {
    tracing::info!(seconds = seconds.0, "running sleep action");
    #[expect(
        clippy::cast_precision_loss,
        reason = "`wait` rejects numbers that are large enough to lose precision"
    )]
    wait(seconds.0 as f64).await
}

async fn would_sleep(_seconds: Seconds) -> Result<(), ActionError> {
    wait(1.0).await
}

mistral_wire::register_python_class!("mistral.actions.std_actions.SleepAction", |mut object| {
    let call = object.call("std.sleep");
    Ok(call.input_unless_null("seconds", object.take("_seconds")))
});

/// Whole seconds, as Python's `int()` reads them. Text that is not an integer counts as 0.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Seconds(u64);

json_types!(Seconds = { "type": ["number", "string", "boolean"] });

impl<'de> Deserialize<'de> for Seconds {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        match python::int(&Value::deserialize(deserializer)?) {
            Ok(seconds) => Ok(Self(u64::try_from(seconds.max(0)).unwrap_or(u64::MAX))),
            Err(ConversionError::Value) => Ok(Self(0)),
            Err(_) => Err(D::Error::custom("expected a number of seconds")),
        }
    }
}
