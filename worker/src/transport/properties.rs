//! The properties of all messages of the worker.

use lapin::BasicProperties;

/// Returns the properties of every message: JSON, persistent.
pub(crate) fn message_properties() -> BasicProperties {
    BasicProperties::default()
        .with_content_type("application/json".into())
        .with_content_encoding("utf-8".into())
        .with_delivery_mode(2)
        .with_priority(0)
}
