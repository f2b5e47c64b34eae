//! [`Running`]: what this worker works on, and what it has just finished.
//!
//! The broker delivers a message again when a connection breaks, although its action still runs here.
//! Such a delivery joins the action that runs, instead of starting it a second time.

use std::collections::{HashMap, VecDeque};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio::sync::Notify;

use super::id::Id;
use crate::transport::{Inbound, Receipt};
use mistral_wire::messages::Peer;

/// How many finished actions are remembered. A delivery that was acknowledged on a connection that broke
/// at once may come again; it is among the last ones. As many as a table of 8192 places holds.
const REMEMBERED: usize = 7000;

/// What this worker works on, by action execution.
#[derive(Debug, Default)]
pub(crate) struct Running(Mutex<Inner>);

#[derive(Debug, Default)]
struct Inner {
    jobs: HashMap<Id, Job>,
    /// Each with the id of its message.
    finished: HashMap<Id, Id>,
    oldest_first: VecDeque<Id>,
}

#[derive(Debug)]
struct Job {
    /// The deliveries of its message that are not acknowledged, oldest first.
    deliveries: Vec<Receipt>,
    message_id: Id,
    is_action_execution: bool,
    parker: Arc<Parker>,
}

/// Asks a job to park its message at once, because others ask for it.
#[derive(Debug, Default)]
pub(crate) struct Parker {
    pub(crate) wanted: Notify,
    askers: Mutex<Vec<Peer>>,
}

impl Parker {
    /// Who has asked.
    pub(crate) fn take_askers(&self) -> Vec<Peer> {
        std::mem::take(&mut *self.askers.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

/// A delivery of a request.
pub(crate) struct Arrival<'a> {
    /// The action execution, or the call.
    pub(crate) key: &'a str,
    /// The sender's id of the message: the same when it sends the message twice, unsure of the first.
    pub(crate) message_id: &'a str,
    pub(crate) receipt: &'a Receipt,
    pub(crate) redelivered: bool,
    pub(crate) is_action_execution: bool,
}

/// What is to be done with a delivery.
#[derive(Debug)]
pub(crate) enum Claim {
    /// It is new here. Whoever else is delivered it may ask for it from now on.
    Start(Arc<Parker>),
    /// Its action runs here already.
    Joined,
    /// Its action was finished here.
    Finished,
}

impl Running {
    /// Decides about a delivery.
    pub(crate) fn claim(&self, arrival: &Arrival<'_>) -> Claim {
        let mut inner = self.lock();
        let (key, delivery) = (Id::from(arrival.key), arrival.receipt.clone());
        if let Some(job) = inner.jobs.get_mut(&key) {
            job.deliveries.push(delivery);
            return Claim::Joined;
        }
        if let Some(message_id) = inner.finished.get(&key)
            && (arrival.redelivered || *message_id == arrival.message_id.into())
        {
            return Claim::Finished;
        }
        let job = Job {
            deliveries: vec![delivery],
            message_id: arrival.message_id.into(),
            is_action_execution: arrival.is_action_execution,
            parker: Arc::default(),
        };
        let parker = Arc::clone(&job.parker);
        inner.jobs.insert(key, job);
        Claim::Start(parker)
    }

    /// Whether what a peer asks for was finished here. If it is worked on here, the peer is told once its message
    /// is parked.
    pub(crate) fn hold(&self, peer: &Peer) -> bool {
        let (key, inner) = (Id::from(&*peer.key), self.lock());
        if let Some(parker) = inner.jobs.get(&key).map(|job| &job.parker) {
            let mut askers = parker.askers.lock().unwrap_or_else(PoisonError::into_inner);
            askers.push(Peer {
                key: peer.key.clone(),
                asker: peer.asker.clone(),
            });
            parker.wanted.notify_one();
        }
        inner.finished.contains_key(&key)
    }

    /// Acknowledges the message of a job that is somebody else's, or was finished before.
    pub(crate) fn release(&self, key: &str) {
        let job = self.lock().jobs.remove(&key.into());
        acknowledge(job.into_iter().flat_map(|job| job.deliveries));
    }

    /// Ends a job that is not begun; its message is still to be settled. A delivery that comes later is another job's.
    pub(crate) fn withdraw(&self, key: &str) -> Vec<Receipt> {
        let job = self.lock().jobs.remove(&key.into());
        job.map(|job| job.deliveries).unwrap_or_default()
    }

    /// Whether a job's message is this worker's; otherwise the broker delivers it again, here or elsewhere. What is
    /// parked comes back here, also when the connection is lost.
    pub(crate) fn is_held(&self, key: &str) -> bool {
        let is_here =
            |delivery: &Receipt| delivery.is_open() || delivery.inbound() == Inbound::Parking;
        let inner = self.lock();
        let job = inner.jobs.get(&key.into());
        job.is_some_and(|job| job.deliveries.iter().any(is_here))
    }

    /// Acknowledges all deliveries of a job but the latest, which holds the message from now on.
    pub(crate) fn keep_latest(&self, key: &str) {
        let mut earlier = Vec::new();
        if let Some(job) = self.lock().jobs.get_mut(&key.into()) {
            let latest = job.deliveries.pop();
            earlier = std::mem::replace(&mut job.deliveries, latest.into_iter().collect());
        }
        acknowledge(earlier);
    }

    /// Acknowledges the message of a job that is finished.
    pub(crate) fn finish(&self, key: &str) {
        let job = {
            let (key, mut inner) = (Id::from(key), self.lock());
            let job = inner.jobs.remove(&key);
            let message_id = job.as_ref().map(|job| job.message_id.clone());
            let message_id = message_id.unwrap_or_else(|| "".into());
            if inner.finished.insert(key.clone(), message_id).is_none() {
                inner.oldest_first.push_back(key);
            }
            if inner.oldest_first.len() > REMEMBERED
                && let Some(oldest) = inner.oldest_first.pop_front()
            {
                inner.finished.remove(&oldest);
            }
            job
        };
        acknowledge(job.into_iter().flat_map(|job| job.deliveries));
    }

    /// Gives the message of a job back to the broker.
    pub(crate) fn give_back(&self, key: &str) {
        let job = self.lock().jobs.remove(&key.into());
        for delivery in job.into_iter().flat_map(|job| job.deliveries) {
            delivery.give_back();
        }
    }

    /// The action executions that run.
    pub(crate) fn action_executions(&self) -> Vec<String> {
        let inner = self.lock();
        let jobs = inner.jobs.iter().filter(|(_, job)| job.is_action_execution);
        jobs.map(|(key, _)| key.to_string()).collect()
    }

    /// How much runs.
    pub(crate) fn len(&self) -> usize {
        self.lock().jobs.len()
    }

    fn lock(&self) -> MutexGuard<'_, Inner> {
        // Nothing panics while it is held.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

pub(crate) fn acknowledge(deliveries: impl IntoIterator<Item = Receipt>) {
    for delivery in deliveries {
        delivery.acknowledge();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::transport::Receipts;

    fn receipt(tag: u64) -> Receipt {
        Receipts::new(Inbound::Requests).receipt(tag)
    }

    fn claim(running: &Running, key: &str, receipt: &Receipt, redelivered: bool) -> Claim {
        running.claim(&Arrival {
            key,
            message_id: &format!("{receipt:p}"),
            receipt,
            redelivered,
            is_action_execution: true,
        })
    }

    #[test]
    fn a_delivery_joins_what_runs_and_what_is_finished_does_not_start_again() {
        let running = Running::default();
        let [first, second, third, fourth] = [1, 2, 3, 4].map(receipt);
        assert!(matches!(
            claim(&running, "a", &first, false),
            Claim::Start(_)
        ));
        assert!(matches!(claim(&running, "a", &second, true), Claim::Joined));
        assert_eq!(running.action_executions(), ["a"]);
        running.finish("a");
        assert!(
            !second.is_open(),
            "the delivery that joined is acknowledged too"
        );
        assert!(matches!(
            claim(&running, "a", &third, true),
            Claim::Finished
        ));
        // The same message, sent twice.
        assert!(matches!(
            claim(&running, "a", &first, false),
            Claim::Finished
        ));
        // The engine may want the same again.
        assert!(matches!(
            claim(&running, "a", &fourth, false),
            Claim::Start(_)
        ));
    }

    #[test]
    fn the_memory_of_what_is_finished_is_bounded() {
        let running = Running::default();
        for number in 0..=REMEMBERED {
            let key = number.to_string();
            claim(&running, &key, &receipt(1), false);
            running.finish(&key);
        }
        assert!(matches!(
            claim(&running, "0", &receipt(1), true),
            Claim::Start(_)
        ));
        assert!(matches!(
            claim(&running, "1", &receipt(1), true),
            Claim::Finished
        ));
    }

    #[test]
    fn only_the_latest_delivery_holds_a_parked_message() {
        let running = Running::default();
        let (first, second) = (receipt(1), receipt(2));
        claim(&running, "a", &first, false);
        claim(&running, "a", &second, false);
        running.keep_latest("a");
        assert!(!first.is_open() && second.is_open());
    }

    /// What is returned may be delivered here again before its first delivery is acknowledged.
    #[test]
    fn a_delivery_of_what_was_withdrawn_is_another_job() {
        let running = Running::default();
        let (first, again) = (receipt(1), receipt(2));
        claim(&running, "a", &first, false);
        let withdrawn = running.withdraw("a");
        assert!(matches!(
            claim(&running, "a", &again, false),
            Claim::Start(_)
        ));
        acknowledge(withdrawn);
        assert!(!first.is_open() && again.is_open());
    }

    #[test]
    fn what_waits_for_a_slot_is_held_too() {
        let running = Running::default();
        let Claim::Start(parker) = claim(&running, "a", &receipt(1), false) else {
            panic!("it is new")
        };
        let (key, asker) = ("a".to_owned(), "peer".to_owned());
        assert!(!running.hold(&Peer { key, asker }));
        assert_eq!(parker.take_askers().len(), 1);
    }

    #[test]
    fn what_only_a_channel_that_is_over_has_delivered_is_not_held() {
        let running = Running::default();
        let receipts = Receipts::new(Inbound::Requests);
        claim(&running, "a", &receipts.receipt(1), false);
        assert!(running.is_held("a"));
        receipts.end();
        assert!(!running.is_held("a"));
        claim(&running, "a", &receipt(1), true);
        assert!(running.is_held("a"));

        let receipts = Receipts::new(Inbound::Parking);
        claim(&running, "parked", &receipts.receipt(1), false);
        receipts.end();
        assert!(running.is_held("parked"));
    }
}
