//! Passes a request on to another worker, which has its action.
//!
//! `docs/reliability.md` explains the protocol.

use std::time::Duration;

use mistral_wire::messages::{CopyId, PeerMessage};
use tokio::time::timeout;

use super::holding::Holding;
use super::keep::Held;
use super::notes::Note;
use super::peers::{Asking, Known};
use super::resolve::ForeignAction;
use crate::transport::{Address, Choice, CopyState, Inbound, Mark, Outgoing, Routed};
use crate::worker::Worker;

/// Time within which other workers answer.
const ANSWER_TIME: Duration = Duration::from_secs(2);
/// Number of workers to which a request is offered.
const OFFERS: usize = 3;

/// Outcome of the attempt to pass a request on.
#[derive(Debug)]
pub(super) enum PassedOn {
    /// Another worker has the copy that counts, and waits for its release.
    To(Taker),
    /// No other worker has its action.
    No,
    /// Another worker has decided about it meanwhile.
    Refused,
    /// This worker could not hear the others.
    Unknown,
}

/// A worker that has accepted a request.
#[derive(Debug)]
pub(super) struct Taker {
    queue: String,
    /// Number of its copy.
    pub(super) generation: u32,
}

/// Outcome of a question.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Asked {
    /// The answer, or the lack of one, is remembered.
    Done,
    /// Other workers cannot be asked.
    Nobody,
    /// This worker drains.
    Stops,
    /// This worker could not hear an answer.
    Lost,
}

impl Worker {
    /// Returns whether other workers of the topic are asked for an action before other executors get its request. Only
    /// workers have actions of a catalog; Mistral's own executors have Python classes.
    pub(super) fn asks_for(&self, foreign: &ForeignAction) -> bool {
        self.forward.is_none() || foreign.sought.class.is_none()
    }

    /// Passes a request on to a worker that has its action.
    pub(super) async fn pass_on(&self, it: Held<'_>, foreign: &ForeignAction) -> PassedOn {
        let sought = &foreign.sought;
        let (mut offered, mut room) = (Vec::new(), None);
        let mut is_lost = false;
        while offered.len() < OFFERS && !self.stop.is_cancelled() {
            let known = self.peers.find(sought);
            // A request that waits for other workers must not take a place of the prefetch.
            if known != Known::Nowhere
                && room.is_none()
                && it.delivery.receipt.inbound() == Inbound::Requests
            {
                room = self.room.try_acquire().ok();
                if room.is_some() && !self.prepare_return(it).await {
                    return PassedOn::Refused;
                }
            }
            match known {
                Known::At(queue) => {
                    let generation = it.holding.next_attempt();
                    if self.offer(it, generation, &queue).await {
                        let description = &foreign.description;
                        tracing::debug!("passing the request for {description} on to {queue}");
                        let copies = it.holding.generation()..generation;
                        let is_free = self.withdraw(it, &offered).await;
                        return if is_free && self.make_void(it, copies).await {
                            PassedOn::To(Taker { queue, generation })
                        } else {
                            PassedOn::Refused
                        };
                    }
                    offered.push(generation);
                    tracing::warn!("{queue} does not take a request; asking again");
                    self.peers.forget(&queue);
                }
                Known::Nowhere => break,
                Known::Unknown => match self.ask_for(foreign, it.holding).await {
                    Asked::Done => {}
                    Asked::Nobody | Asked::Stops => break,
                    Asked::Lost => {
                        is_lost = true;
                        break;
                    }
                },
            }
        }
        if !offered.is_empty() {
            if !self.withdraw(it, &offered).await {
                return PassedOn::Refused;
            }
            is_lost |= !it.holding.verify().await;
        }
        if is_lost {
            PassedOn::Unknown
        } else {
            PassedOn::No
        }
    }

    /// Asks all workers of the topic for an action, or waits until another request has asked.
    async fn ask_for(&self, foreign: &ForeignAction, holding: &Holding) -> Asked {
        let ForeignAction {
            sought,
            description,
        } = foreign;
        let asking = async {
            let question = match self.peers.ask(sought) {
                Asking::Begun(question) => question,
                Asking::TooMany => return Asked::Nobody,
                Asking::UnderWay => {
                    self.peers.answered(sought).await;
                    return Asked::Done;
                }
            };
            let mut consuming = self.consuming.subscribe();
            let request_queues = self.transport.request_queues();
            let is_complete = |queues: &usize| *queues == request_queues;
            // Publishing to an exchange that does not exist would close the channel.
            let subscribed = timeout(ANSWER_TIME, consuming.wait_for(is_complete)).await;
            if !subscribed.is_ok_and(|subscribed| subscribed.is_ok()) {
                let can_hear = holding.verify().await;
                return if can_hear { Asked::Nobody } else { Asked::Lost };
            }
            let message = PeerMessage::FindAction {
                action: sought.clone(),
                reply_to: self.transport.parking().routing_key,
            };
            let fanout = self.transport.fanout();
            let message = Outgoing::new(&fanout, message.message());
            self.transport.publish(message).await;
            if timeout(ANSWER_TIME, self.peers.answered(sought))
                .await
                .is_ok()
            {
                tracing::info!("requests for {description} are passed on to workers that have it");
                return Asked::Done;
            }
            // Silence means something only to a worker that can hear.
            if !holding.verify().await {
                return Asked::Lost;
            }
            question.note_silence();
            Asked::Done
        };
        tokio::select! {
            biased;
            () = self.stop.cancelled() => Asked::Stops,
            asked = asking => asked,
        }
    }

    /// Offers a request to a worker. Returns whether the worker accepts it.
    async fn offer(&self, it: Held<'_>, generation: u32, queue: &str) -> bool {
        let mark = Mark {
            state: CopyState::Passed,
            generation,
        };
        let to = Address::queue(queue);
        let by = self.transport.parking().routing_key;
        let copy = Outgoing::passed(&to, it.delivery, mark, by);
        if self.transport.try_publish(&copy).await != Some(Routed::Yes) {
            return false;
        }
        let accepted = Note::Accepted(copy_id(it.key, generation));
        self.notes.wait(accepted, ANSWER_TIME).await
    }

    /// Makes copies void that were offered in vain. Returns false if another worker has decided about one meanwhile.
    async fn withdraw(&self, it: Held<'_>, offered: &[u32]) -> bool {
        for generation in offered {
            if !self.decide(it.key, *generation, Choice::Superseded).await {
                return false;
            }
        }
        true
    }

    /// Releases a request to the worker that has accepted it.
    pub(super) async fn release(&self, key: &str, taker: &Taker) {
        let to = Address::queue(&*taker.queue);
        let message = PeerMessage::Released(copy_id(key, taker.generation)).message();
        // If the worker is gone, its copy is held back.
        self.transport.publish(Outgoing::new(&to, message)).await;
    }
}

pub(super) fn copy_id(key: &str, generation: u32) -> CopyId {
    let key = key.to_owned();
    CopyId { key, generation }
}
