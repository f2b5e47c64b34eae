//! [`Delivery`]: a received message.

use std::any::Any;
use std::sync::Arc;

use bytes::Bytes;

use super::receipt::Receipt;

/// Origin of a delivery.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Inbound {
    /// A queue that the engine publishes to.
    Requests,
    /// The queue that holds the messages of long actions.
    Parking,
}

/// A received message.
#[derive(Clone, Debug)]
pub(crate) struct Delivery {
    pub(crate) body: Bytes,
    pub(crate) compression: Option<Compression>,
    /// The broker may have delivered the message before.
    pub(crate) redelivered: bool,
    /// A worker that is gone had parked the message.
    pub(crate) was_parked: bool,
    /// All properties, for publishing the message again. Only the transport reads them.
    pub(crate) received: Arc<dyn Any + Send + Sync>,
    pub(crate) receipt: Receipt,
}

/// Name of a compression, as kombu's header has it.
pub(crate) type Compression = String;
