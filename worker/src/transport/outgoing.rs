//! [`Outgoing`]: a message on its way to the broker.

use bytes::Bytes;
use lapin::BasicProperties;
use lapin::types::ShortString;
use tokio::sync::oneshot;

/// Outcome of publishing a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Routed {
    /// A queue has the message.
    Yes,
    /// No queue is bound to the address.
    No,
    /// The broker refuses the message for good: it is too large.
    Refused,
}

/// A message to publish, with the sender of its outcome.
#[derive(Debug)]
pub(super) struct Outgoing {
    pub(super) exchange: ShortString,
    pub(super) routing_key: ShortString,
    pub(super) body: Bytes,
    pub(super) properties: BasicProperties,
    /// Outcome; `None` if the message must be published again.
    pub(super) published: oneshot::Sender<Option<Routed>>,
}
