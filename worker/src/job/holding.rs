//! [`Holding`]: the copies of a request's message that the broker has delivered to this worker.

use std::ops::RangeInclusive;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use futures_util::future::select_all;
use tokio::sync::Notify;
use tokio::time::Instant;

use crate::env;
use crate::transport::{Delivery, Inbound, Receipt, Standing};

/// Time within which the broker delivers a copy from the queue of this worker.
const DELIVERY_TIME: Duration = Duration::from_secs(2);

/// The copies of a message that this worker holds. The broker delivers a copy to another worker when its channel ends.
#[derive(Debug)]
pub(crate) struct Holding {
    inner: Mutex<Inner>,
    changed: Notify,
    /// Permits one move of the message to the queue of this worker.
    move_wanted: Notify,
}

/// State of the result of an asynchronous action.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum ResultState {
    None,
    Known,
    /// The broker has it.
    Reported,
}

#[derive(Debug)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "they are independent of each other"
)]
struct Inner {
    /// Number of the copy with which the job began.
    first: u32,
    /// The message was delivered again.
    has_joined: bool,
    /// Number of the copy that counts; earlier ones are superseded.
    generation: u32,
    /// Number of the last copy that may have been published.
    last_attempt: u32,
    copies: Vec<(u32, Receipt)>,
    /// The action may run a second time: any copy is enough.
    is_safe: bool,
    /// The action was refused.
    is_revoked: bool,
    result: ResultState,
    /// The action has returned.
    is_detached: bool,
    /// A copy of this generation was in the hands of others, who may have made further copies of it.
    was_lost: bool,
    /// A time at which no other worker had a copy of this generation.
    known_at: Instant,
    /// The copy that counts was published, and will be delivered before this time.
    expected_until: Option<Instant>,
}

impl Inner {
    fn last_proof(&self) -> Instant {
        if self.was_lost {
            return self.known_at;
        }
        // A later copy counts only when the earlier ones are superseded.
        let counting = self.copies.iter().filter(|(of, _)| *of <= self.generation);
        let proofs = counting.map(|(_, receipt)| receipt.verified_at());
        proofs
            .max()
            .map_or(self.known_at, |at| at.max(self.known_at))
    }
}

/// A settled message whose acknowledgement is not proved yet.
#[derive(Debug)]
pub(crate) struct Settled {
    /// Number of the copy that counted, and of the last one that may have been published.
    pub(crate) generations: RangeInclusive<u32>,
    /// The acknowledged deliveries. Empty: copies of this generation may be elsewhere.
    pub(crate) receipts: Vec<Receipt>,
}

impl Holding {
    pub(super) fn new(delivery: &Delivery, is_safe: bool) -> Self {
        Self {
            inner: Mutex::new(Inner {
                first: delivery.mark.generation,
                has_joined: false,
                generation: delivery.mark.generation,
                last_attempt: delivery.mark.generation,
                copies: vec![(delivery.mark.generation, delivery.receipt.clone())],
                is_safe,
                is_revoked: false,
                result: ResultState::None,
                is_detached: false,
                was_lost: false,
                known_at: delivery.receipt.verified_at(),
                expected_until: None,
            }),
            changed: Notify::new(),
            move_wanted: Notify::new(),
        }
    }

    /// Adds a delivery of the same request.
    pub(super) fn join(&self, delivery: &Delivery) {
        let mut inner = self.lock();
        inner.has_joined |= delivery.receipt.inbound() == Inbound::Requests;
        let is_open = |(_, receipt): &(u32, Receipt)| receipt.is_open();
        let is_twin = delivery.standing() == Standing::New && inner.copies.iter().any(is_open);
        if delivery.mark.generation < inner.generation || is_twin {
            // A twin is a message that the engine has sent twice. It would take a place of the prefetch.
            delivery.receipt.acknowledge();
        } else {
            if inner.is_safe {
                inner.generation = delivery.mark.generation;
                for (_, earlier) in inner.copies.drain(..) {
                    earlier.acknowledge();
                }
                if inner.is_detached && delivery.receipt.inbound() == Inbound::Requests {
                    // It takes no slot, and must not take a place of the prefetch either.
                    self.move_wanted.notify_one();
                }
            } else if delivery.receipt.inbound() == Inbound::Requests {
                // It was in the hands of others, who may have made further copies of it.
                inner.known_at = inner.last_proof();
                inner.was_lost = true;
                self.move_wanted.notify_one();
            }
            let copy = (delivery.mark.generation, delivery.receipt.clone());
            inner.copies.push(copy);
        }
        drop(inner);
        self.changed.notify_waiters();
    }

    /// Returns the number of the next copy, which is about to be published.
    pub(super) fn next_attempt(&self) -> u32 {
        let mut inner = self.lock();
        inner.last_attempt = inner.last_attempt.max(inner.generation) + 1;
        inner.last_attempt
    }

    /// Returns whether the message was delivered again meanwhile, and whether it was moved to the queue of this worker.
    pub(super) fn history(&self) -> (bool, bool) {
        let inner = self.lock();
        (inner.has_joined, inner.generation > inner.first)
    }

    /// Returns the number of the copy that counts.
    pub(super) fn generation(&self) -> u32 {
        self.lock().generation
    }

    /// Returns the open deliveries of the copy that counts.
    pub(super) fn open(&self) -> Vec<Receipt> {
        let inner = self.lock();
        let open = |(generation, receipt): &&(u32, Receipt)| {
            *generation >= inner.generation && receipt.is_open()
        };
        let open = inner.copies.iter().filter(open);
        open.map(|(_, receipt)| receipt.clone()).collect()
    }

    /// The action has returned: nothing can be stopped any more. If its result comes later, `moves` asks for the move of
    /// the message to the queue of this worker, so that it takes no place of the prefetch.
    pub(super) fn detach(&self, moves: bool) {
        let mut inner = self.lock();
        inner.is_detached = true;
        if moves {
            self.move_wanted.notify_one();
        }
        drop(inner);
        self.changed.notify_waiters();
    }

    /// A result that comes later is not wanted.
    pub(super) fn revoke(&self) {
        self.lock().is_revoked = true;
        self.changed.notify_waiters();
    }

    /// The broker has the result.
    pub(super) fn note_report(&self) {
        self.lock().result = ResultState::Reported;
        self.changed.notify_waiters();
    }

    /// Waits until the broker has the result, if there is one.
    pub(super) async fn reported(&self) {
        loop {
            let changed = self.changed.notified();
            {
                if self.lock().result != ResultState::Known {
                    return;
                }
            }
            changed.await;
        }
    }

    /// Returns whether this is the first result of the action.
    pub(super) fn take_result(&self) -> bool {
        let mut inner = self.lock();
        let is_first = inner.result == ResultState::None;
        if is_first {
            inner.result = ResultState::Known;
        }
        is_first
    }

    /// Waits until no other worker can have refused the action in the last `patience`. Returns false if it was refused.
    pub(super) async fn is_owned(&self, patience: Duration) -> bool {
        loop {
            let changed = self.changed.notified();
            let (is_revoked, is_owned) = {
                let inner = self.lock();
                let is_recent = env::now() < inner.last_proof() + patience;
                (inner.is_revoked, inner.is_safe || is_recent)
            };
            if is_revoked || is_owned {
                return !is_revoked;
            }
            if !self.was_lost() && self.verify().await {
                continue;
            }
            changed.await;
        }
    }

    pub(super) fn is_safe(&self) -> bool {
        self.lock().is_safe
    }

    pub(super) fn is_detached(&self) -> bool {
        self.lock().is_detached
    }

    /// Waits until the move of the message is asked for.
    pub(super) async fn move_wanted(&self) {
        self.move_wanted.notified().await;
    }

    /// Waits until no channel with a copy is open.
    pub(super) async fn lost(&self) {
        loop {
            let changed = self.changed.notified();
            let open = self.open();
            if open.is_empty() {
                let expected_until = self.lock().expected_until;
                let Some(until) = expected_until.filter(|until| env::now() < *until) else {
                    return self.note_loss();
                };
                tokio::select! {
                    biased;
                    () = changed => {}
                    () = tokio::time::sleep_until(until) => {}
                }
                continue;
            }
            let ended = open.iter().map(|receipt| Box::pin(receipt.ended()));
            tokio::select! {
                biased;
                _ = select_all(ended) => {}
                () = changed => {}
            }
        }
    }

    /// Waits for a delivery of the copy that counts.
    pub(super) async fn arrived(&self) -> Receipt {
        loop {
            let changed = self.changed.notified();
            if let Some(receipt) = self.open().pop() {
                return receipt;
            }
            changed.await;
        }
    }

    /// Proves that the broker still has the message for this worker.
    pub(super) async fn verify(&self) -> bool {
        match self.open().last() {
            Some(receipt) => receipt.verify().await,
            None => false,
        }
    }

    /// Returns the last time at which no other worker can have had a copy that counts.
    pub(super) fn known_at(&self) -> Instant {
        self.lock().last_proof()
    }

    /// Remembers that the channels of the copy have ended.
    fn note_loss(&self) {
        let mut inner = self.lock();
        inner.known_at = inner.last_proof();
        inner.was_lost = true;
    }

    /// Returns whether copies of this generation may be elsewhere.
    pub(super) fn was_lost(&self) -> bool {
        self.lock().was_lost
    }

    /// Makes a later copy the one that counts. It was given to the broker at a time after `published`. Acknowledges the
    /// earlier ones.
    pub(super) fn advance(&self, generation: u32, published: Instant) {
        let mut inner = self.lock();
        inner.generation = generation;
        inner.was_lost = false;
        inner.known_at = published;
        inner.expected_until = Some(env::now() + DELIVERY_TIME);
        inner.copies.retain(|(of, receipt)| {
            let stays = *of >= generation;
            if !stays {
                receipt.acknowledge();
            }
            stays
        });
        drop(inner);
        self.changed.notify_waiters();
    }

    /// Acknowledges the deliveries of a copy and of earlier ones. Returns the open ones.
    pub(super) fn acknowledge_up_to(&self, last: u32) -> Vec<Receipt> {
        let inner = self.lock();
        let counts =
            |(generation, receipt): &&(u32, Receipt)| *generation <= last && receipt.is_open();
        let open: Vec<Receipt> = inner
            .copies
            .iter()
            .filter(counts)
            .map(|(_, receipt)| receipt.clone())
            .collect();
        open.iter().for_each(Receipt::acknowledge);
        open
    }

    /// Acknowledges all deliveries.
    pub(super) fn acknowledge_all(&self) -> Settled {
        let mut inner = self.lock();
        let copies = std::mem::take(&mut inner.copies);
        let receipts = settle_all(copies, Receipt::acknowledge);
        let is_unknown = inner.was_lost || inner.last_attempt > inner.generation;
        Settled {
            generations: inner.generation..=inner.last_attempt.max(inner.generation),
            receipts: if is_unknown { Vec::new() } else { receipts },
        }
    }

    /// Requeues all deliveries. Returns the open ones.
    pub(super) fn requeue_all(&self) -> Vec<Receipt> {
        let copies = std::mem::take(&mut self.lock().copies);
        settle_all(copies, Receipt::requeue)
    }

    /// Returns whether the consumer of a copy was cancelled: the broker may have given the message to others or lost it.
    pub(super) fn is_in_doubt(&self) -> bool {
        let inner = self.lock();
        inner
            .copies
            .iter()
            .any(|(_, receipt)| receipt.is_in_doubt())
    }

    fn lock(&self) -> MutexGuard<'_, Inner> {
        // No code panics while it holds the lock.
        self.inner.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Settles all deliveries, those in doubt too. Returns the open ones.
fn settle_all(copies: Vec<(u32, Receipt)>, settle: fn(&Receipt)) -> Vec<Receipt> {
    let receipts = copies.into_iter().map(|(_, receipt)| receipt);
    let (open, others): (Vec<Receipt>, Vec<Receipt>) = receipts.partition(Receipt::is_open);
    open.iter().chain(&others).for_each(settle);
    open
}

#[cfg(test)]
mod tests;
