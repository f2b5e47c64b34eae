//! Frames between a client and the [broker](super::broker::Broker).

use super::ids::ChannelId;
use super::message::Stored;
use super::queue::QueueSpec;
use crate::transport::{Address, Choice, Routed, Settlement};

/// A frame from a client to the broker.
#[derive(Debug)]
pub(super) enum Up {
    Publish {
        number: u64,
        to: Address,
        message: Stored,
    },
    Consume {
        channel: ChannelId,
        queue: QueueSpec,
        prefetch: usize,
    },
    Declare(QueueSpec),
    CancelConsumer {
        channel: ChannelId,
    },
    CloseChannel {
        channel: ChannelId,
    },
    Settle {
        channel: ChannelId,
        settlement: Settlement,
        /// A requeued message is dead-lettered instead.
        rejects: bool,
    },
    /// Asks for an answer that shows that the channel is open.
    Verify {
        channel: ChannelId,
        number: u64,
    },
    Decide {
        number: u64,
        decision: String,
        choice: Choice,
    },
    Close,
}

/// A frame from the broker to a client.
#[derive(Debug)]
pub(super) enum Down {
    /// `None`: the broker could not store the message.
    Confirmed {
        number: u64,
        routed: Option<Routed>,
    },
    Consuming {
        channel: ChannelId,
    },
    Deliver {
        channel: ChannelId,
        tag: u64,
        message: Stored,
    },
    /// The consumer has ended, on request or because its queue was deleted.
    Cancelled {
        channel: ChannelId,
    },
    ChannelClosed {
        channel: ChannelId,
    },
    Verified {
        channel: ChannelId,
        number: u64,
    },
    Decided {
        number: u64,
        holds: bool,
    },
}
