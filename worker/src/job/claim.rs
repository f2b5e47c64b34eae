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

    /// Another worker has a copy of this generation. Earlier copies are not needed; that one may come back.
    pub(crate) fn hand_over(mut self, generation: u32) {
        // First, so that a copy that comes back is another job.
        self.end(false);
        self.holding.acknowledge_up_to(generation - 1);
        self.holding.requeue_all();
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

#[cfg(test)]
#[expect(
    clippy::disallowed_methods,
    reason = "tests spawn tasks without an `Env`"
)]
mod tests {
    use std::io;
    use std::sync::{Mutex, PoisonError};

    use super::super::deliveries::{TestChannel, acknowledged};
    use super::super::table::{Arrival, Entry};
    use super::*;
    use crate::transport::{CopyState, Settlement};

    fn claim(jobs: &Arc<Jobs>, key: &str, delivery: &Delivery) -> Claim {
        let entry = jobs.enter(&Arrival {
            key,
            message_id: key,
            delivery,
            standing: delivery.standing(),
            is_action_execution: true,
            is_safe: false,
        });
        match entry {
            Entry::New(holding) => Claim::new(Arc::clone(jobs), key.into(), holding),
            other => panic!("not new: {other:?}"),
        }
    }

    /// A writer that stores what is logged.
    #[derive(Clone, Default)]
    struct Log(Arc<Mutex<Vec<u8>>>);

    impl io::Write for Log {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            let mut log = self.0.lock().unwrap_or_else(PoisonError::into_inner);
            log.extend_from_slice(bytes);
            Ok(bytes.len())
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    fn logged(work: impl FnOnce()) -> String {
        let log = Log::default();
        let writer = log.clone();
        let subscriber = tracing_subscriber::fmt()
            .with_ansi(false)
            .with_writer(move || writer.clone())
            .finish();
        tracing::subscriber::with_default(subscriber, work);
        let bytes = log.0.lock().unwrap_or_else(PoisonError::into_inner);
        String::from_utf8_lossy(&bytes).into_owned()
    }

    #[test]
    fn dropped_claim_requeues_its_message_and_logs_it() {
        let jobs: Arc<Jobs> = Arc::default();
        let mut channel = TestChannel::requests();
        let claim = claim(&jobs, "a", &channel.deliver());
        let log = logged(|| drop(claim));
        assert_eq!(channel.settlements(), [Settlement::Requeue(1)]);
        assert_eq!(jobs.len(), 0);
        assert!(
            log.contains("ERROR") && log.contains("requeueing a: its job ended without a decision"),
            "{log}"
        );
    }

    #[test]
    fn panic_in_a_job_requeues_its_message() {
        let jobs: Arc<Jobs> = Arc::default();
        let mut channel = TestChannel::requests();
        let claim = claim(&jobs, "a", &channel.deliver());
        let working = std::panic::catch_unwind(std::panic::AssertUnwindSafe(move || {
            let _claim = claim;
            panic!("a defect");
        }));
        assert!(working.is_err());
        assert_eq!(channel.settlements(), [Settlement::Requeue(1)]);
    }

    #[test]
    fn copy_that_comes_back_after_a_hand_over_is_another_job() {
        let jobs: Arc<Jobs> = Arc::default();
        let mut channel = TestChannel::requests();
        let passed = claim(&jobs, "a", &channel.deliver());
        // The other worker has moved its copy back, before this one has noticed that it passed the request on.
        let back = channel.deliver_copy(CopyState::Held, 2);
        assert!(matches!(
            jobs.enter(&Arrival {
                key: "a",
                message_id: "a",
                delivery: &back,
                standing: back.standing(),
                is_action_execution: true,
                is_safe: false,
            }),
            Entry::Joined
        ));
        passed.hand_over(2);
        assert_eq!(
            channel.settlements(),
            [Settlement::Requeue(2), acknowledged(1)]
        );
        assert_eq!(jobs.len(), 0);
    }

    #[tokio::test]
    async fn settled_claim_is_settled_once() {
        let jobs: Arc<Jobs> = Arc::default();
        let mut channel = TestChannel::requests();
        let claims = ["a", "b", "c"].map(|key| claim(&jobs, key, &channel.deliver()));
        let [completed, discarded, requeued] = claims;
        completed.complete(None);
        assert_eq!(channel.settlements(), [acknowledged(1)]);
        discarded.discard();
        assert_eq!(channel.settlements(), [acknowledged(2)]);
        let requeueing = tokio::spawn(requeued.requeue());
        tokio::task::yield_now().await;
        assert_eq!(channel.settlements(), [Settlement::Requeue(3)]);
        channel.prove();
        requeueing.await.unwrap();
    }
}
