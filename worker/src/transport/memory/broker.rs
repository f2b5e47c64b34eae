//! [`Broker`]: a message broker in memory, with RabbitMQ's semantics and seeded faults.
//!
//! Frames take time, in the order in which they were sent; a fault delays or loses them. All that happens is decided by
//! the seed and by the (paused) clock.

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
use super::queue::{Consumer, Queue, QueueKind, QueueSpec, Unsettled};
use crate::transport::{Address, Choice, Death, Routed, Settlement};

/// Properties of a broker.
#[derive(Clone, Debug)]
pub(crate) struct Profile {
    /// Silence after which an end of a connection believes that the other one is gone.
    pub(crate) heartbeat_timeout: Duration,
    /// Number of times that a quorum queue takes a message back before it drops the message.
    pub(crate) delivery_limit: Option<u32>,
    /// A delivery may stay unsettled for this time.
    pub(crate) consumer_timeout: Option<Duration>,
    /// A quorum queue loses a message if the broker crashes while it is dead-lettered.
    pub(crate) dead_letters_at_most_once: bool,
}

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
    /// Messages on their way from a quorum queue to the queue of dead letters.
    dead: BTreeMap<u64, (String, Stored)>,
    decisions: BTreeMap<String, Choice>,
    is_up: bool,
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
    DeadLetter(u64),
    /// Looks for expired messages and overdue deliveries.
    Look(String),
    Restart,
}

impl Broker {
    /// Creates a broker without queues. [`drive`](Self::drive) must run.
    pub(crate) fn new(profile: Profile, seed: u64, outlet: Outlet, journal: Journal) -> Self {
        let now = Instant::now();
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
                dead: BTreeMap::new(),
                decisions: BTreeMap::new(),
                is_up: true,
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
        let now = Instant::now();
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
        let (delay, now) = (state.latency(), Instant::now());
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

    /// Returns the names of queues with messages, and their number.
    pub(crate) fn leftovers(&self) -> Vec<(String, usize)> {
        let state = self.lock();
        let count = |queue: &Queue| queue.ready.len() + queue.unsettled.len();
        let queues = state
            .queues
            .iter()
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
        let now = Instant::now();
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
            Event::DeadLetter(_) if !self.is_up => {
                self.schedule(now + Duration::from_secs(1), event);
            }
            Event::DeadLetter(number) => {
                if let Some((queue, message)) = self.dead.remove(&number) {
                    self.bury(queue, message);
                }
            }
            Event::Look(queue) => self.look(&queue, now),
            Event::Restart => {
                self.is_up = true;
                self.note("broker is up again");
                let queues: Vec<String> = self.queues.keys().cloned().collect();
                for queue in queues {
                    self.look(&queue, now);
                }
            }
        }
    }

    fn receive(&mut self, id: ConnectionId, frame: Up, now: Instant) {
        match frame {
            Up::Publish {
                number,
                to,
                message,
            } => {
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
                    queue.consumers.push_back(Consumer {
                        connection: id,
                        channel,
                        prefetch,
                        unsettled: 0,
                    });
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

    fn queue_of(&mut self, id: ConnectionId, channel: ChannelId) -> Option<&mut Queue> {
        let (queue, _) = self.connections.get(&id)?.channels.get(&channel)?;
        self.queues.get_mut(queue)
    }

    fn settle(
        &mut self,
        id: ConnectionId,
        channel: ChannelId,
        settlement: Settlement,
        rejects: bool,
        now: Instant,
    ) {
        self.settle_orphan(channel, settlement);
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
                    self.dead_letter(&name, message, Death::Rejected, now);
                }
            }
            Settlement::Requeue(tag) => queue.requeue(channel, tag),
        }
        self.look(&name, now);
    }

    /// Settles a delivery of a deleted queue, whose message the broker cannot deliver again.
    fn settle_orphan(&mut self, channel: ChannelId, settlement: Settlement) {
        match settlement {
            Settlement::Acknowledge { tag, multiple } => {
                let first = if multiple { 0 } else { tag };
                self.orphans
                    .retain(|(of, number), _| *of != channel || *number < first || *number > tag);
            }
            Settlement::Requeue(tag) => self.lost.extend(self.orphans.remove(&(channel, tag))),
        }
    }

    /// Stores a message in the queues of an address.
    fn route(&mut self, to: &Address, message: &Stored) -> Routed {
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
        let now = Instant::now();
        for name in names {
            if let Some(queue) = self.queues.get_mut(&name) {
                queue.push(message.clone(), now);
            }
            self.look(&name, now);
        }
        Routed::Yes
    }

    /// Expires messages, and delivers the others.
    fn look(&mut self, name: &str, now: Instant) {
        if !self.is_up {
            return;
        }
        loop {
            let Some(queue) = self.queues.get_mut(name) else {
                return;
            };
            let is_expired =
                |message: &Stored| message.expires.is_some_and(|expires| expires <= now);
            if queue.ready.front().is_some_and(is_expired) {
                if let Some(message) = queue.ready.pop_front() {
                    self.dead_letter(name, message, Death::Expired, now);
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
            let Some(connection) = self.connections.get_mut(&consumer.connection) else {
                break;
            };
            let Some((_, tag)) = connection.channels.get_mut(&consumer.channel) else {
                break;
            };
            *tag += 1;
            let (channel, tag) = (consumer.channel, *tag);
            let unsettled = Unsettled {
                message: message.clone(),
                since: now,
            };
            queue.unsettled.insert((channel, tag), unsettled);
            let frame = Down::Deliver {
                channel,
                tag,
                message,
            };
            self.answer(consumer.connection, frame);
        }
        self.close_overdue(name, now);
        self.look_again(name, now);
    }

    /// Closes the channels with a delivery that was unsettled for too long.
    fn close_overdue(&mut self, name: &str, now: Instant) {
        let (Some(limit), Some(queue)) = (self.profile.consumer_timeout, self.queues.get(name))
        else {
            return;
        };
        let overdue = queue
            .unsettled
            .iter()
            .find(|(_, it)| now >= it.since + limit);
        let Some((&(channel, _), _)) = overdue else {
            return;
        };
        let holds = |it: &&ConnectionId| self.connections[*it].channels.contains_key(&channel);
        if let Some(id) = self.connections.keys().find(holds).copied() {
            self.note(&format!("{name} closes a channel: consumer_timeout"));
            self.close_channel(id, channel);
            self.answer(id, Down::ChannelClosed { channel });
        }
    }

    /// Schedules the next look at a queue: when its first message expires, or a delivery is overdue.
    fn look_again(&mut self, name: &str, now: Instant) {
        let Some(queue) = self.queues.get(name) else {
            return;
        };
        let expires = queue.ready.front().and_then(|message| message.expires);
        let overdue = self.profile.consumer_timeout.and_then(|limit| {
            let first = queue.unsettled.values().map(|it| it.since).min()?;
            Some(first + limit)
        });
        if let Some(at) = [expires, overdue].into_iter().flatten().min()
            && at > now
        {
            self.schedule(at, Event::Look(name.to_owned()));
        }
    }

    fn dead_letter(&mut self, name: &str, message: Stored, death: Death, now: Instant) {
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
        if queue.spec.kind == QueueKind::Quorum {
            let delay = Duration::from_millis(self.random.u64(0..30));
            let number = self.number();
            self.dead.insert(number, (target, dead));
            self.schedule(now + delay, Event::DeadLetter(number));
        } else {
            self.bury(target, dead);
        }
    }

    /// Moves a message to the queue of dead letters, which an operator may have deleted.
    fn bury(&mut self, queue: String, message: Stored) {
        if self.route(&Address::queue(queue), &message) == Routed::No {
            self.lost.push(message);
        }
    }

    fn answer(&mut self, id: ConnectionId, frame: Down) {
        let delay = self.latency();
        if let Some(connection) = self.connections.get_mut(&id) {
            connection.last_down = connection.last_down.max(Instant::now() + delay);
            let at = connection.last_down;
            self.schedule(at, Event::Down(id, frame));
        }
    }

    fn close_channel(&mut self, id: ConnectionId, channel: ChannelId) {
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
            self.look(&name, Instant::now());
        }
    }

    fn close_broker_end(&mut self, id: ConnectionId) {
        let Some(connection) = self.connections.get_mut(&id) else {
            return;
        };
        if !std::mem::take(&mut connection.is_open) {
            return;
        }
        let channels: Vec<ChannelId> = connection.channels.keys().copied().collect();
        for channel in channels {
            self.close_channel(id, channel);
        }
    }

    // Faults.

    /// Returns the connections of a worker that are open at one end.
    pub(super) fn connections_of(&self, worker: &str) -> Vec<ConnectionId> {
        let connections = self.connections.iter();
        let open = connections.filter(|(_, it)| it.worker == worker && it.is_open);
        open.map(|(id, _)| *id).collect()
    }

    /// Closes both ends of a connection, the one a moment after the other. What is under way is lost.
    pub(super) fn cut(&mut self, id: ConnectionId) {
        let now = Instant::now();
        let broker = Duration::from_micros(self.random.u64(0..20_000));
        let client = Duration::from_micros(self.random.u64(0..20_000));
        self.forget_frames(id);
        self.schedule(now + broker, Event::BrokerCloses(id));
        self.schedule(now + client, Event::ClientCloses(id));
    }

    /// Ends a connection for the client at once, and for the broker when it misses the heartbeats.
    pub(super) fn lose_at_broker(&mut self, id: ConnectionId) {
        let at = Instant::now() + self.profile.heartbeat_timeout;
        self.close_client_end(id);
        self.schedule(at, Event::BrokerCloses(id));
    }

    /// Ends a connection whose client is gone: for the broker a moment later.
    pub(super) fn kill(&mut self, id: ConnectionId) {
        let broker = Duration::from_micros(self.random.u64(0..20_000));
        self.close_client_end(id);
        self.schedule(Instant::now() + broker, Event::BrokerCloses(id));
    }

    fn close_client_end(&mut self, id: ConnectionId) {
        self.forget_frames(id);
        if let Some(connection) = self.connections.get_mut(&id) {
            connection.client = None;
        }
    }

    /// Ends a connection for the broker at once, and for the client when it misses the heartbeats.
    pub(super) fn lose_at_client(&mut self, id: ConnectionId) {
        let at = Instant::now() + self.profile.heartbeat_timeout;
        self.forget_frames(id);
        self.schedule(Instant::now(), Event::BrokerCloses(id));
        self.schedule(at, Event::ClientCloses(id));
    }

    /// Delays all frames of a connection. If that takes too long, its ends close: the frames that the broker has sent
    /// before still arrive.
    pub(super) fn stall(&mut self, id: ConnectionId, time: Duration) {
        let (now, limit) = (Instant::now(), self.profile.heartbeat_timeout);
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
    pub(super) fn block(&mut self, time: Duration) {
        self.blocked_until = Instant::now() + time;
    }

    /// Refuses a worker's connections for a time.
    pub(super) fn refuse(&mut self, worker: &str, time: Duration) {
        let until = Instant::now() + time;
        self.unreachable_until.insert(worker.to_owned(), until);
    }

    /// Deletes a queue with its messages. Its consumers are cancelled. Returns the waiting messages.
    pub(super) fn delete(&mut self, name: &str) -> Vec<Stored> {
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
    pub(super) fn crash(&mut self, down: Duration) -> Vec<Stored> {
        let now = Instant::now();
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
        if self.profile.dead_letters_at_most_once {
            self.dead.clear();
        }
        self.schedule(now + down, Event::Restart);
        lost
    }

    /// Loses the frames of a connection that are under way.
    fn forget_frames(&mut self, id: ConnectionId) {
        self.events.retain(
            |Reverse(it)| !matches!(&it.event, Event::Up(of, _) | Event::Down(of, _) if *of == id),
        );
    }
}
