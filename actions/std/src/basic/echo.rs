//! `std.echo`.

use mistral_actions::prelude::*;
use serde::de::Error;
use serde::{Deserializer, Serializer};

use super::wait;
use crate::lenient::json_types;
use crate::python::{self, NotANumber};

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
/// use mistral_actions_std as _;
///
/// ActionTest::new().run("std.echo", json!({"output": "hello", "delay": "0.01"})).assert_data("hello");
/// ```
///
/// # Errors
///
/// If the delay is longer than a clock can count.
#[mistral_action(name = "std.echo", tags("std"), test = would_echo)]
pub async fn echo(
    /// What to return.
    output: Value,
    /// Seconds to wait before; less than none and what is no number is none.
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

/// Seconds, as Python's `float()` reads them; what is no number counts as none.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Delay(f64);

json_types!(Delay = { "type": ["number", "string", "boolean"] });

impl Serialize for Delay {
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "what would be lost is seen"
    )]
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        // Whole seconds as Mistral shows its default: `delay=0`.
        match self.0 as u32 {
            whole if f64::from(whole).total_cmp(&self.0).is_eq() => serializer.serialize_u32(whole),
            _ => serializer.serialize_f64(self.0),
        }
    }
}

impl<'de> Deserialize<'de> for Delay {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        match python::float(&Value::deserialize(deserializer)?) {
            // `0 > NaN` is false: a delay that is not a number is refused when it is waited for.
            Ok(seconds) if seconds < 0.0 => Ok(Self(0.0)),
            Ok(seconds) => Ok(Self(seconds)),
            Err(NotANumber::Value) => Ok(Self(0.0)),
            Err(_) => Err(D::Error::custom("expected a number of seconds")),
        }
    }
}
