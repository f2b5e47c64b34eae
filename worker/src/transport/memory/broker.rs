//! [`Broker`]: a message broker in memory, with RabbitMQ's semantics and seeded faults.
//!
//! Frames take time, in the order in which they were sent; a fault delays or loses them. All that happens is decided by
//! the seed and by the (paused) clock.

mod faults;
mod frames;
mod overdue;
mod routing;

use std::cmp::Reverse;
use std::collections::{BTreeMap, BinaryHeap};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::sync::{Notify, mpsc};
use tokio::time::Instant;

use super::connection::{Connection, Purpose};
use super::frame::{Down, Up};
use super::ids::{ChannelId, ConnectionId};
use super::message::Stored;
use super::profile::Profile;
use super::queue::Queue;
use crate::env;
use crate::transport::{Address, Choice, Routed};

/// Receives the messages for addresses that no worker consumes from: the engine's topic and reply queues. Returns
/// whether there is a queue.
pub(crate) type Outlet = Box<dyn FnMut(&Address, &Stored) -> Option<Routed> + Send>;

/// Receives a line for each event worth reading in a history.
pub(crate) type Journal = Box<dyn FnMut(&str) + Send>;

/// A message broker. Cheap to clone.
#[derive(Clone)]
pub(crate) struct Broker {
    state: Arc<Mutex<State>>,
    changed: Arc<Notify>,
}

impl std::fmt::Debug for Broker {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Broker")
    }
}

pub(super) struct State {
    profile: Profile,
    random: fastrand::Rng,
    events: BinaryHeap<Reverse<Scheduled>>,
    sequence: u64,
    connections: BTreeMap<ConnectionId, Connection>,
    queues: BTreeMap<String, Queue>,
    /// Unsettled deliveries of deleted queues.
    orphans: BTreeMap<(ChannelId, u64), Stored>,
    /// Messages that the broker has dropped because a queue was deleted.
    lost: Vec<Stored>,
    decisions: BTreeMap<String, Choice>,
    /// Number of messages that workers have published.
    published: u64,
    is_up: bool,
    /// After its start, the broker's quorum queues are ready later than the others.
    quorum_from: Instant,
    /// The broker takes no published message before (memory alarm).
    blocked_until: Instant,
    /// Workers that cannot connect before.
    unreachable_until: BTreeMap<String, Instant>,
    outlet: Outlet,
    journal: Journal,
}

/// An event at its time. Events of the same time keep their order.
struct Scheduled {
    at: Instant,
    sequence: u64,
    event: Event,
}

impl PartialEq for Scheduled {
    fn eq(&self, other: &Self) -> bool {
        self.sequence == other.sequence
    }
}

impl Eq for Scheduled {}

impl PartialOrd for Scheduled {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Scheduled {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        (self.at, self.sequence).cmp(&(other.at, other.sequence))
    }
}

enum Event {
    Up(ConnectionId, Up),
    Down(ConnectionId, Down),
    /// The broker's end of a connection closes.
    BrokerCloses(ConnectionId),
    /// The client's end of a connection closes.
    ClientCloses(ConnectionId),
    /// Looks for expired messages and overdue deliveries.
    Look(String),
    Restart,
}

impl Broker {
    /// Creates a broker without queues. [`drive`](Self::drive) must run.
    pub(crate) fn new(profile: Profile, seed: u64, outlet: Outlet, journal: Journal) -> Self {
        let now = env::now();
        Self {
            state: Arc::new(Mutex::new(State {
                profile,
                random: fastrand::Rng::with_seed(seed),
                events: BinaryHeap::new(),
                sequence: 0,
                connections: BTreeMap::new(),
                queues: BTreeMap::new(),
                orphans: BTreeMap::new(),
                lost: Vec::new(),
                decisions: BTreeMap::new(),
                published: 0,
                is_up: true,
                quorum_from: now,
                blocked_until: now,
                unreachable_until: BTreeMap::new(),
                outlet,
                journal,
            })),
            changed: Arc::default(),
        }
    }

    /// Lets everything happen at its time. Never returns.
    pub(crate) async fn drive(self) {
        loop {
            let next = self.lock().events.peek().map(|Reverse(next)| next.at);
            let due = async {
                match next {
                    Some(at) => tokio::time::sleep_until(at).await,
                    None => std::future::pending().await,
                }
            };
            tokio::select! {
                biased;
                () = due => self.lock().apply_due(),
                () = self.changed.notified() => {}
            }
        }
    }

    /// Opens a connection. `None`: the broker is down or not reachable.
    pub(super) fn connect(
        &self,
        worker: &str,
        purpose: Purpose,
    ) -> Option<(ConnectionId, mpsc::UnboundedReceiver<Down>)> {
        let mut state = self.lock();
        let now = env::now();
        let until = state.unreachable_until.get(worker);
        if !state.is_up || until.is_some_and(|until| *until > now) {
            return None;
        }
        let (client, frames) = mpsc::unbounded_channel();
        let id = state.number();
        let connection = Connection {
            worker: worker.to_owned(),
            purpose,
            is_open: true,
            client: Some(client),
            stalled_until: now,
            last_up: now,
            last_down: now,
            channels: BTreeMap::new(),
        };
        state.connections.insert(id, connection);
        Some((id, frames))
    }

    /// Sends a frame from a client.
    pub(super) fn send(&self, connection: ConnectionId, frame: Up) {
        let mut state = self.lock();
        let (delay, now) = (state.latency(), env::now());
        let open = state.connections.get_mut(&connection);
        let at = open.filter(|it| it.client.is_some()).map(|it| {
            it.last_up = it.last_up.max(now + delay);
            it.last_up
        });
        if let Some(at) = at {
            state.schedule(at, Event::Up(connection, frame));
            drop(state);
            self.changed.notify_one();
        }
    }

    /// Gives up a connection. What was sent before still arrives; the broker learns it a moment later.
    pub(super) fn abandon(&self, connection: ConnectionId) {
        self.send(connection, Up::Close);
        self.change(|state| {
            if let Some(connection) = state.connections.get_mut(&connection) {
                connection.client = None;
            }
        });
    }

    /// Returns a number that is unique in the broker.
    pub(super) fn number(&self) -> u64 {
        self.lock().number()
    }

    /// Publishes a message from outside, at once. Returns whether there is a queue.
    pub(crate) fn publish(&self, to: &Address, message: &Stored) -> Option<Routed> {
        let mut state = self.lock();
        let routed = state.is_up.then(|| state.route(to, message));
        drop(state);
        self.changed.notify_one();
        routed
    }

    /// Returns the time for which the oldest request that is ready in a queue could have been delivered.
    pub(crate) fn ready(&self, queue: &str) -> usize {
        let state = self.lock();
        state.queues.get(queue).map_or(0, |queue| queue.ready.len())
    }

    /// Returns the number of messages that workers have published.
    pub(crate) fn published(&self) -> u64 {
        self.lock().published
    }

    /// Returns the names of queues with messages, and their number.
    pub(crate) fn leftovers(&self) -> Vec<(String, usize)> {
        let state = self.lock();
        let count = |queue: &Queue| queue.ready.len() + queue.unsettled.len();
        // The broker deletes the fanout queue of a worker that is gone.
        let is_used = |queue: &Queue| queue.spec.fanout.is_none() || !queue.consumers.is_empty();
        let queues = state
            .queues
            .iter()
            .filter(|(_, queue)| is_used(queue))
            .map(|(name, queue)| (name.clone(), count(queue)));
        queues.filter(|(_, count)| *count > 0).collect()
    }

    /// Removes and returns the messages that were dropped because a queue was deleted.
    pub(crate) fn lost(&self) -> Vec<Stored> {
        std::mem::take(&mut self.lock().lost)
    }

    /// Applies a change to the state, for instance a fault.
    pub(super) fn change<T>(&self, change: impl FnOnce(&mut State) -> T) -> T {
        let changed = change(&mut self.lock());
        self.changed.notify_one();
        changed
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    fn number(&mut self) -> u64 {
        self.sequence += 1;
        self.sequence
    }

    fn latency(&mut self) -> Duration {
        Duration::from_micros(self.random.u64(50..2_000))
    }

    pub(super) fn random(&mut self) -> &mut fastrand::Rng {
        &mut self.random
    }

    pub(super) fn note(&mut self, line: &str) {
        (self.journal)(line);
    }

    fn schedule(&mut self, at: Instant, event: Event) {
        let sequence = self.number();
        self.events.push(Reverse(Scheduled {
            at,
            sequence,
            event,
        }));
    }

    fn apply_due(&mut self) {
        let now = env::now();
        while self
            .events
            .peek()
            .is_some_and(|Reverse(next)| next.at <= now)
        {
            let Some(Reverse(next)) = self.events.pop() else {
                return;
            };
            if let Some(later) = self.delayed(&next.event, now) {
                self.events.push(Reverse(Scheduled { at: later, ..next }));
                continue;
            }
            self.apply(next.event, now);
        }
    }

    /// Returns the time until which a fault delays a frame.
    fn delayed(&self, event: &Event, now: Instant) -> Option<Instant> {
        let (Event::Up(id, _) | Event::Down(id, _)) = event else {
            return None;
        };
        let connection = self.connections.get(id)?;
        let mut until = connection.stalled_until;
        if matches!(event, Event::Up(..)) && connection.purpose == Purpose::Sending {
            until = until.max(self.blocked_until);
        }
        (until > now).then_some(until)
    }

    fn apply(&mut self, event: Event, now: Instant) {
        match event {
            Event::Up(id, frame) => {
                if self.is_up && self.connections.get(&id).is_some_and(|it| it.is_open) {
                    self.receive(id, frame, now);
                }
            }
            Event::Down(id, frame) => {
                let connection = self.connections.get(&id);
                if let Some(client) = connection.and_then(|it| it.client.as_ref()) {
                    // The client may have dropped its end.
                    let _ = client.send(frame);
                }
            }
            Event::BrokerCloses(id) => self.close_broker_end(id),
            Event::ClientCloses(id) => self.close_client_end(id),
            Event::Look(queue) => self.look(&queue, now),
            Event::Restart => {
                self.is_up = true;
                self.quorum_from = now + Duration::from_millis(self.random.u64(0..2_000));
                self.note("broker is up again");
                let queues: Vec<String> = self.queues.keys().cloned().collect();
                for queue in queues {
                    self.look(&queue, now);
                }
            }
        }
    }
}
