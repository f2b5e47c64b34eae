//! [`Questions`]: questions to peers that have no answer yet.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio::sync::Notify;

/// Questions without an answer yet.
#[derive(Debug, Default)]
pub(crate) struct Questions(Mutex<HashMap<String, Arc<Notify>>>);

impl Questions {
    pub(crate) fn lock(&self) -> MutexGuard<'_, HashMap<String, Arc<Notify>>> {
        // No code panics while it holds the lock.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
