//! [`Ledger`]: which published messages are under way, and what became of each.

use std::collections::{HashMap, HashSet};

use bytes::Bytes;
use lapin::Confirmation;
use lapin::types::ShortString;
use tokio::sync::oneshot;

use super::publisher::{Outgoing, Routed};

/// Messages that were published and are not answered for yet.
///
/// The broker sends a message back, if no queue is bound to its address, before it confirms it. The client library
/// hands what came back to whichever confirmation it resolves next, also to that of another message. So a message
/// counts as routed only once everything that came back belongs to a message that is confirmed: until then it may be
/// one's own that another has.
#[derive(Debug, Default)]
pub(super) struct Ledger {
    next: u64,
    under_way: HashMap<u64, Entry>,
    /// In the order of their confirmations.
    confirmed: Vec<u64>,
    /// Confirmed or not.
    returned: HashSet<u64>,
}

#[derive(Debug)]
struct Entry {
    exchange: ShortString,
    routing_key: ShortString,
    body: Bytes,
    published: oneshot::Sender<Option<Routed>>,
}

/// What the broker has said of a message.
pub(super) struct Confirmed {
    number: u64,
    is_stored: bool,
    /// A message that came back, this one or another.
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

impl Ledger {
    /// Enters a message that is about to be published, and numbers it.
    pub(super) fn enter(&mut self, outgoing: Outgoing) -> u64 {
        self.next += 1;
        let Outgoing {
            exchange,
            routing_key,
            body,
            published,
            properties: _,
        } = outgoing;
        let entry = Entry {
            exchange,
            routing_key,
            body,
            published,
        };
        self.under_way.insert(self.next, entry);
        self.next
    }

    /// Notes a confirmation. Whoever waits is told by [`settle`](Self::settle).
    pub(super) fn confirm(&mut self, confirmed: Confirmed) {
        if let Some(message) = confirmed.returned {
            let is_it = |entry: &Entry| {
                entry.routing_key == message.routing_key
                    && entry.exchange == message.exchange
                    && entry.body == message.body
            };
            // Of several that are the same, one is as good as the other.
            let mut entries = self.under_way.iter();
            let found =
                entries.find(|(number, entry)| !self.returned.contains(number) && is_it(entry));
            if let Some((&number, _)) = found {
                self.returned.insert(number);
            }
        }
        if confirmed.is_stored {
            self.confirmed.push(confirmed.number);
        } else {
            // For instance because a disk is full.
            self.returned.remove(&confirmed.number);
            self.answer(confirmed.number, None);
        }
    }

    /// Tells those whose messages are known to have arrived, or to have come back. To be called when all confirmations
    /// that are there are noted.
    pub(super) fn settle(&mut self) {
        let mut confirmed = std::mem::take(&mut self.confirmed);
        if !self.returned.is_empty() {
            confirmed.retain(|number| {
                let came_back = self.returned.remove(number);
                if came_back {
                    self.answer(*number, Some(Routed::No));
                }
                !came_back
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

    /// Tells those whose messages are under way that the broker does not take them.
    pub(super) fn refuse(&mut self) {
        for number in std::mem::take(&mut self.confirmed) {
            self.returned.remove(&number);
            self.under_way.remove(&number);
        }
        for (_, entry) in self.under_way.drain() {
            tracing::error!(
                "the broker does not take a message of {} bytes for {}",
                entry.body.len(),
                entry.routing_key
            );
            let _ = entry.published.send(Some(Routed::Refused));
        }
    }

    fn answer(&mut self, number: u64, answer: Option<Routed>) {
        if let Some(entry) = self.under_way.remove(&number) {
            // It may have been given up meanwhile.
            let _ = entry.published.send(answer);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    type Answer = oneshot::Receiver<Option<Routed>>;

    fn enter(ledger: &mut Ledger, body: &'static str) -> (u64, Answer) {
        let (published, answer) = oneshot::channel();
        let outgoing = Outgoing {
            exchange: "openstack".into(),
            routing_key: body.into(),
            body: Bytes::from_static(body.as_bytes()),
            properties: lapin::BasicProperties::default(),
            published,
        };
        (ledger.enter(outgoing), answer)
    }

    fn confirm(ledger: &mut Ledger, number: u64, returned: Option<&str>) {
        ledger.confirm(Confirmed {
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
    fn what_came_back_counts_for_the_message_that_it_is() {
        let mut ledger = Ledger::default();
        let (a, mut of_a) = enter(&mut ledger, "a");
        let (b, mut of_b) = enter(&mut ledger, "b");
        // All confirmed at once: the client library has handed b to the confirmation of a.
        confirm(&mut ledger, a, Some("b"));
        confirm(&mut ledger, b, None);
        ledger.settle();
        assert_eq!(of_a.try_recv(), Ok(Some(Routed::Yes)));
        assert_eq!(of_b.try_recv(), Ok(Some(Routed::No)));
    }

    /// Two come back, and are handed out crosswise, with time between.
    #[test]
    fn nothing_counts_as_routed_while_its_own_return_may_be_elsewhere() {
        let mut ledger = Ledger::default();
        let (a, mut of_a) = enter(&mut ledger, "a");
        let (b, mut of_b) = enter(&mut ledger, "b");
        let (c, mut of_c) = enter(&mut ledger, "c");
        confirm(&mut ledger, a, Some("b"));
        confirm(&mut ledger, c, None);
        ledger.settle();
        assert!(is_open(&mut of_a) && is_open(&mut of_b) && is_open(&mut of_c));
        confirm(&mut ledger, b, Some("a"));
        ledger.settle();
        assert_eq!(of_a.try_recv(), Ok(Some(Routed::No)));
        assert_eq!(of_b.try_recv(), Ok(Some(Routed::No)));
        assert_eq!(of_c.try_recv(), Ok(Some(Routed::Yes)));
        assert!(ledger.under_way.is_empty() && ledger.confirmed.is_empty());
    }

    #[test]
    fn of_two_that_are_the_same_both_come_back() {
        let mut ledger = Ledger::default();
        let (first, mut of_first) = enter(&mut ledger, "a");
        let (second, mut of_second) = enter(&mut ledger, "a");
        confirm(&mut ledger, second, Some("a"));
        confirm(&mut ledger, first, Some("a"));
        ledger.settle();
        assert_eq!(of_first.try_recv(), Ok(Some(Routed::No)));
        assert_eq!(of_second.try_recv(), Ok(Some(Routed::No)));
    }

    #[test]
    fn what_the_broker_could_not_store_is_to_be_published_again() {
        let mut ledger = Ledger::default();
        let (number, mut answer) = enter(&mut ledger, "a");
        ledger.confirm(Confirmed {
            number,
            is_stored: false,
            returned: None,
        });
        assert_eq!(answer.try_recv(), Ok(None));
    }

    #[test]
    fn only_what_is_not_confirmed_is_refused() {
        let mut ledger = Ledger::default();
        let (a, mut of_a) = enter(&mut ledger, "a");
        let (_, mut of_b) = enter(&mut ledger, "b");
        confirm(&mut ledger, a, None);
        ledger.refuse();
        // Nobody knows of a: it is to be published again.
        assert_eq!(of_a.try_recv(), Err(oneshot::error::TryRecvError::Closed));
        assert_eq!(of_b.try_recv(), Ok(Some(Routed::Refused)));
    }
}
