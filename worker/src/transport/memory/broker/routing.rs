//! Messages on their way through the queues.

use tokio::time::Instant;

use super::{Event, State};
use crate::env;
use crate::transport::memory::frame::Down;
use crate::transport::memory::message::Stored;
use crate::transport::memory::queue::{Consumer, Queue, QueueKind, Unsettled};
use crate::transport::{Address, Death, Routed};

impl State {
    /// Stores a message in the queues of an address.
    pub(super) fn route(&mut self, to: &Address, message: &Stored) -> Routed {
        if let Some(routed) = (self.outlet)(to, message) {
            return routed;
        }
        let is_bound = |queue: &Queue| {
            let fanout = queue.spec.fanout.as_ref();
            fanout == Some(&to.exchange) || queue.spec.name == to.routing_key
        };
        let is_fanout = to.exchange.ends_with("_fanout");
        let names: Vec<String> = self
            .queues
            .values()
            .filter(|queue| is_bound(queue) && queue.spec.fanout.is_some() == is_fanout)
            .map(|queue| queue.spec.name.clone())
            .collect();
        if names.is_empty() {
            return Routed::No;
        }
        let now = env::now();
        for name in names {
            if let Some(queue) = self.queues.get_mut(&name) {
                queue.push(message.clone(), now);
            }
            self.look(&name, now);
        }
        Routed::Yes
    }

    /// Expires messages, and delivers the others.
    pub(super) fn look(&mut self, name: &str, now: Instant) {
        if !self.is_up {
            return;
        }
        let queue = self.queues.get(name);
        if queue.is_some_and(|queue| queue.spec.kind == QueueKind::Stream) {
            return self.look_at_stream(name, now);
        }
        if self.is_starting(name) {
            return self.schedule(self.quorum_from, Event::Look(name.to_owned()));
        }
        loop {
            let Some(queue) = self.queues.get_mut(name) else {
                return;
            };
            let is_expired =
                |message: &Stored| message.expires.is_some_and(|expires| expires <= now);
            if queue.ready.front().is_some_and(is_expired) {
                if let Some(message) = queue.ready.pop_front() {
                    self.dead_letter(name, message, Death::Expired);
                }
                continue;
            }
            let limit = self.profile.delivery_limit;
            let is_dropped = |message: &Stored| limit.is_some_and(|limit| message.returns > limit);
            if queue.spec.kind == QueueKind::Quorum && queue.ready.front().is_some_and(is_dropped) {
                queue.ready.pop_front();
                self.note(&format!("{name} drops a message: delivery limit"));
                continue;
            }
            if queue.ready.is_empty() {
                break;
            }
            let Some(consumer) = queue.next_consumer() else {
                break;
            };
            let Some(message) = queue.ready.pop_front() else {
                break;
            };
            if !self.deliver(name, &consumer, message, now) {
                break;
            }
        }
        self.take_overdue(name, now);
        self.look_again(name, now);
    }

    /// Delivers the messages of a stream.
    fn look_at_stream(&mut self, name: &str, now: Instant) {
        while let Some((consumer, message)) =
            self.queues.get_mut(name).and_then(Queue::next_of_stream)
        {
            if !self.deliver(name, &consumer, message, now) {
                return;
            }
        }
    }

    /// Delivers a message to a consumer. Returns false if its channel is gone.
    fn deliver(&mut self, name: &str, consumer: &Consumer, message: Stored, now: Instant) -> bool {
        let (id, channel) = (consumer.connection, consumer.channel);
        let connection = self.connections.get_mut(&id);
        let Some((_, tag)) = connection.and_then(|it| it.channels.get_mut(&channel)) else {
            return false;
        };
        *tag += 1;
        let tag = *tag;
        if let Some(queue) = self.queues.get_mut(name) {
            let unsettled = Unsettled {
                message: message.clone(),
                since: now,
            };
            queue.unsettled.insert((channel, tag), unsettled);
        }
        let frame = Down::Deliver {
            channel,
            tag,
            message,
        };
        self.answer(id, frame);
        true
    }

    pub(super) fn dead_letter(&mut self, name: &str, message: Stored, death: Death) {
        let Some(queue) = self.queues.get(name) else {
            return;
        };
        let Some(target) = queue.spec.dead_letters.clone() else {
            return;
        };
        let dead = Stored {
            mark: message.mark,
            death: Some(death),
            ..Stored::new(message.body)
        };
        self.bury(target, dead);
    }

    /// Moves a message to the queue of dead letters, which an operator may have deleted. A quorum queue that is not ready
    /// after the start of the broker loses it.
    pub(super) fn bury(&mut self, queue: String, message: Stored) {
        if self.is_starting(&queue) {
            self.note(&format!("{queue} is not ready and loses a message"));
        } else if self.route(&Address::queue(queue), &message) == Routed::No {
            self.lost.push(message);
        }
    }

    /// Returns whether a queue is not ready yet after the start of the broker.
    fn is_starting(&self, queue: &str) -> bool {
        let queue = self.queues.get(queue);
        queue.is_some_and(|queue| queue.spec.kind == QueueKind::Quorum)
            && env::now() < self.quorum_from
    }
}
