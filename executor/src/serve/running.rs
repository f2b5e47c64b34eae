//! [`Running`]: what this worker works on, and what it has just finished.
//!
//! The broker delivers a message again when a connection breaks, although its action still runs here.
//! Such a delivery joins the action that runs, instead of starting it a second time.

use std::collections::{HashMap, HashSet, VecDeque};
use std::sync::{Mutex, MutexGuard, PoisonError};

use lapin::Acker;
use lapin::options::{BasicAckOptions, BasicNackOptions};

use crate::broker::Inbound;

/// How many finished actions are remembered. A delivery that was acknowledged on a connection that broke
/// at once may come again; it is among the last ones.
const REMEMBERED: usize = 8192;

/// What this worker works on, by action execution.
#[derive(Debug, Default)]
pub(super) struct Running(Mutex<Inner>);

#[derive(Debug, Default)]
struct Inner {
    jobs: HashMap<String, Job>,
    finished: HashSet<String>,
    oldest_first: VecDeque<String>,
}

#[derive(Debug)]
struct Job {
    /// The deliveries of its message that are not acknowledged, oldest first, and where they come from.
    deliveries: Vec<(Acker, Inbound)>,
    is_action_execution: bool,
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
    pub(super) fn claim(
        &self,
        key: &str,
        (acker, inbound): (&Acker, Inbound),
        redelivered: bool,
        is_action_execution: bool,
    ) -> Claim {
        let mut inner = self.lock();
        if let Some(job) = inner.jobs.get_mut(key) {
            job.deliveries.push((acker.clone(), inbound));
            return Claim::Joined;
        }
        if redelivered && inner.finished.contains(key) {
            return Claim::Finished;
        }
        let job = Job {
            deliveries: vec![(acker.clone(), inbound)],
            is_action_execution,
        };
        inner.jobs.insert(key.to_owned(), job);
        Claim::Start
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
            if inner.finished.insert(key.to_owned()) {
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

    #[tokio::test]
    async fn a_delivery_joins_what_runs_and_what_is_finished_does_not_start_again() {
        let running = Running::default();
        assert_eq!(
            running.claim("a", (&acker(1), Inbound::Requests), false, true),
            Claim::Start
        );
        let second = acker(2);
        assert_eq!(
            running.claim("a", (&second, Inbound::Requests), true, true),
            Claim::Joined
        );
        assert_eq!(running.action_executions(), ["a"]);
        running.finish("a").await;
        assert!(
            !second.usable(),
            "the delivery that joined is acknowledged too"
        );
        assert_eq!(
            running.claim("a", (&acker(3), Inbound::Requests), true, true),
            Claim::Finished
        );
        // The engine may want the same again.
        assert_eq!(
            running.claim("a", (&acker(4), Inbound::Requests), false, true),
            Claim::Start
        );
    }

    #[tokio::test]
    async fn the_memory_of_what_is_finished_is_bounded() {
        let running = Running::default();
        for number in 0..=REMEMBERED {
            let key = number.to_string();
            running.claim(&key, (&acker(1), Inbound::Requests), false, true);
            running.finish(&key).await;
        }
        assert_eq!(
            running.claim("0", (&acker(1), Inbound::Requests), true, true),
            Claim::Start
        );
        assert_eq!(
            running.claim("1", (&acker(1), Inbound::Requests), true, true),
            Claim::Finished
        );
    }

    #[tokio::test]
    async fn only_the_latest_delivery_holds_a_parked_message() {
        let running = Running::default();
        let (first, second) = (acker(1), acker(2));
        running.claim("a", (&first, Inbound::Requests), false, false);
        running.claim("a", (&second, Inbound::Requests), false, false);
        running.keep_latest("a").await;
        assert!(!first.usable() && second.usable());
        assert!(running.action_executions().is_empty());
    }
}
