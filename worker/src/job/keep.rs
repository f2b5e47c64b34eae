//! Holds the message of a request while its action runs or waits.
//!
//! `docs/reliability.md` explains the protocol.

use std::ops::Range;
use std::time::Duration;

use super::holding::Holding;
use crate::env;
use crate::metrics::Event;
use crate::transport::{Choice, CopyState, Delivery, Mark, Outgoing, Routed, decision_name};
use crate::worker::Worker;

/// Interval between attempts to publish to a queue that does not exist yet.
const RETRY_INTERVAL: Duration = Duration::from_millis(500);
/// Time for a proof that a message is still held, when it is in doubt.
const PROOF_TIME: Duration = Duration::from_secs(1);
/// Longest time between the end of an action whose message is lost and the end of `hold_time`.
const MARGIN: Duration = Duration::from_secs(5);

/// The message of a request.
#[derive(Clone, Copy)]
pub(super) struct Held<'a> {
    /// The action execution, or the call.
    pub(super) key: &'a str,
    pub(super) delivery: &'a Delivery,
    pub(super) holding: &'a Holding,
    /// The action may run a second time.
    pub(super) is_safe: bool,
}

/// Another worker may decide about the message.
#[derive(Debug)]
pub(super) struct Lost;

impl Worker {
    /// Keeps the message of a request for this worker: moves it to another queue before the broker's `consumer_timeout`,
    /// and after its channel has ended. Returns if that cannot be done in time.
    pub(super) async fn keep(&self, it: Held<'_>) -> Lost {
        tokio::select! {
            biased;
            () = self.out_of_time(it) => Lost,
            lost = self.keep_moving(it) => lost,
        }
    }

    async fn keep_moving(&self, it: Held<'_>) -> Lost {
        let mut park_at = env::now() + self.config.park_after;
        loop {
            tokio::select! {
                biased;
                () = it.holding.lost(), if !it.is_safe => {}
                () = it.holding.move_wanted() => {}
                () = tokio::time::sleep_until(park_at) => {}
            }
            if !self.supersede(it, CopyState::Parked).await {
                return Lost;
            }
            self.metrics.count(Event::Parked);
            park_at = env::now() + self.config.park_after;
        }
    }

    /// Returns when other workers may be about to refuse the action. Never, if it may run twice, or if it has returned:
    /// then no work can be stopped, and the next decision says if its result is still wanted.
    async fn out_of_time(&self, it: Held<'_>) {
        loop {
            self.out_of_patience(it.holding).await;
            if it.holding.is_detached() {
                return std::future::pending().await;
            }
            // This process may have been stopped for a while, without any harm.
            let proof = tokio::time::timeout(PROOF_TIME, it.holding.verify());
            if it.holding.was_lost() || !proof.await.is_ok_and(|is_held| is_held) {
                return;
            }
        }
    }

    /// Reports the result of an action, while no other worker can have refused it. Returns false if one has.
    pub(super) async fn report_owned<F: Future<Output = ()>>(
        &self,
        holding: &Holding,
        report: impl Fn() -> F,
    ) -> bool {
        while holding.is_owned(self.patience()).await {
            tokio::select! {
                biased;
                () = report() => return true,
                () = self.out_of_patience(holding) => {}
            }
        }
        false
    }

    /// Waits until others may refuse an action, if nothing shows that its message is held. Forever, if it may run twice.
    async fn out_of_patience(&self, holding: &Holding) {
        if holding.is_safe() {
            return std::future::pending().await;
        }
        loop {
            let deadline = holding.known_at() + self.patience();
            if env::now() >= deadline {
                return;
            }
            tokio::time::sleep_until(deadline).await;
        }
    }

    /// Returns the time after which others may refuse an action, counted from the last proof that its message is here.
    fn patience(&self) -> Duration {
        let hold_time = self.config.hold_time;
        hold_time.saturating_sub(MARGIN.min(hold_time / 4))
    }

    /// Replaces the message by a copy in the queue of this worker. Returns false if the action was refused meanwhile.
    pub(super) async fn supersede(&self, it: Held<'_>, state: CopyState) -> bool {
        // A copy of a safe request counts as soon as it arrives.
        let first = it.holding.generation();
        let parking = self.transport.parking();
        // A copy whose confirm was lost may exist, so each attempt has its own number.
        let (generation, published) = loop {
            let (generation, began) = (it.holding.next_attempt(), env::now());
            let copy = Outgoing::marked(&parking, it.delivery, Mark { state, generation });
            match self.transport.try_publish(&copy).await {
                Some(Routed::Yes) => break (generation, began),
                Some(Routed::No | Routed::Refused) => tokio::time::sleep(RETRY_INTERVAL).await,
                None => {}
            }
        };
        if !self.make_void(it, first..generation).await {
            return false;
        }
        it.holding.advance(generation, published);
        true
    }

    /// Makes copies void, because the broker has a later one. The first one counts now. Returns false if the action was
    /// refused meanwhile.
    pub(super) async fn make_void(&self, it: Held<'_>, copies: Range<u32>) -> bool {
        let first = copies.start;
        let acknowledged = it.holding.acknowledge_up_to(first);
        let mut is_gone = !acknowledged.is_empty() && !it.holding.was_lost();
        for receipt in acknowledged {
            is_gone &= receipt.verify().await;
        }
        if !it.is_safe {
            for earlier in copies {
                if (earlier > first || !is_gone)
                    && !self.decide(it.key, earlier, Choice::Superseded).await
                {
                    return false;
                }
            }
        }
        true
    }

    /// Moves a request whose action has not begun to the queue of this worker. Returned from there, it is new for others:
    /// the broker moves it, so that it is never in two places or in none.
    /// Returns false if the action was refused meanwhile.
    pub(super) async fn prepare_return(&self, it: Held<'_>) -> bool {
        if !self.supersede(it, CopyState::Returned).await {
            return false;
        }
        let arrived = it.holding.arrived();
        // If it does not arrive, the broker decides about it as about a request whose worker is gone.
        let _ = tokio::time::timeout(self.config.hold_time, arrived).await;
        true
    }

    /// Moves a request whose action may run elsewhere to the queue for held requests.
    pub(super) async fn hold(&self, it: Held<'_>) {
        let mark = Mark {
            state: CopyState::Held,
            generation: it.delivery.mark.generation,
        };
        let hold = self.transport.hold();
        loop {
            let copy = Outgoing::marked(&hold, it.delivery, mark);
            if self.transport.publish(copy).await == Routed::Yes {
                return;
            }
            tokio::time::sleep(RETRY_INTERVAL).await;
        }
    }

    /// Decides that a held request is refused. Returns false if another worker answers for it.
    pub(super) async fn may_refuse(&self, it: Held<'_>) -> bool {
        let generation = it.delivery.mark.generation;
        self.decide(it.key, generation, Choice::Refused).await
    }

    pub(super) async fn decide(&self, key: &str, generation: u32, choice: Choice) -> bool {
        let decision = decision_name(&self.config.topic, key, generation);
        self.transport.decide(&decision, choice).await
    }
}
