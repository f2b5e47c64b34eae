//! [`OutstandingResults`]: the results that the handles of this process still owe.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};

use async_trait::async_trait;
use tokio::sync::Notify;

use super::sink::ResultTarget;
use crate::error::ActionError;

/// The results of asynchronous actions that live handles of this process owe. Stored handles do not count.
///
/// See [`Dispatcher::outstanding_results`](crate::Dispatcher::outstanding_results).
#[derive(Clone, Default)]
pub struct OutstandingResults(Arc<Shared>);

#[derive(Default)]
struct Shared {
    owed: Mutex<Owed>,
    removed: Notify,
}

#[derive(Default)]
struct Owed {
    next: u64,
    results: BTreeMap<u64, (ResultTarget, Weak<dyn Owing>)>,
}

/// A result that is owed by live handles.
#[async_trait]
pub(super) trait Owing: Send + Sync {
    /// Returns the action execution that the result belongs to.
    fn target(&self) -> &ResultTarget;

    /// Delivers an error in place of the result.
    async fn fail(&self, error: &ActionError) -> Result<(), ActionError>;
}

/// An outstanding result. It is dropped when the result is settled.
pub(super) struct Entry {
    shared: Arc<Shared>,
    key: u64,
}

impl OutstandingResults {
    /// Returns the number of outstanding results.
    pub fn len(&self) -> usize {
        self.0.owed().results.len()
    }

    /// Returns whether no result is outstanding.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Returns the action executions of the outstanding results, oldest first.
    pub fn targets(&self) -> Vec<ResultTarget> {
        let owed = self.0.owed();
        let targets = owed.results.values().map(|(target, _)| target.clone());
        targets.collect()
    }

    /// Waits until no result is outstanding.
    pub async fn wait(&self) {
        loop {
            // Before the check, so that no removal is missed.
            let removed = self.0.removed.notified();
            if self.is_empty() {
                return;
            }
            removed.await;
        }
    }

    /// Waits until no result of an action execution is outstanding.
    pub async fn delivered(&self, action_execution_id: &str) {
        loop {
            // Before the check, so that no removal is missed.
            let removed = self.0.removed.notified();
            let is_of = |target: &ResultTarget| {
                target.action_execution_id.as_deref() == Some(action_execution_id)
            };
            let is_owed = {
                let owed = self.0.owed();
                owed.results.values().any(|(target, _)| is_of(target))
            };
            if !is_owed {
                return;
            }
            removed.await;
        }
    }

    /// Delivers this error for each outstanding result whose handle is alive. A later delivery through the handle
    /// reaches the sink all the same. Returns the action executions with the outcomes of the deliveries.
    pub async fn fail(&self, error: &ActionError) -> Vec<(ResultTarget, Result<(), ActionError>)> {
        let live: Vec<_> = {
            let owed = self.0.owed();
            let live = owed.results.values().filter_map(|(_, live)| live.upgrade());
            live.collect()
        };
        let mut outcomes = Vec::new();
        for live in live {
            let delivered = live.fail(error).await;
            outcomes.push((live.target().clone(), delivered));
        }
        outcomes
    }

    pub(super) fn enter(&self, target: ResultTarget, live: Weak<dyn Owing>) -> Entry {
        let mut owed = self.0.owed();
        let key = owed.next;
        owed.next += 1;
        owed.results.insert(key, (target, live));
        Entry {
            shared: Arc::clone(&self.0),
            key,
        }
    }
}

impl Shared {
    fn owed(&self) -> MutexGuard<'_, Owed> {
        self.owed.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Entry {
    fn drop(&mut self) {
        // The handle is dropped after the lock is released.
        let removed = self.shared.owed().results.remove(&self.key);
        drop(removed);
        self.shared.removed.notify_waiters();
    }
}

impl fmt::Debug for OutstandingResults {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("OutstandingResults")
            .field(&self.targets())
            .finish()
    }
}
