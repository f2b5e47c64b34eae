//! [`Jobs`]: the jobs of this worker, and those that it has finished recently.
//!
//! When a connection breaks, the broker delivers messages again although their actions still run here. Such a delivery
//! joins the running action instead of starting it a second time.

use std::collections::{BTreeMap, HashMap, VecDeque};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use super::holding::Holding;
use super::id::Id;
use crate::transport::{Delivery, Standing};

/// Number of finished actions to remember. A delivery whose acknowledgement was lost with its connection comes again
/// soon. A hash table of 8192 buckets holds this many.
pub(super) const REMEMBERED: usize = 7000;

/// The jobs of this worker, by action execution.
#[derive(Debug, Default)]
pub(crate) struct Jobs(Mutex<Inner>);

#[derive(Debug, Default)]
struct Inner {
    /// In an order that does not depend on the process.
    running: BTreeMap<Id, Job>,
    /// Ids of their messages, by action execution.
    finished: HashMap<Id, Id>,
    oldest_first: VecDeque<Id>,
}

#[derive(Debug)]
struct Job {
    holding: Arc<Holding>,
    message_id: Id,
    is_action_execution: bool,
}

/// A delivery of a request.
pub(crate) struct Arrival<'a> {
    /// The action execution, or the call.
    pub(crate) key: &'a str,
    /// Id that the sender gave the message; the same if it sends the message twice.
    pub(crate) message_id: &'a str,
    pub(crate) delivery: &'a Delivery,
    pub(crate) standing: Standing,
    pub(crate) is_action_execution: bool,
    /// The action may run a second time.
    pub(crate) is_safe: bool,
}

/// A delivery in the table.
#[derive(Debug)]
pub(super) enum Entry {
    /// A new job, with the copies of its message.
    New(Arc<Holding>),
    /// The action must not begin here.
    NotHere,
    /// Its action runs here already.
    Joined,
    /// Its action was finished here.
    Finished,
}

impl Jobs {
    /// Enters a delivery from a queue for requests.
    pub(super) fn enter(&self, arrival: &Arrival<'_>) -> Entry {
        let mut inner = self.lock();
        let key = Id::from(arrival.key);
        if let Some(job) = inner.running.get(&key) {
            job.holding.join(arrival.delivery);
            return Entry::Joined;
        }
        if let Some(message_id) = inner.finished.get(&key)
            && (arrival.standing != Standing::New || *message_id == arrival.message_id.into())
        {
            return Entry::Finished;
        }
        if !arrival.is_safe && arrival.standing != Standing::New {
            return Entry::NotHere;
        }
        let holding = Arc::new(Holding::new(arrival.delivery, arrival.is_safe));
        let job = Job {
            holding: Arc::clone(&holding),
            message_id: arrival.message_id.into(),
            is_action_execution: arrival.is_action_execution,
        };
        inner.running.insert(key, job);
        Entry::New(holding)
    }

    /// Takes a copy from the queue of this worker. Returns false if its action neither runs here nor was finished here.
    pub(crate) fn take_copy(&self, key: &str, delivery: &Delivery) -> bool {
        let (key, inner) = (Id::from(key), self.lock());
        if let Some(job) = inner.running.get(&key) {
            job.holding.join(delivery);
            return true;
        }
        let is_finished = inner.finished.contains_key(&key);
        if is_finished {
            delivery.receipt.acknowledge();
        }
        is_finished
    }

    /// Removes a job; remembers it if its action is over.
    pub(super) fn remove(&self, key: &Id, is_over: bool) {
        let mut inner = self.lock();
        let Some(job) = inner.running.remove(key) else {
            return;
        };
        if !is_over {
            return;
        }
        if inner.finished.insert(key.clone(), job.message_id).is_none() {
            inner.oldest_first.push_back(key.clone());
        }
        if inner.oldest_first.len() > REMEMBERED
            && let Some(oldest) = inner.oldest_first.pop_front()
        {
            inner.finished.remove(&oldest);
        }
    }

    /// Returns the running action executions.
    pub(crate) fn action_executions(&self) -> Vec<String> {
        let inner = self.lock();
        let jobs = inner
            .running
            .iter()
            .filter(|(_, job)| job.is_action_execution);
        jobs.map(|(key, _)| key.to_string()).collect()
    }

    /// Returns whether an action runs or waits here.
    pub(super) fn contains(&self, key: &str) -> bool {
        self.lock().running.contains_key(&Id::from(key))
    }

    /// Returns the number of jobs.
    pub(crate) fn len(&self) -> usize {
        self.lock().running.len()
    }

    fn lock(&self) -> MutexGuard<'_, Inner> {
        // No code panics while it holds the lock.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
