//! [`Limits`]: concurrency limits.

use std::collections::HashMap;
use std::sync::Arc;

use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use crate::context::ActionContext;

/// Concurrency limits: one for all requests, and one for each limited action.
#[derive(Debug, Default)]
pub(super) struct Limits {
    overall: Option<Arc<Semaphore>>,
    by_action: HashMap<String, Arc<Semaphore>>,
}

impl Limits {
    pub(super) fn limit_all(&mut self, max: usize) {
        self.overall = Some(Arc::new(Semaphore::new(max)));
    }

    pub(super) fn limit(&mut self, action: String, max: usize) {
        self.by_action.insert(action, Arc::new(Semaphore::new(max)));
    }

    pub(super) fn limited_actions(&self) -> impl Iterator<Item = &str> {
        self.by_action.keys().map(String::as_str)
    }

    pub(super) fn is_empty(&self) -> bool {
        self.overall.is_none() && self.by_action.is_empty()
    }

    /// Waits for permits. A reused action takes none of the overall limit, because its caller holds one and
    /// would wait for itself. For the same reason an action that calls itself takes no second permit of its limit.
    pub(super) async fn acquire(&self, context: &ActionContext) -> Vec<OwnedSemaphorePermit> {
        let name = context.action().name();
        let is_own_caller = context.call().chain().skip(1).any(|caller| caller == name);
        let overall = self.overall.as_ref().filter(|_| context.depth() == 0);
        let own = self.by_action.get(name).filter(|_| !is_own_caller);
        let mut permits = Vec::new();
        for semaphore in own.into_iter().chain(overall) {
            // The semaphores are never closed, so this does not fail.
            permits.extend(Arc::clone(semaphore).acquire_owned().await);
        }
        permits
    }
}
