//! [`Intake`]: the destination of a worker's deliveries.

use tokio::sync::watch;
use tokio_util::sync::CancellationToken;

use super::delivery::Delivery;

/// Takes the deliveries of a worker, and stops the transport.
pub(crate) struct Intake {
    /// Called with each delivery; must not block.
    pub(crate) on_delivery: Box<dyn Fn(Delivery) + Send + Sync>,
    /// Upper bound on unsettled requests of each queue.
    pub(crate) prefetch: u16,
    /// Begin of the drain: no new requests are taken; open deliveries can still be settled.
    pub(crate) stop: CancellationToken,
    /// End of the connection.
    pub(crate) close: CancellationToken,
    /// Number of request queues that are being consumed from.
    pub(crate) consuming: watch::Sender<usize>,
}
