//! [`Address`]: the destination of a message.

/// Destination of a message: an exchange and a routing key. The empty exchange routes to the queue of that name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Address {
    pub(crate) exchange: String,
    pub(crate) routing_key: String,
}

impl Address {
    /// Returns the address of a queue.
    pub(crate) fn queue(name: impl Into<String>) -> Self {
        Self {
            exchange: String::new(),
            routing_key: name.into(),
        }
    }
}
