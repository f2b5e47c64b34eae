//! [`Inbound`]: the origin of a delivery.

/// Origin of a delivery.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Inbound {
    /// A queue that the engine publishes to.
    Requests,
    /// The queue that holds the messages of long actions.
    Parking,
}
