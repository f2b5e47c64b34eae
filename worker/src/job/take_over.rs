//! Answers other workers, and takes over requests that they pass on.
//!
//! `docs/reliability.md` explains the protocol.

use std::time::Duration;

use mistral_wire::messages::{Message, PeerMessage};

use super::claim::Claim;
use super::keep::Held;
use super::notes::Note;
use super::pass_on::copy_id;
use crate::transport::{Address, Choice, CopyState, Delivery, Inbound, Outgoing, Standing};
use crate::worker::Worker;

/// Time within which the other worker makes its copies void.
const RELEASE_TIME: Duration = Duration::from_secs(10);

/// Outcome of the attempt to take a request over.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Takeover {
    /// The copy is a new request.
    Released,
    /// Earlier copies may count, or the other worker has withdrawn this one.
    Unreleased,
    /// This worker takes no requests.
    Declined,
}

/// Returns whether another worker passes a request on with this delivery.
pub(super) fn is_passed_on(delivery: &Delivery) -> bool {
    delivery.receipt.inbound() == Inbound::Parking
        && delivery.mark.state == CopyState::Passed
        && delivery.standing() == Standing::New
}

impl Worker {
    /// Handles a message of another worker.
    pub(super) async fn hear_peer(&self, message: &Message, delivery: &Delivery) {
        match PeerMessage::read(message) {
            // The receiver is gone, and the broker has moved its message to the topic.
            _ if delivery.death.is_some() => {}
            None => tracing::debug!("ignoring the unknown method `{}`", message.method),
            Some(PeerMessage::FindAction { action, reply_to }) => {
                let queue = self.transport.parking().routing_key;
                let may_answer = reply_to != queue && !self.stop.is_cancelled();
                if may_answer && self.has(&action).await {
                    let answer = PeerMessage::HasAction { action, queue };
                    self.answer_peer(&reply_to, &answer).await;
                }
            }
            Some(PeerMessage::HasAction { action, queue }) => {
                self.peers.note_answer(&action, queue);
            }
            Some(PeerMessage::Accepted(copy)) => self.notes.add(Note::Accepted(copy)),
            Some(PeerMessage::Released(copy)) => self.notes.add(Note::Released(copy)),
        }
        delivery.receipt.acknowledge();
    }

    /// Accepts a request that another worker passes on, and waits until that worker has made its copies void. A worker that
    /// drains does not accept requests: it would return them to the topic, and receive them again.
    pub(super) async fn take_over(&self, key: &str, delivery: &Delivery) -> Takeover {
        if self.stop.is_cancelled() {
            return Takeover::Declined;
        }
        let copy = copy_id(key, delivery.mark.generation);
        if let Some(queue) = &delivery.passed_by {
            let accepted = PeerMessage::Accepted(copy.clone());
            self.answer_peer(queue, &accepted).await;
        }
        if self.notes.wait(Note::Released(copy), RELEASE_TIME).await {
            Takeover::Released
        } else {
            Takeover::Unreleased
        }
    }

    /// Decides that a copy counts that was not released, since its action may run twice. Returns false if its sender has
    /// withdrawn it: the sender has reported an error, or has passed the request on to another worker.
    pub(super) async fn may_take(&self, key: &str, delivery: &Delivery) -> bool {
        let generation = delivery.mark.generation;
        self.decide(key, generation, Choice::Refused).await
    }

    /// Leaves a copy to the worker that decides about it: the earlier ones may count.
    pub(super) async fn leave(&self, key: &str, delivery: &Delivery) {
        let claim = Claim::of_delivery(key, delivery);
        let held = Held {
            key,
            delivery,
            holding: claim.holding(),
            is_safe: false,
        };
        self.hold(held).await;
        claim.discard();
    }

    /// Sends a message to another worker, which may be gone.
    async fn answer_peer(&self, queue: &str, message: &PeerMessage) {
        let to = Address::queue(queue);
        let message = Outgoing::new(&to, message.message());
        self.transport.publish(message).await;
    }
}
