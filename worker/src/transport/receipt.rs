//! [`Receipt`]: settles a delivery, together with others where possible.
//!
//! An acknowledgement on its own costs a frame, a wake-up of the connection's thread and a packet. AMQP can acknowledge all
//! deliveries up to a tag with one frame (`multiple`).

use std::collections::BTreeSet;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio::sync::Notify;
use tokio::time::Instant;

use super::inbound::Inbound;
use crate::env;
use crate::watched::Watched;

/// Number of a delivery within its channel.
type DeliveryTag = u64;

/// The unsettled deliveries of one channel.
#[derive(Debug)]
pub(crate) struct Receipts {
    inbound: Inbound,
    state: Mutex<State>,
    changed: Notify,
    /// Number of round trips that were asked for.
    asked: Watched<u64>,
    proof: Watched<Proof>,
    /// Deliveries of consumers that the broker has cancelled.
    doubts: Watched<Vec<Doubt>>,
}

/// The deliveries up to a tag are in doubt: the broker may have given their messages to others.
#[derive(Clone, Copy, Debug)]
struct Doubt {
    up_to: DeliveryTag,
    /// The last proof before.
    proved_at: Instant,
}

/// The last proof that a channel is open.
#[derive(Clone, Copy, Debug)]
struct Proof {
    /// Number of round trips that were asked for before the last one began.
    answered: u64,
    /// Begin of the last round trip: the channel was open then, at the broker too.
    at: Instant,
    is_over: bool,
}

#[derive(Debug, Default)]
struct State {
    last: DeliveryTag,
    /// Neither acknowledged nor requeued.
    open: BTreeSet<DeliveryTag>,
    acknowledged: Vec<DeliveryTag>,
    requeued: Vec<DeliveryTag>,
}

/// One delivery of a channel. Without effect once the channel is gone: the broker delivers again.
#[derive(Clone, Debug)]
pub(crate) struct Receipt {
    tag: DeliveryTag,
    of: Arc<Receipts>,
}

impl Receipt {
    /// Returns the origin of the delivery.
    pub(crate) fn inbound(&self) -> Inbound {
        self.of.inbound
    }

    /// Acknowledges the delivery with the next flush.
    pub(crate) fn acknowledge(&self) {
        self.settle(|state| &mut state.acknowledged);
    }

    /// Requeues the message for this or another worker with the next flush.
    pub(crate) fn requeue(&self) {
        self.settle(|state| &mut state.requeued);
    }

    /// Settles once; the broker would close a channel on which a delivery is settled twice.
    fn settle(&self, pile: impl FnOnce(&mut State) -> &mut Vec<DeliveryTag>) {
        let mut state = self.of.lock();
        if state.open.remove(&self.tag) {
            pile(&mut state).push(self.tag);
            drop(state);
            self.of.changed.notify_one();
        }
    }

    /// Waits until the broker has shown, by an answer, that the channel was open after this call and that it knows all
    /// earlier settlements. Returns false if the channel ends before.
    /// Returns false for a delivery in doubt, too.
    pub(crate) async fn verify(&self) -> bool {
        tokio::select! {
            biased;
            () = self.doubted() => false,
            is_open = self.of.verify() => is_open,
        }
    }

    /// Returns the last time at which the broker is known to have held the message for this worker.
    pub(crate) fn verified_at(&self) -> Instant {
        self.doubt()
            .map_or_else(|| self.of.proof.get().at, |doubt| doubt.proved_at)
    }

    /// Waits until the channel ends, or the delivery is in doubt.
    pub(crate) async fn ended(&self) {
        tokio::select! {
            biased;
            () = self.doubted() => {}
            _ = self.of.proof.wait_for(|proof| proof.is_over) => {}
        }
    }

    async fn doubted(&self) {
        let covers = |doubts: &Vec<Doubt>| doubts.iter().any(|doubt| self.tag <= doubt.up_to);
        self.of.doubts.wait_for(covers).await;
    }

    fn doubt(&self) -> Option<Doubt> {
        let doubts = self.of.doubts.get();
        doubts.into_iter().find(|doubt| self.tag <= doubt.up_to)
    }

    /// Returns whether the channel is open, but the broker may have given the message to others or lost it.
    pub(crate) fn is_in_doubt(&self) -> bool {
        self.of.lock().open.contains(&self.tag) && self.doubt().is_some()
    }

    /// Returns whether both belong to one channel.
    pub(crate) fn shares_channel(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.of, &other.of)
    }

    /// Returns whether the delivery is unsettled, its channel open, and its consumer not cancelled.
    pub(crate) fn is_open(&self) -> bool {
        self.of.lock().open.contains(&self.tag) && self.doubt().is_none()
    }
}

/// A frame that settles deliveries.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Settlement {
    Acknowledge { tag: DeliveryTag, multiple: bool },
    Requeue(DeliveryTag),
}

impl Receipts {
    /// Creates the receipts of a new channel.
    pub(crate) fn new(inbound: Inbound) -> Arc<Self> {
        Arc::new(Self {
            inbound,
            state: Mutex::default(),
            changed: Notify::new(),
            asked: Watched::new(0),
            proof: Watched::new(Proof {
                answered: 0,
                at: env::now(),
                is_over: false,
            }),
            doubts: Watched::new(Vec::new()),
        })
    }

    async fn verify(&self) -> bool {
        let number = self.asked.modify(|asked| {
            *asked += 1;
            *asked
        });
        let is_known = |proof: &Proof| proof.is_over || proof.answered >= number;
        !self.proof.wait_for(is_known).await.is_over
    }

    /// Waits until a round trip is asked for.
    pub(crate) async fn wanted(&self) {
        let answered = self.proof.get().answered;
        self.asked.wait_for(|asked| *asked > answered).await;
    }

    /// Returns the number of round trips that were asked for.
    pub(crate) fn asked(&self) -> u64 {
        self.asked.get()
    }

    /// Records a round trip, with the number that were asked for before it began.
    pub(crate) fn verified(&self, answered: u64, at: Instant) {
        self.proof.modify(|proof| {
            proof.answered = answered;
            proof.at = at;
        });
    }

    /// Returns the origin of the channel's deliveries.
    pub(crate) fn inbound(&self) -> Inbound {
        self.inbound
    }

    /// Creates the receipt of a delivery.
    pub(crate) fn receipt(self: &Arc<Self>, tag: DeliveryTag) -> Receipt {
        let mut state = self.lock();
        state.open.insert(tag);
        state.last = tag;
        drop(state);
        Receipt {
            tag,
            of: Arc::clone(self),
        }
    }

    /// The broker has cancelled the consumer: because its queue was deleted, or because it has taken messages back that
    /// were not settled in time. The earlier deliveries can still be settled, but the broker may have lost their messages, or
    /// given them to other workers.
    pub(crate) fn doubt(&self) {
        let (up_to, proved_at) = (self.lock().last, self.proof.get().at);
        self.doubts
            .modify(|doubts| doubts.push(Doubt { up_to, proved_at }));
    }

    /// Waits until there is something to settle.
    pub(crate) async fn changed(&self) {
        self.changed.notified().await;
    }

    /// Removes and returns the settlements in the order in which they must be sent.
    pub(crate) fn take_settlements(&self) -> Vec<Settlement> {
        self.lock().take()
    }

    /// Forgets all deliveries of a closed channel; the broker delivers them again.
    pub(crate) fn end(&self) {
        *self.lock() = State::default();
        self.proof.modify(|proof| proof.is_over = true);
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        // No code panics while it holds the lock.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    /// Returns the settlements in the order in which they must be sent: an acknowledgement with `multiple` after a
    /// requeue would otherwise cover the requeued delivery.
    fn take(&mut self) -> Vec<Settlement> {
        let mut acknowledged = std::mem::take(&mut self.acknowledged);
        acknowledged.sort_unstable();
        let first_open = self.open.first().copied().unwrap_or(DeliveryTag::MAX);
        let together = acknowledged.partition_point(|tag| *tag < first_open);
        let requeued = self.requeued.drain(..).map(Settlement::Requeue);
        let several = together.checked_sub(1).map(|last| Settlement::Acknowledge {
            tag: acknowledged[last],
            multiple: last > 0,
        });
        let others = acknowledged[together..].iter().map(|&tag| {
            let multiple = false;
            Settlement::Acknowledge { tag, multiple }
        });
        requeued.chain(several).chain(others).collect()
    }
}

#[cfg(test)]
#[expect(
    clippy::disallowed_methods,
    reason = "tests spawn tasks without an `Env`"
)]
mod tests {
    use super::Settlement::{Acknowledge, Requeue};
    use super::*;

    fn arrived(number: u64) -> (Arc<Receipts>, Vec<Receipt>) {
        let receipts = Receipts::new(Inbound::Requests);
        let arrived = (1..=number).map(|tag| receipts.receipt(tag)).collect();
        (receipts, arrived)
    }

    fn several(tag: u64) -> Settlement {
        let multiple = true;
        Acknowledge { tag, multiple }
    }

    fn one(tag: u64) -> Settlement {
        let multiple = false;
        Acknowledge { tag, multiple }
    }

    #[test]
    fn deliveries_before_the_first_open_one_are_acknowledged_together() {
        let (receipts, arrived) = arrived(6);
        for index in [4, 1, 0, 2] {
            arrived[index].acknowledge();
        }
        assert_eq!(receipts.lock().take(), [several(3), one(5)]);
        assert_eq!(receipts.lock().take(), []);
        arrived[3].acknowledge();
        arrived[5].acknowledge();
        assert_eq!(receipts.lock().take(), [several(6)]);
    }

    #[test]
    fn requeued_delivery_is_not_acknowledged_with_others() {
        let (receipts, arrived) = arrived(3);
        arrived[0].acknowledge();
        arrived[1].requeue();
        arrived[2].acknowledge();
        assert_eq!(receipts.lock().take(), [Requeue(2), several(3)]);
    }

    #[test]
    fn delivery_is_settled_once() {
        let (receipts, arrived) = arrived(1);
        arrived[0].acknowledge();
        arrived[0].requeue();
        arrived[0].acknowledge();
        assert_eq!(receipts.lock().take(), [one(1)]);
        arrived[0].acknowledge();
        assert_eq!(receipts.lock().take(), []);
    }

    #[test]
    fn delivery_of_an_ended_channel_is_not_settled() {
        let (receipts, arrived) = arrived(2);
        arrived[0].acknowledge();
        receipts.end();
        arrived[1].requeue();
        assert!(!arrived[1].is_open());
        assert_eq!(receipts.take_settlements(), []);
    }

    #[tokio::test]
    async fn proof_needs_a_round_trip_that_began_after_the_question() {
        let (receipts, arrived) = arrived(1);
        // This round trip begins before the question.
        let earlier = receipts.asked();
        let proving = tokio::spawn({
            let receipt = arrived[0].clone();
            async move { receipt.verify().await }
        });
        receipts.wanted().await;
        receipts.verified(earlier, env::now());
        tokio::task::yield_now().await;
        assert!(!proving.is_finished());
        let began = env::now();
        receipts.verified(receipts.asked(), began);
        assert!(proving.await.unwrap());
        assert_eq!(arrived[0].verified_at(), began);
    }

    #[tokio::test]
    async fn round_trip_proves_all_deliveries_of_a_channel() {
        let (receipts, arrived) = arrived(3);
        let proving = arrived.iter().map(Receipt::verify);
        let answering = async {
            receipts.wanted().await;
            receipts.verified(receipts.asked(), env::now());
        };
        let (proved, ()) = tokio::join!(futures_util::future::join_all(proving), answering);
        assert_eq!(proved, [true; 3]);
        // No further round trip is pending.
        let wanted = futures_util::FutureExt::now_or_never(receipts.wanted());
        assert!(wanted.is_none());
    }

    #[tokio::test]
    async fn delivery_of_a_cancelled_consumer_is_in_doubt_and_can_be_settled() {
        let (receipts, mut arrived) = arrived(2);
        let proved_at = Instant::now();
        receipts.verified(0, proved_at);
        let ended = tokio::spawn({
            let receipt = arrived[0].clone();
            async move { receipt.ended().await }
        });
        tokio::task::yield_now().await;
        receipts.doubt();
        ended.await.unwrap();
        arrived.push(receipts.receipt(3));
        receipts.verified(receipts.asked(), Instant::now());
        assert!(!arrived[0].verify().await);
        assert_eq!(arrived[0].verified_at(), proved_at);
        assert!(!arrived[0].is_open() && arrived[0].is_in_doubt());
        // A delivery of the next consumer is not concerned.
        assert!(arrived[2].is_open() && !arrived[2].is_in_doubt());
        arrived[0].acknowledge();
        arrived[2].acknowledge();
        assert_eq!(receipts.take_settlements(), [one(1), one(3)]);
        assert!(!arrived[0].is_in_doubt());
    }

    #[tokio::test]
    async fn end_of_a_channel_ends_proofs_and_waits() {
        let (receipts, arrived) = arrived(1);
        let waiting = tokio::spawn({
            let receipt = arrived[0].clone();
            async move { (receipt.verify().await, receipt.ended().await) }
        });
        receipts.wanted().await;
        receipts.end();
        assert_eq!(waiting.await.unwrap(), (false, ()));
        assert!(!arrived[0].verify().await);
    }
}
