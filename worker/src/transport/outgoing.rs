//! [`Outgoing`]: a message to publish.

use std::any::Any;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;

use super::address::Address;
use super::delivery::Delivery;

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

/// A message to publish.
#[derive(Clone, Debug)]
pub(crate) struct Outgoing<'a> {
    pub(crate) to: &'a Address,
    pub(crate) body: Bytes,
    pub(crate) properties: Properties,
}

/// The properties of a message to publish.
#[derive(Clone, Debug)]
pub(crate) enum Properties {
    /// Those of a new message: JSON, persistent.
    New {
        /// Time after which the broker drops the message unless it was delivered.
        expiration: Option<Duration>,
    },
    /// Those of a received message.
    Copied {
        received: Arc<dyn Any + Send + Sync>,
        /// Without the expiration the copy outlives the caller's timeout.
        with_expiration: bool,
    },
}

impl<'a> Outgoing<'a> {
    /// Creates a new message.
    pub(crate) fn new(to: &'a Address, body: Bytes) -> Self {
        let properties = Properties::New { expiration: None };
        Self {
            to,
            body,
            properties,
        }
    }

    /// Creates a message that the broker drops if nobody receives it in time.
    pub(crate) fn expiring(to: &'a Address, body: Bytes, after: Duration) -> Self {
        let properties = Properties::New {
            expiration: Some(after),
        };
        Self {
            to,
            body,
            properties,
        }
    }

    /// Creates an unchanged copy of a received message.
    pub(crate) fn copy(to: &'a Address, delivery: &Delivery) -> Self {
        Self::copied(to, delivery, true)
    }

    /// Creates a copy of a received message that does not expire with the caller's timeout.
    pub(crate) fn lasting_copy(to: &'a Address, delivery: &Delivery) -> Self {
        Self::copied(to, delivery, false)
    }

    fn copied(to: &'a Address, delivery: &Delivery, with_expiration: bool) -> Self {
        Self {
            to,
            body: delivery.body.clone(),
            properties: Properties::Copied {
                received: Arc::clone(&delivery.received),
                with_expiration,
            },
        }
    }
}
