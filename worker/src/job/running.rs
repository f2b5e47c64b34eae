//! [`Running`]: the jobs of this worker, and those that it has finished recently.
//!
//! When a connection breaks, the broker delivers messages again although their actions still run here. Such a delivery
//! joins the running action instead of starting it a second time.

use std::collections::{HashMap, VecDeque};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio::sync::Notify;

use super::id::Id;
use crate::transport::{Inbound, Receipt};
use mistral_wire::messages::Peer;

/// Number of finished actions to remember. A delivery whose acknowledgement was lost with its connection comes again
/// soon. A hash table of 8192 buckets holds this many.
const REMEMBERED: usize = 7000;

/// The jobs of this worker, by action execution.
#[derive(Debug, Default)]
pub(crate) struct Running(Mutex<Inner>);

#[derive(Debug, Default)]
struct Inner {
    jobs: HashMap<Id, Job>,
    /// Ids of their messages, by action execution.
    finished: HashMap<Id, Id>,
    oldest_first: VecDeque<Id>,
}

#[derive(Debug)]
struct Job {
    /// The unacknowledged deliveries of its message, oldest first.
    deliveries: Vec<Receipt>,
    message_id: Id,
    is_action_execution: bool,
    parker: Arc<Parker>,
}

/// Request to a job to park its message at once, because peers ask for it.
#[derive(Debug, Default)]
pub(crate) struct Parker {
    pub(crate) wanted: Notify,
    askers: Mutex<Vec<Peer>>,
}

impl Parker {
    /// Removes and returns the peers that asked.
    pub(crate) fn take_askers(&self) -> Vec<Peer> {
        std::mem::take(&mut *self.askers.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

/// A delivery of a request.
pub(crate) struct Arrival<'a> {
    /// The action execution, or the call.
    pub(crate) key: &'a str,
    /// Id that the sender gave the message; the same if it sends the message twice.
    pub(crate) message_id: &'a str,
    pub(crate) receipt: &'a Receipt,
    pub(crate) redelivered: bool,
    pub(crate) is_action_execution: bool,
}

/// Decision about a delivery.
#[derive(Debug)]
pub(crate) enum Claim {
    /// A new job. Peers that receive its message may ask for it from now on.
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

    /// Returns whether the action that a peer asks for was finished here. If it is running, the peer gets an answer after
    /// its message is parked.
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

    /// Acknowledges the message of a job that another worker runs, or that was finished before.
    pub(crate) fn release(&self, key: &str) {
        let job = self.lock().jobs.remove(&key.into());
        acknowledge(job.into_iter().flat_map(|job| job.deliveries));
    }

    /// Removes a job that was not started; the caller settles its message. A later delivery starts another job.
    pub(crate) fn withdraw(&self, key: &str) -> Vec<Receipt> {
        let job = self.lock().jobs.remove(&key.into());
        job.map(|job| job.deliveries).unwrap_or_default()
    }

    /// Returns whether this worker holds a job's message; otherwise the broker delivers it again, here or elsewhere. A
    /// parked message returns to this worker, also after the connection was lost.
    pub(crate) fn is_held(&self, key: &str) -> bool {
        let is_here =
            |delivery: &Receipt| delivery.is_open() || delivery.inbound() == Inbound::Parking;
        let inner = self.lock();
        let job = inner.jobs.get(&key.into());
        job.is_some_and(|job| job.deliveries.iter().any(is_here))
    }

    /// Acknowledges all deliveries of a job except the latest, which holds the message from now on.
    pub(crate) fn keep_latest(&self, key: &str) {
        let mut earlier = Vec::new();
        if let Some(job) = self.lock().jobs.get_mut(&key.into()) {
            let latest = job.deliveries.pop();
            earlier = std::mem::replace(&mut job.deliveries, latest.into_iter().collect());
        }
        acknowledge(earlier);
    }

    /// Acknowledges the message of a finished job.
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

    /// Requeues the message of a job.
    pub(crate) fn give_back(&self, key: &str) {
        let job = self.lock().jobs.remove(&key.into());
        for delivery in job.into_iter().flat_map(|job| job.deliveries) {
            delivery.requeue();
        }
    }

    /// Returns the running action executions.
    pub(crate) fn action_executions(&self) -> Vec<String> {
        let inner = self.lock();
        let jobs = inner.jobs.iter().filter(|(_, job)| job.is_action_execution);
        jobs.map(|(key, _)| key.to_string()).collect()
    }

    /// Returns the number of jobs.
    pub(crate) fn len(&self) -> usize {
        self.lock().jobs.len()
    }

    fn lock(&self) -> MutexGuard<'_, Inner> {
        // No code panics while it holds the lock.
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
    fn delivery_joins_a_running_job_and_a_finished_one_does_not_restart() {
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
        // The engine may request the same execution again.
        assert!(matches!(
            claim(&running, "a", &fourth, false),
            Claim::Start(_)
        ));
    }

    #[test]
    fn number_of_remembered_jobs_is_bounded() {
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
    fn parked_message_belongs_to_latest_delivery() {
        let running = Running::default();
        let (first, second) = (receipt(1), receipt(2));
        claim(&running, "a", &first, false);
        claim(&running, "a", &second, false);
        running.keep_latest("a");
        assert!(!first.is_open() && second.is_open());
    }

    /// A returned message may be delivered here again before its first delivery is acknowledged.
    #[test]
    fn delivery_after_withdrawal_is_another_job() {
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
    fn job_that_waits_for_a_slot_is_held() {
        let running = Running::default();
        let Claim::Start(parker) = claim(&running, "a", &receipt(1), false) else {
            panic!("it is new")
        };
        let (key, asker) = ("a".to_owned(), "peer".to_owned());
        assert!(!running.hold(&Peer { key, asker }));
        assert_eq!(parker.take_askers().len(), 1);
    }

    #[test]
    fn job_of_a_closed_channel_is_not_held() {
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
