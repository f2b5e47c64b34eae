//! Numbers of connections and channels.

/// Number of a connection.
pub(crate) type ConnectionId = u64;
/// Number of a channel; unique in the broker.
pub(crate) type ChannelId = u64;
