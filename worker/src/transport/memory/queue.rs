//! [`Queue`]: a queue of the [broker](super::broker::Broker), its consumers and its unsettled deliveries.

use std::collections::{BTreeMap, VecDeque};
use std::time::Duration;

use tokio::time::Instant;

use super::ids::{ChannelId, ConnectionId};
use super::message::Stored;

/// Kind of a queue, which decides what a broker's crash leaves of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum QueueKind {
    /// Gone with the broker.
    Transient,
    /// All messages return, marked as redelivered.
    Durable,
    /// Counts how often a message returns.
    Quorum,
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

/// A consumer of a queue.
#[derive(Clone, Debug)]
pub(super) struct Consumer {
    pub(super) connection: ConnectionId,
    pub(super) channel: ChannelId,
    /// 0: unlimited.
    pub(super) prefetch: usize,
    pub(super) unsettled: usize,
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
    pub(super) consumers: VecDeque<Consumer>,
    pub(super) unsettled: BTreeMap<(ChannelId, u64), Unsettled>,
}

impl Queue {
    pub(super) fn new(spec: QueueSpec) -> Self {
        Self {
            spec,
            ready: VecDeque::new(),
            consumers: VecDeque::new(),
            unsettled: BTreeMap::new(),
        }
    }

    /// Adds a published message.
    pub(super) fn push(&mut self, mut message: Stored, now: Instant) {
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
            self.requeue(channel, tag);
        }
        self.consumers
            .retain(|consumer| consumer.channel != channel);
    }

    /// Returns a delivery to the front of the queue.
    pub(super) fn requeue(&mut self, channel: ChannelId, tag: u64) {
        if let Some(Unsettled { mut message, .. }) = self.settle(channel, tag) {
            message.redelivered = true;
            message.returns += 1;
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
