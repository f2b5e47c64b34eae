//! [`ResultSink`]: the receiver of the results of asynchronous actions.

use std::sync::{Arc, Mutex, PoisonError};

use async_trait::async_trait;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use tokio::sync::oneshot;

use crate::error::ActionError;
use crate::result::ActionResult;

/// The action execution that a result belongs to.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct ResultTarget {
    /// Name of the action.
    pub action: String,
    /// Id of the action execution; `None` outside a workflow.
    #[serde(default)]
    pub action_execution_id: Option<String>,
    /// Path below Mistral's API URL to `PUT` the result to.
    #[serde(default)]
    pub callback_url: Option<String>,
}

impl ResultTarget {
    /// Returns the id of the action execution, for sinks that deliver to Mistral.
    ///
    /// # Errors
    ///
    /// If the action runs outside a workflow.
    pub fn action_execution(&self) -> Result<&str, ActionError> {
        self.action_execution_id.as_deref().ok_or_else(|| {
            ActionError::new(format_args!(
                "the result of `{}` cannot be delivered: the action runs outside a workflow, without an action execution",
                self.action
            ))
        })
    }
}

/// The receiver of results: a waiting caller in this process, Mistral's API, …
#[async_trait]
pub trait ResultSink: Send + Sync {
    /// Delivers a result.
    ///
    /// # Errors
    ///
    /// If the receiver rejects the result.
    async fn deliver(
        &self,
        target: &ResultTarget,
        result: ActionResult<Value>,
    ) -> Result<(), ActionError>;
}

/// A sink that hands the result to a waiting caller in this process.
struct LocalSink(Mutex<Option<oneshot::Sender<ActionResult<Value>>>>);

#[async_trait]
impl ResultSink for LocalSink {
    async fn deliver(
        &self,
        target: &ResultTarget,
        result: ActionResult<Value>,
    ) -> Result<(), ActionError> {
        let sender = self.0.lock().unwrap_or_else(PoisonError::into_inner).take();
        match sender.map(|sender| sender.send(result)) {
            Some(Ok(())) => Ok(()),
            Some(Err(_)) => Err(ActionError::new(format_args!(
                "the caller no longer waits for the result of `{}`",
                target.action
            ))),
            None => Err(ActionError::new(format_args!(
                "the result of `{}` has already been delivered",
                target.action
            ))),
        }
    }
}

/// Returns a sink and the receiver of its result. The receiver fails when all handles have been dropped.
pub(crate) fn local() -> (Arc<dyn ResultSink>, oneshot::Receiver<ActionResult<Value>>) {
    let (sender, receiver) = oneshot::channel();
    (Arc::new(LocalSink(Mutex::new(Some(sender)))), receiver)
}
