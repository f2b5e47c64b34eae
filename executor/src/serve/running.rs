//! [`Running`]: what this worker works on, and what it has just finished.
//!
//! The broker delivers a message again when a connection breaks, although its action still runs here.
//! Such a delivery joins the action that runs, instead of starting it a second time.

use std::collections::{HashMap, VecDeque};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use lapin::Acker;
use lapin::options::{BasicAckOptions, BasicNackOptions};

use tokio::sync::Notify;

use crate::broker::Inbound;
use crate::wire::Peer;

/// How many finished actions are remembered. A delivery that was acknowledged on a connection that broke
/// at once may come again; it is among the last ones.
const REMEMBERED: usize = 8192;

/// What this worker works on, by action execution.
#[derive(Debug, Default)]
pub(super) struct Running(Mutex<Inner>);

#[derive(Debug, Default)]
struct Inner {
    jobs: HashMap<String, Job>,
    /// Each with the id of its message.
    finished: HashMap<String, String>,
    oldest_first: VecDeque<String>,
}

#[derive(Debug)]
struct Job {
    /// The deliveries of its message that are not acknowledged, oldest first, and where they come from.
    deliveries: Vec<(Acker, Inbound)>,
    message_id: String,
    is_action_execution: bool,
    /// Set once its action is begun.
    parker: Option<Arc<Parker>>,
}

/// Asks a job to park its message at once, because others ask for it.
#[derive(Debug, Default)]
pub(super) struct Parker {
    pub(super) wanted: Notify,
    askers: Mutex<Vec<Peer>>,
}

impl Parker {
    /// Who has asked.
    pub(super) fn take_askers(&self) -> Vec<Peer> {
        std::mem::take(&mut *self.askers.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

/// A delivery of a request.
pub(super) struct Arrival<'a> {
    /// The action execution, or the call.
    pub(super) key: &'a str,
    /// The sender's id of the message: the same when it sends the message twice, unsure of the first.
    pub(super) message_id: &'a str,
    pub(super) acker: &'a Acker,
    pub(super) inbound: Inbound,
    pub(super) redelivered: bool,
    pub(super) is_action_execution: bool,
}

/// What is to be done with a delivery.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Claim {
    /// It is new here.
    Start,
    /// Its action runs here already.
    Joined,
    /// Its action was finished here.
    Finished,
}

impl Running {
    /// Decides about a delivery.
    pub(super) fn claim(&self, arrival: &Arrival<'_>) -> Claim {
        let mut inner = self.lock();
        let delivery = (arrival.acker.clone(), arrival.inbound);
        if let Some(job) = inner.jobs.get_mut(arrival.key) {
            job.deliveries.push(delivery);
            return Claim::Joined;
        }
        if let Some(message_id) = inner.finished.get(arrival.key)
            && (arrival.redelivered || message_id == arrival.message_id)
        {
            return Claim::Finished;
        }
        let job = Job {
            deliveries: vec![delivery],
            message_id: arrival.message_id.to_owned(),
            is_action_execution: arrival.is_action_execution,
            parker: None,
        };
        inner.jobs.insert(arrival.key.to_owned(), job);
        Claim::Start
    }

    /// Notes that the action of a job is begun.
    pub(super) fn begin(&self, key: &str) -> Arc<Parker> {
        let parker = Arc::new(Parker::default());
        if let Some(job) = self.lock().jobs.get_mut(key) {
            job.parker = Some(Arc::clone(&parker));
        }
        parker
    }

    /// Whether what a peer asks for was finished here. If it runs here, the peer is told once its message
    /// is parked.
    pub(super) fn hold(&self, peer: &Peer) -> bool {
        let inner = self.lock();
        if let Some(parker) = inner
            .jobs
            .get(&peer.key)
            .and_then(|job| job.parker.as_ref())
        {
            let mut askers = parker.askers.lock().unwrap_or_else(PoisonError::into_inner);
            askers.push(Peer {
                key: peer.key.clone(),
                asker: peer.asker.clone(),
            });
            parker.wanted.notify_one();
        }
        inner.finished.contains_key(&peer.key)
    }

    /// Acknowledges the message of a job that another executor holds.
    pub(super) async fn release(&self, key: &str) {
        let job = self.lock().jobs.remove(key);
        for (acker, _) in job.into_iter().flat_map(|job| job.deliveries) {
            acknowledge(&acker).await;
        }
    }

    /// Acknowledges all deliveries of a job but the latest, which holds the message from now on.
    pub(super) async fn keep_latest(&self, key: &str) {
        let mut earlier = Vec::new();
        if let Some(job) = self.lock().jobs.get_mut(key) {
            let latest = job.deliveries.pop();
            earlier = std::mem::replace(&mut job.deliveries, latest.into_iter().collect());
        }
        for (acker, _) in earlier {
            acknowledge(&acker).await;
        }
    }

    /// Acknowledges the message of a job that is finished.
    pub(super) async fn finish(&self, key: &str) {
        let job = {
            let mut inner = self.lock();
            let job = inner.jobs.remove(key);
            let message_id = job.as_ref().map(|job| job.message_id.clone());
            let message_id = message_id.unwrap_or_default();
            if inner.finished.insert(key.to_owned(), message_id).is_none() {
                inner.oldest_first.push_back(key.to_owned());
            }
            if inner.oldest_first.len() > REMEMBERED
                && let Some(oldest) = inner.oldest_first.pop_front()
            {
                inner.finished.remove(&oldest);
            }
            job
        };
        for (acker, _) in job.into_iter().flat_map(|job| job.deliveries) {
            acknowledge(&acker).await;
        }
    }

    /// Gives the message of a job back to the broker.
    pub(super) async fn give_back(&self, key: &str) {
        let job = self.lock().jobs.remove(key);
        for (acker, inbound) in job.into_iter().flat_map(|job| job.deliveries) {
            give_back(&acker, inbound).await;
        }
    }

    /// The action executions that run.
    pub(super) fn action_executions(&self) -> Vec<String> {
        let inner = self.lock();
        let jobs = inner.jobs.iter().filter(|(_, job)| job.is_action_execution);
        jobs.map(|(key, _)| key.clone()).collect()
    }

    /// How much runs.
    pub(super) fn len(&self) -> usize {
        self.lock().jobs.len()
    }

    fn lock(&self) -> MutexGuard<'_, Inner> {
        // Nothing panics while it is held.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Acknowledges a delivery. On a channel that is gone there is nothing to be acknowledged: the broker
/// delivers the message again.
pub(super) async fn acknowledge(acker: &Acker) {
    if let Err(error) = acker.ack(BasicAckOptions::default()).await {
        tracing::debug!("a delivery could not be acknowledged and will come again: {error}");
    }
}

/// Gives a delivery back to the broker, for this or another worker.
pub(super) async fn give_back(acker: &Acker, inbound: Inbound) {
    let options = BasicNackOptions {
        // What is refused is dead-lettered from the parking to the topic; requeued it would come here again.
        requeue: inbound == Inbound::Requests,
        ..BasicNackOptions::default()
    };
    if let Err(error) = acker.nack(options).await {
        tracing::debug!("a delivery could not be given back and will come again: {error}");
    }
}

#[cfg(test)]
mod tests {
    use lapin::message::Delivery;

    use super::*;

    fn acker(tag: u64) -> Acker {
        Delivery::mock(tag, "".into(), "".into(), false, Vec::new()).acker
    }

    fn claim(running: &Running, key: &str, acker: &Acker, redelivered: bool) -> Claim {
        running.claim(&Arrival {
            key,
            message_id: &format!("{acker:p}"),
            acker,
            inbound: Inbound::Requests,
            redelivered,
            is_action_execution: true,
        })
    }

    #[tokio::test]
    async fn a_delivery_joins_what_runs_and_what_is_finished_does_not_start_again() {
        let running = Running::default();
        let [first, second, third, fourth] = [1, 2, 3, 4].map(acker);
        assert_eq!(claim(&running, "a", &first, false), Claim::Start);
        assert_eq!(claim(&running, "a", &second, true), Claim::Joined);
        assert_eq!(running.action_executions(), ["a"]);
        running.finish("a").await;
        assert!(
            !second.usable(),
            "the delivery that joined is acknowledged too"
        );
        assert_eq!(claim(&running, "a", &third, true), Claim::Finished);
        // The same message, sent twice.
        assert_eq!(claim(&running, "a", &first, false), Claim::Finished);
        // The engine may want the same again.
        assert_eq!(claim(&running, "a", &fourth, false), Claim::Start);
    }

    #[tokio::test]
    async fn the_memory_of_what_is_finished_is_bounded() {
        let running = Running::default();
        for number in 0..=REMEMBERED {
            let key = number.to_string();
            claim(&running, &key, &acker(1), false);
            running.finish(&key).await;
        }
        assert_eq!(claim(&running, "0", &acker(1), true), Claim::Start);
        assert_eq!(claim(&running, "1", &acker(1), true), Claim::Finished);
    }

    #[tokio::test]
    async fn only_the_latest_delivery_holds_a_parked_message() {
        let running = Running::default();
        let (first, second) = (acker(1), acker(2));
        claim(&running, "a", &first, false);
        claim(&running, "a", &second, false);
        running.keep_latest("a").await;
        assert!(!first.usable() && second.usable());
    }
}
