//! [`Contexts`]: a cache for the contexts of requests.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use mistral_actions::SecurityContext;

use mistral_wire::messages::{LogIds, RequestContext};

/// Caches the last context. The requests of a workflow follow each other and carry the same context, including the
/// service catalog of the user.
#[derive(Default)]
pub(crate) struct Contexts(Mutex<Option<Arc<Known>>>);

/// A parsed context.
pub(crate) struct Known {
    context: RequestContext,
    pub(crate) ids: LogIds,
    /// The ids in the form of the log.
    pub(crate) logged_ids: String,
    pub(crate) security: Result<Arc<SecurityContext>, String>,
}

impl Contexts {
    /// Returns the parsed context.
    pub(crate) fn get(&self, context: &RequestContext) -> Arc<Known> {
        let mut last = self.lock();
        if let Some(known) = last.as_ref().filter(|known| known.context == *context) {
            return Arc::clone(known);
        }
        let ids = context.log_ids();
        let known = Arc::new(Known {
            context: context.clone(),
            logged_ids: ids.to_string(),
            ids,
            security: context.security().map(Arc::new),
        });
        *last = Some(Arc::clone(&known));
        known
    }

    /// Returns the cached context.
    pub(crate) fn last(&self) -> Option<RequestContext> {
        self.lock().as_ref().map(|known| known.context.clone())
    }

    fn lock(&self) -> MutexGuard<'_, Option<Arc<Known>>> {
        // No code panics while it holds the lock.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
