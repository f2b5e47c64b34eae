//! [`Subscription`]: a queue with the settings of its consumer.

use std::sync::atomic::{AtomicU32, Ordering};

use super::topology::Queue;
use crate::transport::Inbound;

/// A queue with the settings of its consumer.
#[derive(Debug)]
pub(super) struct Subscription {
    pub(super) queue: Queue,
    pub(super) inbound: Inbound,
    /// Upper bound on unsettled deliveries; 0: unlimited.
    pub(super) prefetch: u16,
    begun: AtomicU32,
}

impl Subscription {
    pub(super) fn new(queue: Queue, inbound: Inbound, prefetch: u16) -> Self {
        Self {
            queue,
            inbound,
            prefetch,
            begun: AtomicU32::new(0),
        }
    }

    /// Notes that its consumer has begun.
    pub(super) fn note_begin(&self) {
        self.begun.fetch_add(1, Ordering::Relaxed);
    }

    /// Returns how often its consumer has begun.
    pub(super) fn begun(&self) -> u32 {
        self.begun.load(Ordering::Relaxed)
    }
}
