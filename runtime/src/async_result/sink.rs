//! [`ResultSink`]: the receiver of the results of asynchronous actions.

use std::sync::{Arc, Mutex, PoisonError};

use async_trait::async_trait;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use tokio::sync::oneshot;

use crate::error::ActionError;
use crate::result::ActionResult;

/// Which action execution a result belongs to.
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
    /// The action execution that waits for the result, for the sinks that deliver to one.
    ///
    /// # Errors
    ///
    /// If there is none: the action was run on the spot, or by somebody who waits for no result.
    pub fn action_execution(&self) -> Result<&str, ActionError> {
        self.action_execution_id.as_deref().ok_or_else(|| {
            ActionError::new(format_args!(
                "the result of `{}` belongs to no action execution, so nobody waits for it",
                self.action
            ))
        })
    }
}

/// How results are delivered: in this process, through Mistral's API, …
#[async_trait]
pub trait ResultSink: Send + Sync {
    /// Delivers a result.
    ///
    /// # Errors
    ///
    /// If it was not accepted.
    async fn deliver(
        &self,
        target: &ResultTarget,
        result: ActionResult<Value>,
    ) -> Result<(), ActionError>;
}

/// A sink that hands the result to somebody who waits for it in this process.
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
                "nobody waits for the result of `{}` any more",
                target.action
            ))),
            None => Err(ActionError::new(format_args!(
                "the result of `{}` has already been delivered",
                target.action
            ))),
        }
    }
}

/// A sink, and the place where its result arrives. The receiver fails when every handle is gone.
pub(crate) fn local() -> (Arc<dyn ResultSink>, oneshot::Receiver<ActionResult<Value>>) {
    let (sender, receiver) = oneshot::channel();
    (Arc::new(LocalSink(Mutex::new(Some(sender)))), receiver)
}
