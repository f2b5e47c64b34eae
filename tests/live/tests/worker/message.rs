//! Messages in the format of oslo.messaging and Mistral.

use lapin::BasicProperties;
use live_tests::serde_json::{self, Value};

/// Returns the message properties of oslo.messaging.
pub(crate) fn properties() -> BasicProperties {
    BasicProperties::default()
        .with_content_type("application/json".into())
        .with_content_encoding("utf-8".into())
        .with_delivery_mode(2)
        .with_priority(0)
}

/// Parses a JSON text inside a JSON value.
pub(crate) fn parsed(text: &Value) -> Value {
    serde_json::from_str(text.as_str().unwrap_or("null")).unwrap_or_default()
}

/// Decodes a serialized result of Mistral.
pub(crate) fn result_of(text: &Value) -> Value {
    let entity = parsed(text);
    assert_eq!(
        entity["__serial_key"], "mistral_lib.actions.types.Result",
        "{text}"
    );
    parsed(&entity["__serial_data"])
}
