//! [`RequestState`]: contexts and bounds of a request from outside.

use std::sync::{Arc, LazyLock};
use std::time::Duration;

use tokio_util::sync::CancellationToken;

use super::{ExecutionContext, SecurityContext, SecuritySource};
use crate::async_result::ResultSink;
use crate::progress::ProgressSink;
use crate::secret::Secret;

/// Contexts and bounds of a request from outside; all calls that it leads to share them.
#[derive(Clone, Default)]
pub(crate) struct RequestState {
    pub(crate) security: Option<Arc<dyn SecuritySource>>,
    pub(crate) execution: ExecutionContext,
    pub(crate) cancellation: Option<CancellationToken>,
    pub(crate) progress: Option<Arc<dyn ProgressSink>>,
    pub(crate) result_sink: Option<Arc<dyn ResultSink>>,
    pub(crate) timeout: Option<Duration>,
    pub(crate) is_dry_run: bool,
}

impl RequestState {
    pub(crate) fn security(&self) -> &SecurityContext {
        static NOBODY: LazyLock<SecurityContext> = LazyLock::new(SecurityContext::default);
        match &self.security {
            Some(source) => source.security(),
            None => &NOBODY,
        }
    }

    /// Returns the user's token.
    pub(crate) fn auth_token(&self) -> Option<&Secret<String>> {
        self.security.as_ref()?.auth_token()
    }
}
