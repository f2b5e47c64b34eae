//! Properties of messages, from and to AMQP's.

use std::sync::Arc;

use bytes::Bytes;
use lapin::BasicProperties;
use lapin::message::Delivery as Message;
use lapin::types::AMQPValue;

use super::parking::was_parked;
use crate::transport::{Compression, Delivery, Properties, Receipt};

/// Converts a received message.
pub(super) fn delivery(message: Message, receipt: Receipt) -> Delivery {
    Delivery {
        compression: compression(&message.properties),
        redelivered: message.redelivered,
        was_parked: was_parked(&message.properties),
        body: Bytes::from(message.data),
        received: Arc::new(message.properties),
        receipt,
    }
}

/// Returns the compression in kombu's header.
fn compression(properties: &BasicProperties) -> Option<Compression> {
    let headers = properties.headers().as_ref()?;
    match headers.inner().get("compression")? {
        AMQPValue::LongString(name) => String::from_utf8(name.as_bytes().to_vec()).ok(),
        AMQPValue::ShortString(name) => Some(name.to_string()),
        _ => None,
    }
}

/// Converts the properties of a message to publish.
pub(super) fn basic(properties: &Properties) -> BasicProperties {
    match properties {
        Properties::New { expiration: None } => new(),
        Properties::New {
            expiration: Some(after),
        } => new().with_expiration(after.as_millis().to_string().into()),
        Properties::Copied {
            received,
            with_expiration,
        } => {
            let received = received.downcast_ref::<BasicProperties>().cloned();
            let received = received.unwrap_or_else(new);
            if *with_expiration {
                return received;
            }
            let headers = received.headers().clone().unwrap_or_default();
            new().with_headers(headers)
        }
    }
}

/// Returns the properties of a new message: JSON, persistent.
fn new() -> BasicProperties {
    BasicProperties::default()
        .with_content_type("application/json".into())
        .with_content_encoding("utf-8".into())
        .with_delivery_mode(2)
        .with_priority(0)
}
