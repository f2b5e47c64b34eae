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
        while self.holding.is_owned().await {
            tokio::select! {
                biased;
                () = self.worker.complete(id, &result, &self.context) => return Ok(()),
                () = self.worker.out_of_patience(&self.holding) => {}
            }
        }
        Err(ActionError::new(
            "the action was refused meanwhile, because this worker was cut off from the broker",
        ))
    }
}
