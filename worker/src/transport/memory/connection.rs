//! [`Connection`]: one connection to the [broker](super::broker::Broker), with the faults of its network.

use std::collections::BTreeMap;

use tokio::sync::mpsc;
use tokio::time::Instant;

use super::frame::Down;
use super::ids::ChannelId;

/// Purpose of a connection.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Purpose {
    Receiving,
    Sending,
}

/// A connection, as both ends see it.
#[derive(Debug)]
pub(super) struct Connection {
    pub(super) worker: String,
    pub(super) purpose: Purpose,
    /// The broker's end is open.
    pub(super) is_open: bool,
    /// The client's end: frames and, when it is dropped, the end of the connection.
    pub(super) client: Option<mpsc::UnboundedSender<Down>>,
    /// No frame arrives before.
    pub(super) stalled_until: Instant,
    /// Arrival of the latest frame in each direction; frames do not overtake each other.
    pub(super) last_up: Instant,
    pub(super) last_down: Instant,
    /// Queue and next delivery tag of each channel.
    pub(super) channels: BTreeMap<ChannelId, (String, u64)>,
}
