//! [`Delivery`]: a received message.

use std::any::Any;
use std::sync::Arc;

use bytes::Bytes;

use super::mark::{CopyState, Death, Mark};
use super::receipt::Receipt;

/// A received message.
#[derive(Clone, Debug)]
pub(crate) struct Delivery {
    pub(crate) body: Bytes,
    /// Name of the compression, as kombu's header has it.
    pub(crate) compression: Option<String>,
    /// The broker may have delivered the message before.
    pub(crate) redelivered: bool,
    /// Number of times that a quorum queue took the message back, which it limits.
    pub(crate) returns: u64,
    pub(crate) mark: Mark,
    /// Queue of the worker that has passed the request on.
    pub(crate) passed_by: Option<String>,
    /// The broker moved the message from another queue to this one.
    pub(crate) death: Option<Death>,
    /// All properties, for publishing the message again. Only the transport reads them.
    pub(crate) received: Arc<dyn Any + Send + Sync>,
    pub(crate) receipt: Receipt,
}

/// State of the action of a request when it is delivered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Standing {
    /// The action has not begun.
    New,
    /// The action has perhaps begun.
    Unknown,
    /// The request was held back because its state was unknown.
    Held,
}

impl Delivery {
    /// Returns the state of the action.
    pub(crate) fn standing(&self) -> Standing {
        match (self.mark.state, self.death) {
            (CopyState::Held, _) => Standing::Held,
            (CopyState::Original | CopyState::Passed, None)
            | (CopyState::Returned, Some(Death::Rejected))
                if !self.redelivered =>
            {
                Standing::New
            }
            _ => Standing::Unknown,
        }
    }
}
