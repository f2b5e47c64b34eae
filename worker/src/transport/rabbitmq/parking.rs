//! [`Parking`]: the messages of actions that run longer than the broker waits for an acknowledgement.
//!
//! RabbitMQ closes a channel with a delivery that stays unacknowledged for `consumer_timeout` (30 minutes by default), and
//! delivers the message to another consumer. So the message of a long action is moved repeatedly to the end of a queue
//! that belongs to this worker alone. The worker consumes it there at once and leaves it unacknowledged, so that it is
//! never lost. When the worker dies, the message becomes ready, its time to live has long passed, and the broker
//! dead-letters it to the topic: another worker receives it with an `x-death` header, which marks it as delivered before.

use lapin::types::{AMQPValue, FieldTable};

use super::topology::{Queue, put};
use crate::config::Config;
use crate::transport::Address;

/// Time to live of a parked message, in milliseconds; longer than a running worker needs to consume it.
const TIME_TO_LIVE: i64 = 10_000;
/// Time after which the broker deletes the unused queue, in milliseconds. Its messages are dead-lettered long before.
const EXPIRES: i64 = 60_000;

/// The queue for the messages of this worker's long actions.
#[derive(Clone, Debug)]
pub(crate) struct Parking {
    queue: Queue,
}

impl Parking {
    pub(crate) fn new(config: &Config) -> Self {
        let id = uuid::Uuid::new_v4().simple();
        let name = format!("{}.{}.parking_{id}", config.topic, config.host);
        let mut queue = dead_lettering(config, name, TIME_TO_LIVE);
        for arguments in std::iter::once(&mut queue.arguments).chain(&mut queue.older_arguments) {
            arguments.insert("x-expires".into(), AMQPValue::LongLongInt(EXPIRES));
        }
        Self { queue }
    }

    pub(super) fn queue(&self) -> Queue {
        self.queue.clone()
    }

    /// Returns the address for messages to park.
    pub(crate) fn address(&self) -> Address {
        Address::queue(&*self.queue.name)
    }
}

/// Returns the queue for held requests, which all workers of a topic share.
pub(super) fn hold_queue(config: &Config) -> Queue {
    let time = i64::try_from(config.hold_time.as_millis()).unwrap_or(i64::MAX);
    // Workers with another `hold_time` have another queue.
    let name = format!("{}.held_{time}", config.topic);
    dead_lettering(config, name, time)
}

/// Returns a queue whose messages move to the topic after a time, in milliseconds.
///
/// If the topic's queue is a quorum queue, this is one, too: such a queue keeps a message until the topic has confirmed it.
/// A classic queue forgets it at once, and when RabbitMQ 4.3 starts, its classic queues move their expired messages before
/// its quorum queues take any. The delivery limit is unknown to RabbitMQ 3, which loses a quorum queue if it crashes
/// immediately after the declaration; there the queue is a classic one.
fn dead_lettering(config: &Config, name: String, time_to_live: i64) -> Queue {
    let mut classic = FieldTable::default();
    classic.insert("x-message-ttl".into(), AMQPValue::LongLongInt(time_to_live));
    put(
        &mut classic,
        "x-dead-letter-exchange",
        &config.control_exchange,
    );
    put(&mut classic, "x-dead-letter-routing-key", &config.topic);
    if !config.rabbit.quorum {
        return Queue::private(name, classic);
    }
    let mut quorum = classic.clone();
    put(&mut quorum, "x-queue-type", "quorum");
    put(&mut quorum, "x-dead-letter-strategy", "at-least-once");
    // The strategy needs it.
    put(&mut quorum, "x-overflow", "reject-publish");
    quorum.insert("x-delivery-limit".into(), AMQPValue::LongLongInt(-1));
    Queue {
        older_arguments: Some(classic),
        ..Queue::private(name, quorum)
    }
}
