//! [`Queue`]: a queue of the [broker](super::broker::Broker), its consumers and its unsettled deliveries.

use std::collections::{BTreeMap, VecDeque};
use std::time::Duration;

use tokio::time::Instant;

use super::ids::{ChannelId, ConnectionId};
use super::message::Stored;

/// Number of messages in a chunk of a stream.
const CHUNK: usize = 3;

/// Kind of a queue, which decides what a broker's crash leaves of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum QueueKind {
    /// Gone with the broker.
    Transient,
    /// All messages return, marked as redelivered.
    Durable,
    /// Counts how often a message returns.
    Quorum,
    /// Keeps all messages; each consumer reads them on its own.
    Stream,
}

/// The properties that a queue is declared with.
#[derive(Clone, Debug)]
pub(crate) struct QueueSpec {
    pub(crate) name: String,
    pub(crate) kind: QueueKind,
    /// Fanout exchange that the queue is bound to.
    pub(crate) fanout: Option<String>,
    pub(crate) time_to_live: Option<Duration>,
    /// Queue that receives expired and rejected messages.
    pub(crate) dead_letters: Option<String>,
}

impl QueueSpec {
    /// Returns a durable queue without a name.
    pub(super) fn durable() -> Self {
        Self {
            name: String::new(),
            kind: QueueKind::Durable,
            fanout: None,
            time_to_live: None,
            dead_letters: None,
        }
    }
}

/// A consumer of a queue.
#[derive(Clone, Debug)]
pub(super) struct Consumer {
    pub(super) connection: ConnectionId,
    pub(super) channel: ChannelId,
    /// 0: unlimited.
    pub(super) prefetch: usize,
    pub(super) unsettled: usize,
    /// Place of the next message in a stream.
    pub(super) next: usize,
}

/// A delivery that is not settled.
#[derive(Clone, Debug)]
pub(super) struct Unsettled {
    pub(super) message: Stored,
    pub(super) since: Instant,
}

#[derive(Debug)]
pub(super) struct Queue {
    pub(super) spec: QueueSpec,
    pub(super) ready: VecDeque<Stored>,
    /// The messages of a stream.
    pub(super) log: Vec<Stored>,
    pub(super) consumers: VecDeque<Consumer>,
    pub(super) unsettled: BTreeMap<(ChannelId, u64), Unsettled>,
}

impl Queue {
    pub(super) fn new(spec: QueueSpec) -> Self {
        Self {
            spec,
            ready: VecDeque::new(),
            log: Vec::new(),
            consumers: VecDeque::new(),
            unsettled: BTreeMap::new(),
        }
    }

    /// Adds a published message.
    pub(super) fn push(&mut self, mut message: Stored, now: Instant) {
        if self.spec.kind == QueueKind::Stream {
            return self.log.push(message);
        }
        let limits = [self.spec.time_to_live, message.expiration];
        message.expires = limits.into_iter().flatten().min().map(|limit| now + limit);
        self.ready.push_back(message);
    }

    /// Returns the deliveries of a channel to the front of the queue.
    pub(super) fn requeue_channel(&mut self, channel: ChannelId) {
        let tags: Vec<u64> = self
            .unsettled
            .range((channel, 0)..=(channel, u64::MAX))
            .map(|((_, tag), _)| *tag)
            .collect();
        for tag in tags.into_iter().rev() {
            self.requeue(channel, tag, true);
        }
        self.consumers
            .retain(|consumer| consumer.channel != channel);
    }

    /// Returns a delivery to the front of the queue, and perhaps counts the return.
    pub(super) fn requeue(&mut self, channel: ChannelId, tag: u64, counts: bool) {
        if let Some(Unsettled { mut message, .. }) = self.settle(channel, tag)
            && self.spec.kind != QueueKind::Stream
        {
            message.redelivered = true;
            message.returns += u32::from(counts);
            self.ready.push_front(message);
        }
    }

    /// Removes a delivery from those that are not settled.
    pub(super) fn settle(&mut self, channel: ChannelId, tag: u64) -> Option<Unsettled> {
        let settled = self.unsettled.remove(&(channel, tag))?;
        let mut consumers = self.consumers.iter_mut();
        if let Some(consumer) = consumers.find(|consumer| consumer.channel == channel) {
            consumer.unsettled -= 1;
        }
        Some(settled)
    }

    /// Adds a consumer. One of a stream begins with the last chunk, which it may have read before.
    pub(super) fn add_consumer(
        &mut self,
        connection: ConnectionId,
        channel: ChannelId,
        prefetch: usize,
    ) {
        self.consumers.push_back(Consumer {
            connection,
            channel,
            prefetch,
            unsettled: 0,
            next: self.log.len().saturating_sub(CHUNK),
        });
    }

    /// Returns the next message of a stream, and a consumer that may receive it.
    pub(super) fn next_of_stream(&mut self) -> Option<(Consumer, Stored)> {
        let length = self.log.len();
        let may_receive = |consumer: &&mut Consumer| {
            consumer.next < length && consumer.unsettled < consumer.prefetch
        };
        let consumer = self.consumers.iter_mut().find(may_receive)?;
        let message = self.log[consumer.next].clone();
        consumer.next += 1;
        consumer.unsettled += 1;
        Some((consumer.clone(), message))
    }

    /// Returns the next consumer that may receive a message, which is then the last in the row.
    pub(super) fn next_consumer(&mut self) -> Option<Consumer> {
        let has_room =
            |consumer: &Consumer| consumer.prefetch == 0 || consumer.unsettled < consumer.prefetch;
        let place = self.consumers.iter().position(has_room)?;
        let mut consumer = self.consumers.remove(place)?;
        consumer.unsettled += 1;
        self.consumers.push_back(consumer.clone());
        Some(consumer)
    }

    /// Loses or marks messages as a crash of the broker does. Returns whether the queue is still there.
    pub(super) fn crash(&mut self) -> bool {
        let channels: Vec<ChannelId> = self.unsettled.keys().map(|(channel, _)| *channel).collect();
        for channel in channels.into_iter().rev() {
            self.requeue_channel(channel);
        }
        self.consumers.clear();
        if self.spec.kind == QueueKind::Durable {
            for message in &mut self.ready {
                message.redelivered = true;
            }
        }
        self.spec.kind != QueueKind::Transient
    }
}
