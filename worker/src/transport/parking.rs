//! [`Parking`]: the messages of actions that run longer than the broker waits for an acknowledgement.
//!
//! RabbitMQ closes a channel with a delivery that stays unacknowledged for `consumer_timeout` (30
//! minutes, unless configured), and delivers the message to somebody else. So the message of an action
//! that runs long is moved, again and again, to the end of a queue that belongs to this worker alone.
//! It is taken from there at once and stays unacknowledged, so that it is never lost. When the worker
//! dies, the message becomes ready, its time to live is long over, and the broker dead-letters it back
//! to the topic: another worker gets it, marked by an `x-death` header as delivered before.

use lapin::message::Delivery;
use lapin::types::{AMQPValue, FieldTable};

use super::publisher::Address;
use super::topology::{Queue, put};
use crate::config::Config;

/// Longer than a message waits in the queue for a worker that lives, in milliseconds.
const TIME_TO_LIVE: i64 = 10_000;
/// How long the queue stays after its worker, in milliseconds. Its messages leave it long before.
const EXPIRES: i64 = 60_000;

/// Where this worker keeps the messages of actions that run long.
#[derive(Clone, Debug)]
pub(crate) struct Parking {
    queue: Queue,
}

impl Parking {
    pub(crate) fn new(config: &Config) -> Self {
        let id = uuid::Uuid::new_v4().simple();
        let name = format!("{}.{}.parking_{id}", config.topic, config.host);
        let mut arguments = FieldTable::default();
        arguments.insert("x-message-ttl".into(), AMQPValue::LongLongInt(TIME_TO_LIVE));
        arguments.insert("x-expires".into(), AMQPValue::LongLongInt(EXPIRES));
        put(
            &mut arguments,
            "x-dead-letter-exchange",
            &config.control_exchange,
        );
        put(&mut arguments, "x-dead-letter-routing-key", &config.topic);
        if config.rabbit.quorum {
            put(&mut arguments, "x-queue-type", "quorum");
        }
        Self {
            queue: Queue::private(name, arguments),
        }
    }

    pub(super) fn queue(&self) -> Queue {
        self.queue.clone()
    }

    /// Where to publish a message that is to be parked.
    pub(crate) fn address(&self) -> Address {
        Address {
            exchange: String::new(),
            routing_key: self.queue.name.clone(),
        }
    }

    /// Whether a message comes from the parking of a worker that is gone: it was delivered before.
    pub(crate) fn was_parked(delivery: &Delivery) -> bool {
        let headers = delivery.properties.headers().as_ref();
        headers.is_some_and(|headers| headers.inner().contains_key("x-death"))
    }
}
