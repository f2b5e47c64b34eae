//! [`Contexts`]: a cache for the contexts of requests.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use mistral_actions::SecurityContext;
use mistral_actions::dispatch::SecuritySource;
use mistral_wire::messages::RequestContext;

/// Caches the last context. The requests of a workflow follow each other and carry the same context, including the
/// service catalog of the user.
#[derive(Default)]
pub(crate) struct Contexts(Mutex<Option<RequestContext>>);

impl Contexts {
    /// Returns the cached context.
    pub(crate) fn last(&self) -> Option<RequestContext> {
        self.lock().clone()
    }

    /// Caches a context.
    pub(crate) fn remember(&self, context: &RequestContext) {
        *self.lock() = Some(context.clone());
    }

    fn lock(&self) -> MutexGuard<'_, Option<RequestContext>> {
        // No code panics while it holds the lock.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Returns the source of a request's security context.
pub(super) fn security(
    context: &RequestContext,
    was_delivered_before: bool,
) -> Result<Arc<dyn SecuritySource>, String> {
    let source = context
        .security()
        .map_err(|problem| format!("the executor cannot read the request's context: {problem}"))?;
    if !was_delivered_before {
        return Ok(source);
    }
    let mut security = SecurityContext::clone(source.security());
    security.redelivered = true;
    Ok(Arc::new(security))
}
