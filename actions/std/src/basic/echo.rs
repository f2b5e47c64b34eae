//! `std.echo`.

use mistral_actions::prelude::*;
use serde::de::Error;
use serde::{Deserializer, Serializer};

use super::wait;
use crate::json_types::json_types;
use crate::python::{self, ConversionError};

/// Echo action.
///
/// This action just returns a configured value as a result without doing anything else. The value of such
/// action implementation is that it can be used in development (for testing), demonstration and designing of
/// workflows themselves where echo action can play the role of temporary stub.
///
/// Mirrors `mistral.actions.std_actions.EchoAction`.
///
/// ```
/// use mistral_actions::prelude::*;
/// use mistral_actions::testing::ActionTest;
/// use mistral_actions_std as _;
///
/// ActionTest::new().run("std.echo", json!({"output": "hello", "delay": "0.01"})).assert_data("hello");
/// ```
///
/// # Errors
///
/// If the delay exceeds 292 years, the range of Python's clock.
#[mistral_action(name = "std.echo", tags("std"), test = would_echo)]
pub async fn echo(
    /// Value to return.
    output: Value,
    /// Seconds to wait before the return; a negative number, or text that is not a number, counts as 0.
    #[input(default = Delay::default())]
    delay: Delay,
) -> Result<Value, ActionError> {
    tracing::info!(delay = delay.0, "running echo action");
    wait(delay.0).await?;
    Ok(output)
}

async fn would_echo(_output: Value, _delay: Delay) -> Result<Value, ActionError> {
    Ok("Echo".into())
}

mistral_wire::register_python_class!("mistral.actions.std_actions.EchoAction", |mut object| {
    let call = object
        .call("std.echo")
        .input("output", object.take("output"));
    Ok(call.input_unless_null("delay", object.take("_delay")))
});

/// Seconds, as Python's `float()` reads them. Text that is not a number counts as 0.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Delay(f64);

json_types!(Delay = { "type": ["number", "string", "boolean"] });

impl Serialize for Delay {
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "the guard compares the result with the original"
    )]
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        // Mistral shows its default as an integer: `delay=0`.
        match self.0 as u32 {
            whole if f64::from(whole).total_cmp(&self.0).is_eq() => serializer.serialize_u32(whole),
            _ => serializer.serialize_f64(self.0),
        }
    }
}

impl<'de> Deserialize<'de> for Delay {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        match python::float(&Value::deserialize(deserializer)?) {
            // NaN is not less than 0 either; `wait` rejects it.
            Ok(seconds) if seconds < 0.0 => Ok(Self(0.0)),
            Ok(seconds) => Ok(Self(seconds)),
            Err(ConversionError::Value) => Ok(Self(0.0)),
            Err(_) => Err(D::Error::custom("expected a number of seconds")),
        }
    }
}
