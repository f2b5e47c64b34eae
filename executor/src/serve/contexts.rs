//! [`Contexts`]: the contexts of requests, read once for the many requests of one workflow.

use std::sync::{Arc, Mutex, PoisonError};

use mistral_actions::SecurityContext;

use crate::wire::{LogIds, RequestContext};

/// Remembers the last context: the requests of a workflow come one after the other, and all carry the
/// same, with the whole service catalog of its user.
#[derive(Default)]
pub(super) struct Contexts(Mutex<Option<Arc<Known>>>);

/// A context that was read.
pub(super) struct Known {
    text: String,
    pub(super) ids: LogIds,
    pub(super) security: Result<SecurityContext, String>,
}

impl Contexts {
    /// What a context says.
    pub(super) fn get(&self, context: &RequestContext) -> Arc<Known> {
        // Nothing panics while it is held.
        let mut last = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(known) = last.as_ref().filter(|known| known.text == context.text()) {
            return Arc::clone(known);
        }
        let known = Arc::new(Known {
            text: context.text().to_owned(),
            ids: context.log_ids(),
            security: context.security().map_err(|error| error.to_string()),
        });
        *last = Some(Arc::clone(&known));
        known
    }
}
