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

/// Time for which a returned request waits for a worker, in milliseconds. If there is none any more, the request moves on to
/// the topic's queue, for other executors. Much longer than a message stays in a queue of a running worker.
const RETURNED: i64 = 3_600_000;

/// The queue for the messages of this worker's long actions.
#[derive(Clone, Debug)]
pub(crate) struct Parking {
    queue: Queue,
}

impl Parking {
    pub(crate) fn new(config: &Config) -> Self {
        let id = uuid::Uuid::new_v4().simple();
        let name = format!("{}.{}.parking_{id}", config.topic, config.host);
        let mut arguments = returning(config, TIME_TO_LIVE);
        arguments.insert("x-expires".into(), AMQPValue::LongLongInt(EXPIRES));
        Self {
            queue: Queue::private(name, arguments),
        }
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
    Queue::private(name, returning(config, time))
}

/// Returns the queue to which the broker moves parked and held requests in place of the topic's, if that is a quorum queue.
///
/// When a broker starts, its quorum queues are ready after its classic ones, whose messages may have expired meanwhile:
/// RabbitMQ loses a message that it moves to a quorum queue at that time.
pub(super) fn return_queue(config: &Config) -> Option<Queue> {
    let arguments = || {
        let (exchange, topic) = (&config.control_exchange, &config.topic);
        dead_lettering(RETURNED, exchange, topic)
    };
    let is_needed = config.rabbit.quorum;
    is_needed.then(|| Queue::private(return_name(config), arguments()))
}

fn return_name(config: &Config) -> String {
    format!("{}.returned", config.topic)
}

/// Returns the arguments of a queue whose messages go back to the workers of the topic after a time, in milliseconds.
///
/// It is a classic durable queue, also if the topic's is a quorum queue: RabbitMQ 3.10 loses a quorum queue if it crashes
/// immediately after the declaration, and the messages that such a queue is dead-lettering, unless they are confirmed.
fn returning(config: &Config, time_to_live: i64) -> FieldTable {
    if config.rabbit.quorum {
        // By the default exchange, to which every queue is bound.
        dead_lettering(time_to_live, "", &return_name(config))
    } else {
        dead_lettering(time_to_live, &config.control_exchange, &config.topic)
    }
}

fn dead_lettering(time_to_live: i64, exchange: &str, routing_key: &str) -> FieldTable {
    let mut arguments = FieldTable::default();
    arguments.insert("x-message-ttl".into(), AMQPValue::LongLongInt(time_to_live));
    put(&mut arguments, "x-dead-letter-exchange", exchange);
    put(&mut arguments, "x-dead-letter-routing-key", routing_key);
    arguments
}
