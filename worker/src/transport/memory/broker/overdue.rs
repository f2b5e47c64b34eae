//! Deliveries that are not settled in time.

use std::time::Duration;

use tokio::time::Instant;

use super::{Event, State};
use crate::transport::memory::frame::Down;
use crate::transport::memory::ids::{ChannelId, ConnectionId};
use crate::transport::memory::profile::Version;
use crate::transport::memory::queue::{Queue, QueueKind};

impl State {
    /// Takes back the deliveries of a queue that were not settled in time.
    pub(super) fn take_overdue(&mut self, name: &str, now: Instant) {
        let Some(limit) = self.consumer_timeout(name) else {
            return;
        };
        while let Some(channel) = self.queues.get(name).and_then(|it| overdue(it, now, limit)) {
            let owner = |it: &&ConnectionId| self.connections[*it].channels.contains_key(&channel);
            let Some(id) = self.connections.keys().find(owner).copied() else {
                return;
            };
            let queue = self.queues.get_mut(name);
            let cancels = self.profile.version == Version::V4_3;
            match queue.filter(|queue| cancels && queue.has_consumer(channel)) {
                Some(queue) => {
                    queue.cancel_overdue(channel, now, limit);
                    self.note(&format!("{name} cancels a consumer: consumer_timeout"));
                    self.answer(id, Down::Cancelled { channel });
                }
                None => {
                    self.note(&format!("{name} closes a channel: consumer_timeout"));
                    self.close_channel(id, channel);
                    self.answer(id, Down::ChannelClosed { channel });
                }
            }
            self.look(name, now);
        }
    }

    /// Returns the time for which a delivery of a queue may stay unsettled.
    fn consumer_timeout(&self, name: &str) -> Option<Duration> {
        let kind = self.queues.get(name)?.spec.kind;
        let knows_it = self.profile.version != Version::V4_3 || kind == QueueKind::Quorum;
        self.profile.consumer_timeout.filter(|_| knows_it)
    }

    /// Schedules the next look at a queue: when its first message expires, or a delivery is overdue.
    pub(super) fn look_again(&mut self, name: &str, now: Instant) {
        let Some(queue) = self.queues.get(name) else {
            return;
        };
        let expires = queue.ready.front().and_then(|message| message.expires);
        let overdue = self.consumer_timeout(name).and_then(|limit| {
            let first = queue.unsettled.values().map(|it| it.since).min()?;
            Some(first + limit)
        });
        if let Some(at) = [expires, overdue].into_iter().flatten().min()
            && at > now
        {
            self.schedule(at, Event::Look(name.to_owned()));
        }
    }
}

/// Returns the channel of the first delivery that was not settled in time.
fn overdue(queue: &Queue, now: Instant, limit: Duration) -> Option<ChannelId> {
    let mut unsettled = queue.unsettled.iter();
    let overdue = unsettled.find(|(_, it)| now >= it.since + limit);
    overdue.map(|((channel, _), _)| *channel)
}

impl Queue {
    fn has_consumer(&self, channel: ChannelId) -> bool {
        let mut consumers = self.consumers.iter();
        consumers.any(|consumer| consumer.channel == channel)
    }

    /// Cancels a consumer, and takes back its deliveries that were not settled in time. The others stay with the channel.
    fn cancel_overdue(&mut self, channel: ChannelId, now: Instant, limit: Duration) {
        let of_channel = self.unsettled.range((channel, 0)..=(channel, u64::MAX));
        let overdue = of_channel.filter(|(_, it)| now >= it.since + limit);
        let tags: Vec<u64> = overdue.map(|((_, tag), _)| *tag).collect();
        for tag in tags.into_iter().rev() {
            self.requeue(channel, tag, false);
        }
        self.consumers
            .retain(|consumer| consumer.channel != channel);
    }
}
