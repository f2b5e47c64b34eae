//! `std.sleep`.

use mistral_actions::prelude::*;
use serde::Deserializer;
use serde::de::Error;

use super::wait;
use crate::lenient::json_types;
use crate::python::{self, NotANumber};

/// Sleep action.
///
/// This action sleeps for given amount of seconds. It can be mostly useful for testing and debugging purposes.
///
/// Mirrors `mistral.actions.std_actions.SleepAction`.
///
/// # Errors
///
/// If that is longer than a clock can count.
#[mistral_action(name = "std.sleep", tags("std"), test = would_sleep)]
pub async fn sleep(
    /// Whole seconds; less than none and what is no number is none.
    #[input(default = Seconds(1))]
    seconds: Seconds,
) -> Result<(), ActionError> {
    tracing::info!(seconds = seconds.0, "running sleep action");
    #[expect(
        clippy::cast_precision_loss,
        reason = "what loses precision is refused"
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

/// Whole seconds, as Python's `int()` reads them; what is no integer counts as none.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Seconds(u64);

json_types!(Seconds = { "type": ["number", "string", "boolean"] });

impl<'de> Deserialize<'de> for Seconds {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        match python::int(&Value::deserialize(deserializer)?) {
            Ok(seconds) => Ok(Self(u64::try_from(seconds.max(0)).unwrap_or(u64::MAX))),
            Err(NotANumber::Value) => Ok(Self(0)),
            Err(_) => Err(D::Error::custom("expected a number of seconds")),
        }
    }
}
