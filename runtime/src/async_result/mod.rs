//! [`ResultHandle`]: the result of an asynchronous action, delivered later.

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

impl ActionContext {
    /// Returns a handle that delivers the result of an asynchronous action.
    pub fn result_handle(&self) -> ResultHandle {
        ResultHandle::new(self)
    }
}
