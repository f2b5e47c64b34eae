//! [`Claim`]: the right to work on a request, and the duty to settle its message.

use std::sync::Arc;

use super::afterwards::Afterwards;
use super::holding::Holding;
use super::id::Id;
use super::table::Jobs;
use crate::transport::{Delivery, Receipt};

/// A request that this worker works on. [`complete`](Self::complete), [`discard`](Self::discard) or
/// [`requeue`](Self::requeue) consumes it; dropped without one of them, it requeues the message.
#[derive(Debug)]
#[must_use]
pub(crate) struct Claim {
    /// The job; `None` if the action does not run here.
    job: Option<Arc<Jobs>>,
    key: Id,
    holding: Arc<Holding>,
    is_settled: bool,
}

impl Claim {
    /// Creates the claim of a job.
    pub(super) fn new(jobs: Arc<Jobs>, key: Id, holding: Arc<Holding>) -> Self {
        Self {
            job: Some(jobs),
            key,
            holding,
            is_settled: false,
        }
    }

    /// Creates the claim on one delivery of a request whose action does not run here.
    pub(super) fn of_delivery(key: &str, delivery: &Delivery) -> Self {
        Self {
            job: None,
            key: key.into(),
            holding: Arc::new(Holding::new(delivery, false)),
            is_settled: false,
        }
    }

    /// Ends the job.
    fn end(&mut self, is_over: bool) {
        self.is_settled = true;
        if let Some(jobs) = self.job.take() {
            jobs.remove(&self.key, is_over);
        }
    }

    /// Returns the copies of the message.
    pub(crate) fn holding(&self) -> &Arc<Holding> {
        &self.holding
    }

    /// The broker has the result: no copy of the message is needed. Later deliveries are acknowledged.
    pub(crate) fn complete(mut self, afterwards: Option<&Afterwards>) {
        // First, so that a copy that arrives meanwhile is acknowledged.
        self.end(true);
        let settled = self.holding.acknowledge_all();
        if let Some(afterwards) = afterwards {
            afterwards.add(self.key.clone(), settled);
        }
    }

    /// Another copy of the message is at the broker: this one is not needed.
    pub(crate) fn discard(mut self) {
        self.end(false);
        self.holding.acknowledge_all();
    }

    /// Gives the message back to the broker, which delivers it again, here or elsewhere.
    pub(crate) async fn requeue(mut self) {
        for receipt in self.give_back() {
            // Only the next delivery depends on it.
            let _ = receipt.verify().await;
        }
    }

    fn give_back(&mut self) -> Vec<Receipt> {
        // First, so that the next delivery is another job.
        self.end(false);
        self.holding.requeue_all()
    }
}

impl Drop for Claim {
    fn drop(&mut self) {
        if !self.is_settled {
            tracing::error!("requeueing {}: its job ended without a decision", self.key);
            self.give_back();
        }
    }
}
