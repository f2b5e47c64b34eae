//! Admission of deliveries: which ones begin a job.

use std::sync::Arc;

use super::claim::Claim;
use super::table::{Arrival, Entry, Jobs};

/// Decision about a delivery.
#[derive(Debug)]
pub(crate) enum Admission {
    /// Neither of the others.
    New(Claim),
    /// Its action runs here already.
    Joined,
    /// Its action was finished here.
    Finished,
}

impl Jobs {
    /// Decides about a delivery from a queue for requests.
    pub(crate) fn admit(self: &Arc<Self>, arrival: &Arrival<'_>) -> Admission {
        match self.enter(arrival) {
            Entry::New(holding) => {
                Admission::New(Claim::new(Arc::clone(self), arrival.key.into(), holding))
            }
            Entry::NotHere => Admission::New(Claim::of_delivery(arrival.key, arrival.delivery)),
            Entry::Joined => Admission::Joined,
            Entry::Finished => Admission::Finished,
        }
    }
}

#[cfg(test)]
#[expect(
    clippy::disallowed_methods,
    reason = "tests spawn tasks without an `Env`"
)]
mod tests {
    use super::super::deliveries::{TestChannel, acknowledged};
    use super::super::table::REMEMBERED;
    use super::*;
    use crate::transport::{CopyState, Delivery, Inbound};

    /// Admits a request for `key` that the engine sent as `message_id`.
    fn admit(jobs: &Arc<Jobs>, key: &str, message_id: &str, delivery: &Delivery) -> Admission {
        jobs.admit(&Arrival {
            key,
            message_id,
            delivery,
            standing: delivery.standing(),
            is_action_execution: true,
            is_safe: false,
        })
    }

    fn start(jobs: &Arc<Jobs>, key: &str, delivery: &Delivery) -> Claim {
        match admit(jobs, key, key, delivery) {
            Admission::New(claim) => claim,
            other => panic!("{key} is not new: {other:?}"),
        }
    }

    #[test]
    fn redelivery_joins_a_running_action() {
        let jobs = Arc::default();
        let (mut broken, mut channel) = (TestChannel::requests(), TestChannel::requests());
        let claim = start(&jobs, "a", &broken.deliver());
        broken.end();
        let again = channel.redeliver();
        assert!(matches!(admit(&jobs, "a", "a", &again), Admission::Joined));
        assert!(again.receipt.is_open());
        assert_eq!(
            (jobs.len(), jobs.action_executions()),
            (1, vec!["a".into()])
        );
        claim.complete(None);
        assert_eq!(channel.settlements(), [acknowledged(1)]);
        assert_eq!(jobs.len(), 0);
    }

    #[test]
    fn finished_action_does_not_restart() {
        let jobs = Arc::default();
        let mut channel = TestChannel::requests();
        start(&jobs, "a", &channel.deliver()).complete(None);
        let redelivery = admit(&jobs, "a", "other", &channel.redeliver());
        assert!(matches!(redelivery, Admission::Finished));
        let sent_twice = admit(&jobs, "a", "a", &channel.deliver());
        assert!(matches!(sent_twice, Admission::Finished));
        // The engine may request the same execution again.
        let sent_anew = admit(&jobs, "a", "other", &channel.deliver());
        assert!(matches!(sent_anew, Admission::New(_)));
    }

    #[test]
    fn number_of_remembered_actions_is_bounded() {
        let jobs = Arc::default();
        let mut channel = TestChannel::requests();
        for number in 0..=REMEMBERED {
            start(&jobs, &number.to_string(), &channel.deliver()).complete(None);
        }
        let mut admit = |key| admit(&jobs, key, key, &channel.redeliver());
        assert!(matches!(admit("0"), Admission::New(_)));
        assert!(matches!(admit("1"), Admission::Finished));
    }

    /// A requeued message may be delivered here again before its first delivery is settled.
    #[tokio::test]
    async fn delivery_after_a_requeue_is_another_job() {
        let jobs = Arc::default();
        let mut channel = TestChannel::requests();
        let first = start(&jobs, "a", &channel.deliver());
        let requeueing = tokio::spawn(first.requeue());
        tokio::task::yield_now().await;
        let again = channel.deliver();
        let second = start(&jobs, "a", &again);
        channel.prove();
        requeueing.await.unwrap();
        assert!(again.receipt.is_open());
        assert_eq!(jobs.len(), 1);
        second.complete(None);
        assert_eq!(jobs.len(), 0);
    }

    #[test]
    fn request_that_may_not_begin_is_no_job() {
        let jobs = Arc::default();
        let mut channel = TestChannel::requests();
        let first = start(&jobs, "a", &channel.redeliver());
        assert_eq!(jobs.len(), 0);
        // Of two copies, each is decided on its own.
        let second = start(&jobs, "a", &channel.redeliver());
        first.discard();
        assert_eq!(channel.settlements(), [acknowledged(1)]);
        second.discard();
        assert_eq!(channel.settlements(), [acknowledged(2)]);
    }

    #[test]
    fn copy_from_the_own_queue_joins_only_a_known_action() {
        let jobs: Arc<Jobs> = Arc::default();
        let mut channel = TestChannel::requests();
        let mut parking = TestChannel::new(Inbound::Parking);
        let running = start(&jobs, "running", &channel.deliver());
        start(&jobs, "finished", &channel.deliver()).complete(None);
        let mut take = |key| {
            let copy = parking.deliver_copy(CopyState::Parked, 1);
            (jobs.take_copy(key, &copy), copy.receipt.is_open())
        };
        assert_eq!(take("running"), (true, true));
        assert_eq!(take("finished"), (true, false));
        assert_eq!(take("unknown"), (false, true));
        running.complete(None);
    }
}
