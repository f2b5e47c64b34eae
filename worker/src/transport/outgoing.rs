//! [`Outgoing`]: a message to publish.

use std::any::Any;
use std::sync::Arc;

use bytes::Bytes;

use super::address::Address;
use super::delivery::Delivery;
use super::mark::Mark;

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
    New,
    /// Those of a received message.
    Copied {
        received: Arc<dyn Any + Send + Sync>,
        /// A marked copy does not expire with the caller's timeout.
        mark: Option<Mark>,
        /// Queue of this worker, if it passes a request on.
        passed_by: Option<String>,
    },
}

impl<'a> Outgoing<'a> {
    /// Creates a new message.
    pub(crate) fn new(to: &'a Address, body: Bytes) -> Self {
        Self {
            to,
            body,
            properties: Properties::New,
        }
    }

    /// Creates an unchanged copy of a received message.
    pub(crate) fn copy(to: &'a Address, delivery: &Delivery) -> Self {
        Self::copied(to, delivery, None, None)
    }

    /// Creates a copy of a request with a mark. It does not expire with the caller's timeout.
    pub(crate) fn marked(to: &'a Address, delivery: &Delivery, mark: Mark) -> Self {
        Self::copied(to, delivery, Some(mark), None)
    }

    /// Creates a copy of a request for another worker, with the queue of this one.
    pub(crate) fn passed(to: &'a Address, delivery: &Delivery, mark: Mark, by: String) -> Self {
        Self::copied(to, delivery, Some(mark), Some(by))
    }

    fn copied(
        to: &'a Address,
        delivery: &Delivery,
        mark: Option<Mark>,
        passed_by: Option<String>,
    ) -> Self {
        Self {
            to,
            body: delivery.body.clone(),
            properties: Properties::Copied {
                received: Arc::clone(&delivery.received),
                mark,
                passed_by,
            },
        }
    }
}
