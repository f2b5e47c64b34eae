//! The frames of clients.

use std::collections::BTreeMap;

use tokio::time::Instant;

use super::{Event, State};
use crate::env;
use crate::transport::memory::frame::{Down, Up};
use crate::transport::memory::ids::{ChannelId, ConnectionId};
use crate::transport::memory::queue::{Queue, QueueSpec, Unsettled};
use crate::transport::{Death, Settlement};

impl State {
    pub(super) fn receive(&mut self, id: ConnectionId, frame: Up, now: Instant) {
        match frame {
            Up::Publish {
                number,
                to,
                message,
            } => {
                self.published += 1;
                let routed = Some(self.route(&to, &message));
                self.answer(id, Down::Confirmed { number, routed });
            }
            Up::Consume {
                channel,
                queue,
                prefetch,
            } => {
                let name = queue.name.clone();
                self.declare(queue);
                if let Some(connection) = self.connections.get_mut(&id) {
                    connection.channels.insert(channel, (name.clone(), 0));
                }
                self.answer(id, Down::Consuming { channel });
                if let Some(queue) = self.queues.get_mut(&name) {
                    queue.add_consumer(id, channel, prefetch);
                }
                self.look(&name, now);
            }
            Up::Declare(queue) => self.declare(queue),
            Up::CancelConsumer { channel } => {
                if let Some(queue) = self.queue_of(id, channel) {
                    queue
                        .consumers
                        .retain(|consumer| consumer.channel != channel);
                }
                self.answer(id, Down::Cancelled { channel });
            }
            Up::CloseChannel { channel } => self.close_channel(id, channel),
            Up::Settle {
                channel,
                settlement,
                rejects,
            } => self.settle(id, channel, settlement, rejects, now),
            Up::Verify { channel, number } => {
                let connection = self.connections.get(&id);
                if connection.is_some_and(|it| it.channels.contains_key(&channel)) {
                    self.answer(id, Down::Verified { channel, number });
                }
            }
            Up::Decide {
                number,
                decision,
                choice,
            } => {
                let first = *self.decisions.entry(decision).or_insert(choice);
                let holds = first == choice;
                self.answer(id, Down::Decided { number, holds });
            }
            Up::Close => self.close_broker_end(id),
        }
    }

    pub(super) fn declare(&mut self, spec: QueueSpec) {
        let name = spec.name.clone();
        self.queues.entry(name).or_insert_with(|| Queue::new(spec));
    }

    pub(super) fn queue_of(&mut self, id: ConnectionId, channel: ChannelId) -> Option<&mut Queue> {
        let (queue, _) = self.connections.get(&id)?.channels.get(&channel)?;
        self.queues.get_mut(queue)
    }

    pub(super) fn settle(
        &mut self,
        id: ConnectionId,
        channel: ChannelId,
        settlement: Settlement,
        rejects: bool,
        now: Instant,
    ) {
        self.settle_orphan(channel, settlement);
        let counts = self.profile.version.counts_requeues();
        let Some(queue) = self.queue_of(id, channel) else {
            return;
        };
        let name = queue.spec.name.clone();
        match settlement {
            Settlement::Acknowledge { tag, multiple } => {
                let first = if multiple { 0 } else { tag };
                let tags = queue.unsettled.range((channel, first)..=(channel, tag));
                let tags: Vec<u64> = tags.map(|((_, tag), _)| *tag).collect();
                for tag in tags {
                    queue.settle(channel, tag);
                }
            }
            Settlement::Requeue(tag) if rejects => {
                let settled = queue.settle(channel, tag);
                if let Some(Unsettled { message, .. }) = settled {
                    self.dead_letter(&name, message, Death::Rejected);
                }
            }
            Settlement::Requeue(tag) => queue.requeue(channel, tag, counts),
        }
        self.look(&name, now);
    }

    /// Settles a delivery of a deleted queue, whose message the broker cannot deliver again.
    pub(super) fn settle_orphan(&mut self, channel: ChannelId, settlement: Settlement) {
        match settlement {
            Settlement::Acknowledge { tag, multiple } => {
                let first = if multiple { 0 } else { tag };
                self.orphans
                    .retain(|(of, number), _| *of != channel || *number < first || *number > tag);
            }
            Settlement::Requeue(tag) => self.lost.extend(self.orphans.remove(&(channel, tag))),
        }
    }

    pub(super) fn answer(&mut self, id: ConnectionId, frame: Down) {
        let delay = self.latency();
        if let Some(connection) = self.connections.get_mut(&id) {
            connection.last_down = connection.last_down.max(env::now() + delay);
            let at = connection.last_down;
            self.schedule(at, Event::Down(id, frame));
        }
    }

    pub(super) fn close_channel(&mut self, id: ConnectionId, channel: ChannelId) {
        let (orphans, others): (BTreeMap<_, _>, BTreeMap<_, _>) = std::mem::take(&mut self.orphans)
            .into_iter()
            .partition(|((of, _), _)| *of == channel);
        self.orphans = others;
        self.lost.extend(orphans.into_values());
        let closed = self
            .connections
            .get_mut(&id)
            .and_then(|it| it.channels.remove(&channel));
        if let Some((name, _)) = closed {
            if let Some(queue) = self.queues.get_mut(&name) {
                queue.requeue_channel(channel);
            }
            self.look(&name, env::now());
        }
    }

    pub(super) fn close_broker_end(&mut self, id: ConnectionId) {
        let Some(connection) = self.connections.get_mut(&id) else {
            return;
        };
        if !std::mem::take(&mut connection.is_open) {
            return;
        }
        let channels: Vec<ChannelId> = connection.channels.keys().copied().collect();
        if !channels.is_empty() {
            let note = format!("{} loses a connection", connection.worker);
            self.note(&note);
        }
        for channel in channels {
            self.close_channel(id, channel);
        }
    }
}
