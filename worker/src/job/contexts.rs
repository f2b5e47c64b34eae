//! [`Contexts`]: the contexts of requests, read once for the many requests of one workflow.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use mistral_actions::SecurityContext;

use mistral_wire::messages::{LogIds, RequestContext};

/// Remembers the last context: the requests of a workflow come one after the other, and all carry the
/// same, with the whole service catalog of its user.
#[derive(Default)]
pub(crate) struct Contexts(Mutex<Option<Arc<Known>>>);

/// A context that was read.
pub(crate) struct Known {
    context: RequestContext,
    pub(crate) ids: LogIds,
    /// The ids as they are logged.
    pub(crate) logged_ids: String,
    pub(crate) security: Result<Arc<SecurityContext>, String>,
}

impl Contexts {
    /// What a context says.
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
            security: context
                .security()
                .map(Arc::new)
                .map_err(|error| error.to_string()),
        });
        *last = Some(Arc::clone(&known));
        known
    }

    /// The last one.
    pub(crate) fn last(&self) -> Option<RequestContext> {
        self.lock().as_ref().map(|known| known.context.clone())
    }

    fn lock(&self) -> MutexGuard<'_, Option<Arc<Known>>> {
        // Nothing panics while it is held.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
