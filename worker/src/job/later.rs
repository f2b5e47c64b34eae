//! [`EngineSink`]: results of asynchronous actions, while the worker that started them is running.

use std::sync::Arc;

use async_trait::async_trait;
use mistral_actions::async_result::{ResultSink, ResultTarget};
use mistral_actions::{ActionError, ActionResult};
use serde_json::Value;

use super::holding::Holding;
use crate::worker::Worker;
use mistral_wire::messages::{self as wire, RequestContext};

/// Reports results to the engine in the same way as those of synchronous actions: unchanged, unlike Mistral's API, and
/// with the context of the request.
pub(crate) struct EngineSink {
    pub(crate) worker: Arc<Worker>,
    pub(crate) context: RequestContext,
    pub(crate) holding: Arc<Holding>,
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
        if !self.holding.take_result() {
            return Err(ActionError::new("the action has a result already"));
        }
        let report = || self.worker.complete(id, &result, &self.context);
        if self.worker.report_owned(&self.holding, report).await {
            self.holding.note_report();
            return Ok(());
        }
        Err(ActionError::new(
            "the action was refused meanwhile, because this worker was cut off from the broker",
        ))
    }
}
