//! [`Receipt`]: what a delivery is acknowledged with, many at once where that can be.
//!
//! An acknowledgement costs a frame, a wake-up of the connection's thread and a packet, unless it is told
//! together with others: AMQP acknowledges with one frame everything up to a delivery (`multiple`).

use std::collections::BTreeSet;
use std::convert::Infallible;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use futures_util::FutureExt;
use lapin::Channel;
use lapin::options::{BasicAckOptions, BasicNackOptions};
use lapin::types::DeliveryTag;
use tokio::sync::Notify;

use super::consumer::Inbound;

/// The deliveries of one channel that the broker waits for.
#[derive(Debug)]
pub(crate) struct Receipts {
    inbound: Inbound,
    state: Mutex<State>,
    changed: Notify,
}

#[derive(Debug, Default)]
struct State {
    /// Neither acknowledged nor given back.
    open: BTreeSet<DeliveryTag>,
    acknowledged: Vec<DeliveryTag>,
    given_back: Vec<DeliveryTag>,
}

/// One delivery of a channel. When its channel is gone, it does nothing: the broker delivers again.
#[derive(Clone, Debug)]
pub(crate) struct Receipt {
    tag: DeliveryTag,
    of: Arc<Receipts>,
}

impl Receipt {
    /// Where the delivery comes from.
    pub(crate) fn inbound(&self) -> Inbound {
        self.of.inbound
    }

    /// Tells the broker, soon, that the message is dealt with.
    pub(crate) fn acknowledge(&self) {
        self.settle(|state| &mut state.acknowledged);
    }

    /// Gives the message back to the broker, for this or another worker.
    pub(crate) fn give_back(&self) {
        self.settle(|state| &mut state.given_back);
    }

    /// Only the first time counts: the broker closes a channel on which a delivery is settled twice.
    fn settle(&self, pile: impl FnOnce(&mut State) -> &mut Vec<DeliveryTag>) {
        let mut state = self.of.lock();
        if state.open.remove(&self.tag) {
            pile(&mut state).push(self.tag);
            drop(state);
            self.of.changed.notify_one();
        }
    }

    /// Whether the broker still waits for what becomes of the delivery.
    pub(crate) fn is_open(&self) -> bool {
        self.of.lock().open.contains(&self.tag)
    }
}

/// What the broker is to be told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Settlement {
    Acknowledge { tag: DeliveryTag, multiple: bool },
    GiveBack(DeliveryTag),
}

impl Receipts {
    /// Those of a channel that was just opened.
    pub(crate) fn new(inbound: Inbound) -> Arc<Self> {
        Arc::new(Self {
            inbound,
            state: Mutex::default(),
            changed: Notify::new(),
        })
    }

    /// Where its deliveries come from.
    pub(super) fn inbound(&self) -> Inbound {
        self.inbound
    }

    /// The receipt of a delivery that has arrived.
    pub(crate) fn receipt(self: &Arc<Self>, tag: DeliveryTag) -> Receipt {
        self.lock().open.insert(tag);
        Receipt {
            tag,
            of: Arc::clone(self),
        }
    }

    /// Tells the broker what becomes of the deliveries, for as long as it is polled.
    pub(super) async fn keep_telling(&self, channel: &Channel) -> Infallible {
        loop {
            self.changed.notified().await;
            // After all the jobs that are about to finish, too.
            tokio::task::yield_now().await;
            self.tell(channel);
        }
    }

    /// Tells the broker what is still to be told. The connection then has it, in front of whatever is done with
    /// the channel later; to wait until it is sent would cost a wake-up each.
    pub(super) fn tell(&self, channel: &Channel) {
        let settlements = self.lock().take();
        for settlement in settlements {
            let told = match settlement {
                Settlement::Acknowledge { tag, multiple } => {
                    let options = BasicAckOptions { multiple };
                    channel.basic_ack(tag, options).now_or_never()
                }
                Settlement::GiveBack(tag) => {
                    let options = BasicNackOptions {
                        // What is refused is dead-lettered from the parking to the topic; requeued it would
                        // come here again.
                        requeue: self.inbound == Inbound::Requests,
                        ..BasicNackOptions::default()
                    };
                    channel.basic_nack(tag, options).now_or_never()
                }
            };
            if let Some(Err(error)) = told {
                tracing::debug!("deliveries could not be settled and will come again: {error}");
                return;
            }
        }
    }

    /// Notes that the channel is over: the broker delivers again what was open.
    pub(crate) fn end(&self) {
        *self.lock() = State::default();
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        // Nothing panics while it is held.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    /// What is to be told, in this order: an acknowledgement of several would also cover one among them
    /// that is to be given back.
    fn take(&mut self) -> Vec<Settlement> {
        let mut acknowledged = std::mem::take(&mut self.acknowledged);
        acknowledged.sort_unstable();
        let first_open = self.open.first().copied().unwrap_or(DeliveryTag::MAX);
        let together = acknowledged.partition_point(|tag| *tag < first_open);
        let given_back = self.given_back.drain(..).map(Settlement::GiveBack);
        let several = together.checked_sub(1).map(|last| Settlement::Acknowledge {
            tag: acknowledged[last],
            multiple: last > 0,
        });
        let others = acknowledged[together..].iter().map(|&tag| {
            let multiple = false;
            Settlement::Acknowledge { tag, multiple }
        });
        given_back.chain(several).chain(others).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::Settlement::{Acknowledge, GiveBack};
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
    fn all_before_the_first_that_is_open_are_acknowledged_together() {
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
    fn what_is_given_back_is_never_acknowledged_with_others() {
        let (receipts, arrived) = arrived(3);
        arrived[0].acknowledge();
        arrived[1].give_back();
        arrived[2].acknowledge();
        assert_eq!(receipts.lock().take(), [GiveBack(2), several(3)]);
    }

    #[test]
    fn a_delivery_is_settled_once() {
        let (receipts, arrived) = arrived(1);
        arrived[0].acknowledge();
        arrived[0].give_back();
        arrived[0].acknowledge();
        assert_eq!(receipts.lock().take(), [one(1)]);
        arrived[0].acknowledge();
        assert_eq!(receipts.lock().take(), []);
    }
}
