//! [`ExampleValue`]: the type of an author's example.

use serde::Serialize;
use serde_json::Value;

/// The type of an example: any type that implements `serde::Serialize`. Improves the message for a type that does not.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be an example: it does not implement `serde::Serialize`",
    label = "cannot be written as JSON",
    note = "write the JSON instead: `example = json!(…)`"
)]
pub trait ExampleValue {
    /// Returns the example as JSON; `null` if it cannot be encoded.
    fn to_example(&self) -> Value;
}

#[diagnostic::do_not_recommend]
impl<T: Serialize + ?Sized> ExampleValue for T {
    fn to_example(&self) -> Value {
        serde_json::to_value(self).unwrap_or_default()
    }
}
