//! How many actions run at once.

use std::collections::HashMap;
use std::sync::Arc;

use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use crate::context::ActionContext;

/// Limits of concurrency: over all requests, and per action.
#[derive(Debug, Default)]
pub(super) struct Limits {
    overall: Option<Arc<Semaphore>>,
    by_action: HashMap<String, Arc<Semaphore>>,
}

impl Limits {
    pub(super) fn limit_all(&mut self, most: usize) {
        self.overall = Some(Arc::new(Semaphore::new(most)));
    }

    pub(super) fn limit(&mut self, action: String, most: usize) {
        self.by_action
            .insert(action, Arc::new(Semaphore::new(most)));
    }

    pub(super) fn limited_actions(&self) -> impl Iterator<Item = &str> {
        self.by_action.keys().map(String::as_str)
    }

    pub(super) fn is_empty(&self) -> bool {
        self.overall.is_none() && self.by_action.is_empty()
    }

    /// Waits for a place. A reused action needs none of the overall limit, since its caller holds one
    /// and would wait for itself; nor one of its own limit if it is its own caller.
    pub(super) async fn acquire(&self, context: &ActionContext) -> Vec<OwnedSemaphorePermit> {
        let name = context.action().name();
        let is_own_caller = context
            .call()
            .chain()
            .skip(1)
            .any(|caller| caller.target().action_name() == name);
        let overall = self.overall.as_ref().filter(|_| context.depth() == 0);
        let own = self.by_action.get(name).filter(|_| !is_own_caller);
        let mut permits = Vec::new();
        for semaphore in own.into_iter().chain(overall) {
            // Never closed, so this does not fail.
            permits.extend(Arc::clone(semaphore).acquire_owned().await);
        }
        permits
    }
}
