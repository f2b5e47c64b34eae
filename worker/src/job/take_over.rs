//! Answers other workers, and takes over requests that they pass on.
//!
//! `docs/reliability.md` explains the protocol.

use std::time::Duration;

use mistral_wire::messages::{Message, PeerMessage};

use super::claim::Claim;
use super::keep::Held;
use super::notes::Note;
use super::pass_on::copy_id;
use crate::transport::{Address, CopyState, Delivery, Inbound, Outgoing, Standing};
use crate::worker::Worker;

/// Time within which the other worker makes its copies void.
const RELEASE_TIME: Duration = Duration::from_secs(10);

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

    /// Accepts a request that another worker passes on, and waits until that worker has made its copies void. Returns
    /// false if it does not.
    pub(super) async fn take_over(&self, key: &str, delivery: &Delivery) -> bool {
        let copy = copy_id(key, delivery.mark.generation);
        if let Some(queue) = &delivery.passed_by {
            let accepted = PeerMessage::Accepted(copy.clone());
            self.answer_peer(queue, &accepted).await;
        }
        self.notes.wait(Note::Released(copy), RELEASE_TIME).await
    }

    /// Leaves a copy to the worker that decides about it: the earlier ones may count.
    pub(super) async fn leave(&self, key: &str, delivery: &Delivery, is_safe: bool) {
        let claim = Claim::of_delivery(key, delivery);
        if is_safe {
            return claim.requeue().await;
        }
        let held = Held {
            key,
            delivery,
            holding: claim.holding(),
            is_safe,
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
