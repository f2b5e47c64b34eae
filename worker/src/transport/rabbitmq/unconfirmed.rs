//! [`Unconfirmed`]: a message on its way to the broker.

use bytes::Bytes;
use lapin::BasicProperties;
use lapin::types::ShortString;
use tokio::sync::oneshot;

use crate::transport::Routed;

/// A message to publish, with the sender of its outcome.
#[derive(Debug)]
pub(super) struct Unconfirmed {
    pub(super) exchange: ShortString,
    pub(super) routing_key: ShortString,
    pub(super) body: Bytes,
    pub(super) properties: BasicProperties,
    /// Outcome; `None` if the message must be published again.
    pub(super) published: oneshot::Sender<Option<Routed>>,
}
