//! The faults of connections and of the broker.

use std::cmp::Reverse;
use std::time::Duration;

use super::{Event, State};
use crate::env;
use crate::transport::memory::frame::Down;
use crate::transport::memory::ids::ConnectionId;
use crate::transport::memory::message::Stored;

impl State {
    /// Returns the connections of a worker that are open at one end.
    pub(in crate::transport::memory) fn connections_of(&self, worker: &str) -> Vec<ConnectionId> {
        let connections = self.connections.iter();
        let open = connections.filter(|(_, it)| it.worker == worker && it.is_open);
        open.map(|(id, _)| *id).collect()
    }

    /// Closes both ends of a connection, the one a moment after the other. What is under way is lost.
    pub(in crate::transport::memory) fn cut(&mut self, id: ConnectionId) {
        let now = env::now();
        let broker = Duration::from_micros(self.random.u64(0..20_000));
        let client = Duration::from_micros(self.random.u64(0..20_000));
        self.forget_frames(id);
        self.schedule(now + broker, Event::BrokerCloses(id));
        self.schedule(now + client, Event::ClientCloses(id));
    }

    /// Ends a connection for the client at once, and for the broker when it misses the heartbeats.
    pub(in crate::transport::memory) fn lose_at_broker(&mut self, id: ConnectionId) {
        let at = env::now() + self.profile.heartbeat_timeout;
        self.close_client_end(id);
        self.schedule(at, Event::BrokerCloses(id));
    }

    /// Ends a connection whose client is gone: for the broker a moment later.
    pub(in crate::transport::memory) fn kill(&mut self, id: ConnectionId) {
        let broker = Duration::from_micros(self.random.u64(0..20_000));
        self.close_client_end(id);
        self.schedule(env::now() + broker, Event::BrokerCloses(id));
    }

    pub(super) fn close_client_end(&mut self, id: ConnectionId) {
        self.forget_frames(id);
        if let Some(connection) = self.connections.get_mut(&id) {
            connection.client = None;
        }
    }

    /// Ends a connection for the broker at once, and for the client when it misses the heartbeats.
    pub(in crate::transport::memory) fn lose_at_client(&mut self, id: ConnectionId) {
        let at = env::now() + self.profile.heartbeat_timeout;
        self.forget_frames(id);
        self.schedule(env::now(), Event::BrokerCloses(id));
        self.schedule(at, Event::ClientCloses(id));
    }

    /// Delays all frames of a connection. If that takes too long, its ends close: the frames that the broker has sent
    /// before still arrive.
    pub(in crate::transport::memory) fn stall(&mut self, id: ConnectionId, time: Duration) {
        let (now, limit) = (env::now(), self.profile.heartbeat_timeout);
        if let Some(connection) = self.connections.get_mut(&id) {
            connection.stalled_until = connection.stalled_until.max(now + time);
        }
        if time >= limit {
            self.schedule(now + limit, Event::BrokerCloses(id));
            let after = Duration::from_millis(self.random.u64(0..2_000));
            // The client's end closes after the last frames, or because the client misses heartbeats.
            let client = if self.random.bool() { time } else { limit };
            self.schedule(now + client + after, Event::ClientCloses(id));
        }
    }

    /// Takes no published message for a time.
    pub(in crate::transport::memory) fn block(&mut self, time: Duration) {
        self.blocked_until = env::now() + time;
    }

    /// Refuses a worker's connections for a time.
    pub(in crate::transport::memory) fn refuse(&mut self, worker: &str, time: Duration) {
        let until = env::now() + time;
        self.unreachable_until.insert(worker.to_owned(), until);
    }

    /// Deletes a queue with its messages. Its consumers are cancelled. Returns the waiting messages.
    pub(in crate::transport::memory) fn delete(&mut self, name: &str) -> Vec<Stored> {
        let Some(queue) = self.queues.remove(name) else {
            return Vec::new();
        };
        for (place, unsettled) in queue.unsettled {
            self.orphans.insert(place, unsettled.message);
        }
        for consumer in &queue.consumers {
            let channel = consumer.channel;
            self.answer(consumer.connection, Down::Cancelled { channel });
        }
        queue.ready.into()
    }

    /// Kills the broker, which starts again later. Returns the messages of the queues that are gone.
    pub(in crate::transport::memory) fn crash(&mut self, down: Duration) -> Vec<Stored> {
        let now = env::now();
        self.is_up = false;
        let connections: Vec<ConnectionId> = self.connections.keys().copied().collect();
        for id in connections {
            self.forget_frames(id);
            if let Some(connection) = self.connections.get_mut(&id) {
                connection.is_open = false;
                connection.channels.clear();
            }
            let client = Duration::from_micros(self.random.u64(0..20_000));
            self.schedule(now + client, Event::ClientCloses(id));
        }
        let mut lost = Vec::new();
        self.queues.retain(|_, queue| {
            let stays = queue.crash();
            if !stays {
                lost.extend(queue.ready.drain(..));
            }
            stays
        });
        lost.extend(std::mem::take(&mut self.orphans).into_values());
        self.schedule(now + down, Event::Restart);
        lost
    }

    /// Loses the frames of a connection that are under way.
    pub(super) fn forget_frames(&mut self, id: ConnectionId) {
        self.events.retain(
            |Reverse(it)| !matches!(&it.event, Event::Up(of, _) | Event::Down(of, _) if *of == id),
        );
    }
}
