//! [`EngineSink`]: results of asynchronous actions, as long as the worker lives that started them.

use std::sync::Arc;

use async_trait::async_trait;
use mistral_actions::{ActionError, ActionResult, ResultSink, ResultTarget};
use serde_json::Value;

use crate::worker::Worker;
use mistral_wire::messages::{self as wire, RequestContext};

/// Tells results to the engine as those of other actions are told: exactly, which Mistral's API cannot,
/// and on behalf of whoever wanted the action.
pub(crate) struct EngineSink {
    pub(crate) worker: Arc<Worker>,
    pub(crate) context: RequestContext,
}

#[async_trait]
impl ResultSink for EngineSink {
    async fn deliver(
        &self,
        target: &ResultTarget,
        result: ActionResult<Value>,
    ) -> Result<(), ActionError> {
        let id = target.action_execution()?;
        let result = wire::serialized_result(&self.worker.within_limit(&result));
        self.worker.complete(id, &result, &self.context).await;
        Ok(())
    }
}
