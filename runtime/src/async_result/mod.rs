//! Results of asynchronous actions, delivered after the action has returned.
//!
//! An action takes a [`ResultHandle`] as a parameter; an application implements [`ResultSink`] to receive
//! the results.

mod sink;

pub(crate) use sink::local;
pub use sink::{ResultSink, ResultTarget};

use std::fmt;
use std::sync::Arc;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::context::ActionContext;
use crate::error::ActionError;
use crate::result::ActionResult;

/// Delivers the result of an asynchronous action.
///
/// The function moves it into a task or a thread, or stores it. It serializes to a few plain fields
/// without secrets; another process attaches a sink to it with [`attach`](Self::attach) and delivers.
/// Corresponds to Mistral's `PUT /v2/action_executions/<id>`.
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
    fn new(context: &ActionContext) -> Self {
        let call = context.call();
        let execution = context.execution();
        let target = ResultTarget {
            action: call.target().action_name().to_owned(),
            action_execution_id: execution.action_execution_id.clone(),
            callback_url: execution.callback_url.clone(),
        };
        let sink = call
            .result_sink()
            .or(call.request().result_sink.as_ref())
            .or(call.target().result_sink());
        Self {
            sink: sink.cloned(),
            target,
        }
    }

    /// Returns the action execution that the result belongs to.
    pub fn target(&self) -> &ResultTarget {
        &self.target
    }

    /// Attaches a sink to a handle that was stored.
    pub fn attach(mut self, sink: Arc<dyn ResultSink>) -> Self {
        self.sink = Some(sink);
        self
    }

    /// Spawns a task for the work and delivers its result; a panic is delivered as a failure.
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
    /// When called outside a tokio runtime.
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
                            "the task that computes the result failed: {stopped}"
                        ))
                        .await
                }
            };
            if let Err(error) = delivered {
                tracing::error!(
                    action = handle.target.action,
                    "result not delivered: {error}"
                );
            }
        });
    }

    /// Delivers a success.
    ///
    /// # Errors
    ///
    /// If the data cannot be encoded as JSON, or the sink rejects the result.
    pub async fn succeed(&self, data: impl Serialize) -> Result<(), ActionError> {
        self.deliver(ActionResult::Data(serde_json::to_value(data)?))
            .await
    }

    /// Delivers a failure.
    ///
    /// # Errors
    ///
    /// If the sink rejects the result.
    pub async fn fail(&self, error: impl Into<ActionError>) -> Result<(), ActionError> {
        self.deliver(ActionResult::error(error.into().into_error_value()))
            .await
    }

    /// Delivers any result.
    ///
    /// # Errors
    ///
    /// If the sink rejects the result.
    pub async fn deliver(&self, result: ActionResult<Value>) -> Result<(), ActionError> {
        match &self.sink {
            Some(sink) => sink.deliver(&self.target, result).await,
            None => Err(ActionError::internal(format_args!(
                "no sink for the result of `{}`: the action must be `asynchronous`, a stored handle needs `attach`, and the application a result sink",
                self.target.action
            ))),
        }
    }

    /// [`deliver`](Self::deliver) for threads without an async runtime.
    ///
    /// # Errors
    ///
    /// If the sink rejects the result, or no async runtime can be started.
    ///
    /// # Panics
    ///
    /// When called in async code, which must await [`deliver`](Self::deliver) instead. A `blocking` action
    /// may call it.
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

impl ActionContext {
    /// Returns a handle that delivers the result of an asynchronous action.
    pub fn result_handle(&self) -> ResultHandle {
        ResultHandle::new(self)
    }
}
