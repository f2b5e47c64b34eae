//! [`Profile`]: the properties of a broker.

use std::time::Duration;

/// Properties of a broker.
#[derive(Clone, Debug)]
pub(crate) struct Profile {
    pub(crate) version: Version,
    /// Silence after which an end of a connection believes that the other one is gone.
    pub(crate) heartbeat_timeout: Duration,
    /// Number of times that a quorum queue takes a message back before it drops the message.
    pub(crate) delivery_limit: Option<u32>,
    /// A delivery may stay unsettled for this time.
    pub(crate) consumer_timeout: Option<Duration>,
}

/// Version of RabbitMQ, as far as it makes a difference.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Version {
    /// Closes a channel with a delivery that is not settled in time.
    V3,
    /// Also limits how often a quorum queue takes a message back.
    V4,
    /// The quorum queue, and no other queue, takes back what is not settled in time, and cancels the consumer.
    V4_3,
}

impl Version {
    /// Returns whether a quorum queue counts a return that its consumer asks for.
    pub(super) fn counts_requeues(self) -> bool {
        self != Self::V4_3
    }
}
