//! Properties of messages, from and to AMQP's.

use std::sync::Arc;

use bytes::Bytes;
use lapin::BasicProperties;
use lapin::message::Delivery as Message;
use lapin::types::{AMQPValue, FieldTable};

use crate::transport::{CopyState, Death, Delivery, Mark, Properties, Receipt};

/// Header of a copy: its state and its generation.
const MARK: &str = "mistral_actions_copy";
/// Header of a request that was passed on: the queue of the worker that did.
const PASSED_BY: &str = "mistral_actions_passed_by";

/// Converts a received message.
pub(super) fn delivery(message: Message, receipt: Receipt) -> Delivery {
    let headers = message.properties.headers().as_ref();
    let text = |name: &str| headers.and_then(|headers| text(headers.inner().get(name)?));
    Delivery {
        compression: text("compression").map(str::to_owned),
        redelivered: message.redelivered,
        returns: headers.and_then(returns).unwrap_or(0),
        mark: text(MARK).map(mark).unwrap_or_default(),
        passed_by: text(PASSED_BY).map(str::to_owned),
        death: headers.and_then(death),
        body: Bytes::from(message.data),
        received: Arc::new(message.properties.clone()),
        receipt,
    }
}

fn text(value: &AMQPValue) -> Option<&str> {
    match value {
        AMQPValue::LongString(text) => std::str::from_utf8(text.as_bytes()).ok(),
        AMQPValue::ShortString(text) => Some(text.as_str()),
        _ => None,
    }
}

/// Returns the number of times that a quorum queue took the message back.
fn returns(headers: &FieldTable) -> Option<u64> {
    match headers.inner().get("x-delivery-count")? {
        AMQPValue::LongLongInt(count) => u64::try_from(*count).ok(),
        AMQPValue::LongInt(count) => u64::try_from(*count).ok(),
        AMQPValue::ShortShortUInt(count) => Some((*count).into()),
        AMQPValue::LongUInt(count) => Some((*count).into()),
        _ => None,
    }
}

fn mark(text: &str) -> Mark {
    let (state, generation) = text.split_once(' ').unwrap_or((text, "0"));
    Mark {
        state: CopyState::from_name(state),
        generation: generation.parse().unwrap_or(0),
    }
}

/// Returns the reason of the latest move of a message to another queue.
fn death(headers: &FieldTable) -> Option<Death> {
    let AMQPValue::FieldArray(deaths) = headers.inner().get("x-death")? else {
        return Some(Death::Expired);
    };
    // The latest is the first.
    let latest = match deaths.as_slice().first()? {
        AMQPValue::FieldTable(death) => death.inner().get("reason").and_then(text),
        _ => None,
    };
    Some(match latest {
        Some("rejected") => Death::Rejected,
        _ => Death::Expired,
    })
}

/// Converts the properties of a message to publish.
pub(super) fn basic(properties: &Properties) -> BasicProperties {
    match properties {
        Properties::New => new(),
        Properties::Copied {
            received,
            mark,
            passed_by,
        } => {
            let received = received.downcast_ref::<BasicProperties>();
            match mark {
                None => received.cloned().unwrap_or_else(new),
                Some(mark) => marked(received, *mark, passed_by.as_deref()),
            }
        }
    }
}

/// Returns the properties of a marked copy: the headers of the original, without those of the broker.
fn marked(
    received: Option<&BasicProperties>,
    mark: Mark,
    passed_by: Option<&str>,
) -> BasicProperties {
    let mut headers = FieldTable::default();
    let originals = received.and_then(|received| received.headers().as_ref());
    for (name, value) in originals.into_iter().flat_map(FieldTable::inner) {
        if !name.as_str().starts_with("x-") && name.as_str() != PASSED_BY {
            headers.insert(name.clone(), value.clone());
        }
    }
    let mark = format!("{} {}", mark.state.name(), mark.generation);
    headers.insert(MARK.into(), AMQPValue::LongString(mark.into()));
    if let Some(queue) = passed_by {
        headers.insert(PASSED_BY.into(), AMQPValue::LongString(queue.into()));
    }
    new().with_headers(headers)
}

/// Returns the properties of a new message: JSON, persistent.
fn new() -> BasicProperties {
    BasicProperties::default()
        .with_content_type("application/json".into())
        .with_content_encoding("utf-8".into())
        .with_delivery_mode(2)
        .with_priority(0)
}

#[cfg(test)]
mod tests {
    use lapin::types::ShortString;

    use super::*;

    #[test]
    fn mark_survives_its_header() {
        for state in [
            CopyState::Original,
            CopyState::Parked,
            CopyState::Returned,
            CopyState::Passed,
            CopyState::Held,
        ] {
            let expected = Mark {
                state,
                generation: 7,
            };
            let text = format!("{} 7", state.name());
            assert_eq!(mark(&text), expected);
        }
    }

    #[test]
    fn marked_copy_keeps_the_compression_and_drops_the_broker_headers() {
        let mut headers = FieldTable::default();
        for name in ["compression", "x-death", "x-delivery-count", PASSED_BY] {
            headers.insert(name.into(), AMQPValue::LongString("gzip".into()));
        }
        let received = BasicProperties::default().with_headers(headers);
        let copy = marked(Some(&received), Mark::default(), None);
        let headers = copy.headers().clone().unwrap_or_default();
        let names: Vec<&str> = headers.inner().keys().map(ShortString::as_str).collect();
        assert_eq!(names, ["compression", MARK]);
    }

    #[test]
    fn passed_copy_names_the_queue_of_its_sender() {
        let copy = marked(None, Mark::default(), Some("t.h.parking_1"));
        let headers = copy.headers().clone().unwrap_or_default();
        let queue = headers.inner().get(PASSED_BY).and_then(text);
        assert_eq!(queue, Some("t.h.parking_1"));
    }
}
