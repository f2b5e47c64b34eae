//! [`Stored`]: a message in a queue of the [broker](super::broker::Broker).

use std::time::Duration;

use bytes::Bytes;
use tokio::time::Instant;

use crate::transport::{Death, Mark};

/// A message in a queue.
#[derive(Clone, Debug)]
pub(crate) struct Stored {
    pub(crate) body: Bytes,
    pub(crate) expiration: Option<Duration>,
    pub(crate) mark: Mark,
    pub(crate) passed_by: Option<String>,
    pub(crate) death: Option<Death>,
    pub(super) redelivered: bool,
    /// Number of times that a quorum queue took the message back.
    pub(super) returns: u32,
    pub(super) expires: Option<Instant>,
}

impl Stored {
    /// Creates a message that was just published.
    pub(crate) fn new(body: Bytes) -> Self {
        Self {
            body,
            expiration: None,
            mark: Mark::default(),
            passed_by: None,
            death: None,
            redelivered: false,
            returns: 0,
            expires: None,
        }
    }
}
