//! [`PendingConfirms`]: published messages that the broker has not confirmed yet.

use std::collections::{HashMap, HashSet};

use bytes::Bytes;
use lapin::Confirmation;
use lapin::types::ShortString;
use tokio::sync::oneshot;

use super::unconfirmed::Unconfirmed;
use crate::transport::Routed;

/// Published messages that the broker has not confirmed yet.
///
/// If no queue is bound to a message's address, the broker returns the message and then confirms it. lapin attaches a
/// returned message to the next confirmation that it resolves, which may belong to another message. So a message counts
/// as routed only when every returned message belongs to a confirmed one: until then, its own return may be attached to
/// another confirmation.
#[derive(Debug, Default)]
pub(super) struct PendingConfirms {
    next: u64,
    in_flight: HashMap<u64, Entry>,
    /// Numbers of confirmed messages, in the order of their confirmations.
    confirmed: Vec<u64>,
    /// Numbers of returned messages, confirmed or not.
    returned: HashSet<u64>,
}

#[derive(Debug)]
struct Entry {
    exchange: ShortString,
    routing_key: ShortString,
    body: Bytes,
    published: oneshot::Sender<Option<Routed>>,
}

/// The broker's confirmation of a message.
pub(super) struct Confirmed {
    number: u64,
    is_stored: bool,
    /// A returned message: this one or another.
    returned: Option<Returned>,
}

struct Returned {
    exchange: ShortString,
    routing_key: ShortString,
    body: Vec<u8>,
}

impl Confirmed {
    pub(super) fn new(number: u64, confirmation: Confirmation) -> Self {
        let is_stored = !confirmation.is_nack();
        let returned = confirmation.take_message().map(|message| Returned {
            exchange: message.delivery.exchange,
            routing_key: message.delivery.routing_key,
            body: message.delivery.data,
        });
        Self {
            number,
            is_stored,
            returned,
        }
    }
}

impl PendingConfirms {
    /// Adds a message that is about to be published; returns its number.
    pub(super) fn add(&mut self, message: Unconfirmed) -> u64 {
        self.next += 1;
        let Unconfirmed {
            exchange,
            routing_key,
            body,
            published,
            properties: _,
        } = message;
        let entry = Entry {
            exchange,
            routing_key,
            body,
            published,
        };
        self.in_flight.insert(self.next, entry);
        self.next
    }

    /// Records a confirmation. [`settle`](Self::settle) reports it to the publisher.
    pub(super) fn confirm(&mut self, confirmed: Confirmed) {
        if let Some(message) = confirmed.returned {
            let is_it = |entry: &Entry| {
                entry.routing_key == message.routing_key
                    && entry.exchange == message.exchange
                    && entry.body == message.body
            };
            // Any of several identical messages will do.
            let mut entries = self.in_flight.iter();
            let found =
                entries.find(|(number, entry)| !self.returned.contains(number) && is_it(entry));
            if let Some((&number, _)) = found {
                self.returned.insert(number);
            }
        }
        if confirmed.is_stored {
            self.confirmed.push(confirmed.number);
        } else {
            // For instance because the disk is full.
            self.returned.remove(&confirmed.number);
            self.answer(confirmed.number, None);
        }
    }

    /// Reports the messages that are known to be routed or returned. Call it after all available confirmations are
    /// recorded.
    pub(super) fn settle(&mut self) {
        let mut confirmed = std::mem::take(&mut self.confirmed);
        if !self.returned.is_empty() {
            confirmed.retain(|number| {
                let is_returned = self.returned.remove(number);
                if is_returned {
                    self.answer(*number, Some(Routed::No));
                }
                !is_returned
            });
        }
        if self.returned.is_empty() {
            for number in confirmed {
                self.answer(number, Some(Routed::Yes));
            }
        } else {
            self.confirmed = confirmed;
        }
    }

    /// Reports that the broker refuses all unconfirmed messages.
    pub(super) fn refuse(&mut self) {
        for number in std::mem::take(&mut self.confirmed) {
            self.returned.remove(&number);
            self.in_flight.remove(&number);
        }
        for (_, entry) in self.in_flight.drain() {
            tracing::error!(
                "the broker refused a message of {} bytes for {}",
                entry.body.len(),
                entry.routing_key
            );
            let _ = entry.published.send(Some(Routed::Refused));
        }
    }

    fn answer(&mut self, number: u64, answer: Option<Routed>) {
        if let Some(entry) = self.in_flight.remove(&number) {
            // The publisher may have given up.
            let _ = entry.published.send(answer);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    type Answer = oneshot::Receiver<Option<Routed>>;

    fn add(pending: &mut PendingConfirms, body: &'static str) -> (u64, Answer) {
        let (published, answer) = oneshot::channel();
        let message = Unconfirmed {
            exchange: "openstack".into(),
            routing_key: body.into(),
            body: Bytes::from_static(body.as_bytes()),
            properties: lapin::BasicProperties::default(),
            published,
        };
        (pending.add(message), answer)
    }

    fn confirm(pending: &mut PendingConfirms, number: u64, returned: Option<&str>) {
        pending.confirm(Confirmed {
            number,
            is_stored: true,
            returned: returned.map(|body| Returned {
                exchange: "openstack".into(),
                routing_key: body.into(),
                body: body.into(),
            }),
        });
    }

    fn is_open(answer: &mut Answer) -> bool {
        answer.try_recv() == Err(oneshot::error::TryRecvError::Empty)
    }

    #[test]
    fn returned_message_counts_for_its_own_confirmation() {
        let mut pending = PendingConfirms::default();
        let (a, mut of_a) = add(&mut pending, "a");
        let (b, mut of_b) = add(&mut pending, "b");
        // Both are confirmed at once: lapin attaches b to the confirmation of a.
        confirm(&mut pending, a, Some("b"));
        confirm(&mut pending, b, None);
        pending.settle();
        assert_eq!(of_a.try_recv(), Ok(Some(Routed::Yes)));
        assert_eq!(of_b.try_recv(), Ok(Some(Routed::No)));
    }

    /// Two messages are returned and attached crosswise, with time in between.
    #[test]
    fn message_is_not_routed_while_its_return_may_be_attached_elsewhere() {
        let mut pending = PendingConfirms::default();
        let (a, mut of_a) = add(&mut pending, "a");
        let (b, mut of_b) = add(&mut pending, "b");
        let (c, mut of_c) = add(&mut pending, "c");
        confirm(&mut pending, a, Some("b"));
        confirm(&mut pending, c, None);
        pending.settle();
        assert!(is_open(&mut of_a) && is_open(&mut of_b) && is_open(&mut of_c));
        confirm(&mut pending, b, Some("a"));
        pending.settle();
        assert_eq!(of_a.try_recv(), Ok(Some(Routed::No)));
        assert_eq!(of_b.try_recv(), Ok(Some(Routed::No)));
        assert_eq!(of_c.try_recv(), Ok(Some(Routed::Yes)));
        assert!(pending.in_flight.is_empty() && pending.confirmed.is_empty());
    }

    #[test]
    fn identical_returned_messages_are_matched_separately() {
        let mut pending = PendingConfirms::default();
        let (first, mut of_first) = add(&mut pending, "a");
        let (second, mut of_second) = add(&mut pending, "a");
        confirm(&mut pending, second, Some("a"));
        confirm(&mut pending, first, Some("a"));
        pending.settle();
        assert_eq!(of_first.try_recv(), Ok(Some(Routed::No)));
        assert_eq!(of_second.try_recv(), Ok(Some(Routed::No)));
    }

    #[test]
    fn rejected_message_is_published_again() {
        let mut pending = PendingConfirms::default();
        let (number, mut answer) = add(&mut pending, "a");
        pending.confirm(Confirmed {
            number,
            is_stored: false,
            returned: None,
        });
        assert_eq!(answer.try_recv(), Ok(None));
    }

    #[test]
    fn refusal_skips_confirmed_messages() {
        let mut pending = PendingConfirms::default();
        let (a, mut of_a) = add(&mut pending, "a");
        let (_, mut of_b) = add(&mut pending, "b");
        confirm(&mut pending, a, None);
        pending.refuse();
        // a was confirmed but not reported, so it is published again.
        assert_eq!(of_a.try_recv(), Err(oneshot::error::TryRecvError::Closed));
        assert_eq!(of_b.try_recv(), Ok(Some(Routed::Refused)));
    }
}
