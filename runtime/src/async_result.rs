//! [`ResultHandle`]: the result of an asynchronous action, delivered later.

use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};

use async_trait::async_trait;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use tokio::sync::oneshot;

use crate::context::ActionContext;
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

/// Delivers the result of an asynchronous action, whenever it is there.
///
/// The function keeps it, moves it into a task, or stores it: it serializes to a few plain fields
/// without any secret, and in another process [`attach`](Self::attach) gives it a way to deliver again.
/// Mirrors Mistral's `PUT /v2/action_executions/<id>`.
///
/// ```
/// use mistral_actions::prelude::*;
/// use mistral_actions::testing::ActionTest;
///
/// /// Starts a backup; its result is the number of files.
/// #[mistral_action(name = "demo.backup", asynchronous)]
/// async fn backup(handle: &ResultHandle, files: Vec<String>) {
///     let handle = handle.clone();
///     std::thread::spawn(move || {
///         // … hours later:
///         handle.deliver_blocking(ActionResult::Data(json!(files.len())))
///     });
/// }
///
/// ActionTest::new().run("demo.backup", json!({"files": ["a", "b"]})).assert_data(2);
/// ```
#[derive(Clone, Serialize, Deserialize)]
pub struct ResultHandle {
    #[serde(flatten)]
    target: ResultTarget,
    #[serde(skip)]
    sink: Option<Arc<dyn ResultSink>>,
}

impl ResultHandle {
    pub(crate) fn new(context: &ActionContext) -> Self {
        let call = context.call();
        let execution = context.execution();
        let target = ResultTarget {
            action: call.action.name().to_owned(),
            action_execution_id: execution.action_execution_id.clone(),
            callback_url: execution.callback_url.clone(),
        };
        let sink = call
            .result_sink()
            .or(call.request().result_sink.as_ref())
            .or(call.dispatcher.result_sink());
        Self {
            sink: sink.cloned(),
            target,
        }
    }

    /// Which action execution the result is for.
    pub fn target(&self) -> &ResultTarget {
        &self.target
    }

    /// Gives a handle that was stored a way to deliver.
    pub fn attach(mut self, sink: Arc<dyn ResultSink>) -> Self {
        self.sink = Some(sink);
        self
    }

    /// Does the work in a task of its own and delivers what it ends with; a panic as well.
    ///
    /// ```
    /// use mistral_actions::prelude::*;
    /// use mistral_actions::testing::ActionTest;
    ///
    /// /// Adds up, in the background.
    /// #[mistral_action(name = "demo.sum", asynchronous)]
    /// async fn sum(handle: &ResultHandle, numbers: Vec<i64>) {
    ///     handle.spawn(async move { Ok::<_, ActionError>(numbers.iter().sum::<i64>()) });
    /// }
    ///
    /// ActionTest::new().run("demo.sum", json!({"numbers": [1, 2]})).assert_data(3);
    /// ```
    ///
    /// # Panics
    ///
    /// Outside a tokio runtime.
    pub fn spawn<T, E>(&self, work: impl Future<Output = Result<T, E>> + Send + 'static)
    where
        T: Serialize + Send + 'static,
        E: Into<ActionError> + Send + 'static,
    {
        let handle = self.clone();
        let work = tokio::spawn(work);
        tokio::spawn(async move {
            let delivered = match work.await {
                Ok(Ok(data)) => handle.succeed(data).await,
                Ok(Err(error)) => handle.fail(error).await,
                Err(stopped) => {
                    handle
                        .fail(format!(
                            "the task that was to deliver the result failed: {stopped}"
                        ))
                        .await
                }
            };
            if let Err(error) = delivered {
                tracing::error!(action = handle.target.action, "the result is lost: {error}");
            }
        });
    }

    /// Delivers a success.
    ///
    /// # Errors
    ///
    /// If the data cannot be written as JSON, or the result is not accepted.
    pub async fn succeed(&self, data: impl Serialize) -> Result<(), ActionError> {
        self.deliver(ActionResult::Data(serde_json::to_value(data)?))
            .await
    }

    /// Delivers a failure.
    ///
    /// # Errors
    ///
    /// If the result is not accepted.
    pub async fn fail(&self, error: impl Into<ActionError>) -> Result<(), ActionError> {
        self.deliver(ActionResult::error(error.into().into_error_value()))
            .await
    }

    /// Delivers any result.
    ///
    /// # Errors
    ///
    /// If the result is not accepted.
    pub async fn deliver(&self, result: ActionResult<Value>) -> Result<(), ActionError> {
        match &self.sink {
            Some(sink) => sink.deliver(&self.target, result).await,
            None => Err(ActionError::internal(format_args!(
                "the result of `{}` has nowhere to go: the action has to be `asynchronous`, a stored handle needs `attach`, and the application a result sink",
                self.target.action
            ))),
        }
    }

    /// [`deliver`](Self::deliver) for threads without an async runtime.
    ///
    /// # Errors
    ///
    /// If the result is not accepted, or no runtime can be started.
    ///
    /// # Panics
    ///
    /// In async code, which awaits [`deliver`](Self::deliver) instead. A `blocking` action is none.
    pub fn deliver_blocking(&self, result: ActionResult<Value>) -> Result<(), ActionError> {
        tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()?
            .block_on(self.deliver(result))
    }
}

impl fmt::Debug for ResultHandle {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ResultHandle")
            .field("target", &self.target)
            .finish_non_exhaustive()
    }
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
