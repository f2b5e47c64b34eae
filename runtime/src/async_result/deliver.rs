//! The methods of [`ResultHandle`] that deliver data, for handles with and without a type.

use std::sync::Arc;

use serde::Serialize;
use serde_json::Value;
use tracing::Instrument;

use super::ResultHandle;
use crate::context::Masking;
use crate::error::ActionError;
use crate::result::ActionResult;

/// A handle without a type delivers any data.
impl ResultHandle {
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
    pub fn spawn<D, E>(&self, work: impl Future<Output = Result<D, E>> + Send + 'static)
    where
        D: Serialize + Send + 'static,
        E: Into<ActionError> + Send + 'static,
    {
        spawn(self.clone(), work);
    }

    /// Delivers a success.
    ///
    /// # Errors
    ///
    /// If the data cannot be encoded as JSON, or the sink rejects the result.
    pub async fn succeed(&self, data: impl Serialize) -> Result<(), ActionError> {
        deliver(self, ActionResult::Data(data)).await
    }

    /// Delivers any result.
    ///
    /// # Errors
    ///
    /// If the sink rejects the result.
    pub async fn deliver(&self, result: ActionResult<Value>) -> Result<(), ActionError> {
        self.live.deliver(result).await
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
        block_on(self.deliver(result))
    }
}

/// A handle with a type delivers only data of that type.
impl<T: Serialize> ResultHandle<T> {
    /// Spawns a task for the work and delivers its result; a panic is delivered as a failure.
    ///
    /// # Panics
    ///
    /// When called outside a tokio runtime.
    pub fn spawn<E>(&self, work: impl Future<Output = Result<T, E>> + Send + 'static)
    where
        T: Send + 'static,
        E: Into<ActionError> + Send + 'static,
    {
        spawn(self.clone(), work);
    }

    /// Delivers a success.
    ///
    /// # Errors
    ///
    /// If the data cannot be encoded as JSON, or the sink rejects the result.
    pub async fn succeed(&self, data: T) -> Result<(), ActionError> {
        deliver(self, ActionResult::Data(data)).await
    }

    /// Delivers any result.
    ///
    /// # Errors
    ///
    /// If the data cannot be encoded as JSON, or the sink rejects the result.
    pub async fn deliver(&self, result: ActionResult<T>) -> Result<(), ActionError> {
        deliver(self, result).await
    }

    /// [`deliver`](Self::deliver) for threads without an async runtime.
    ///
    /// # Errors
    ///
    /// As `deliver`, or if no async runtime can be started.
    ///
    /// # Panics
    ///
    /// When called in async code, which must await [`deliver`](Self::deliver) instead. A `blocking` action
    /// may call it.
    pub fn deliver_blocking(&self, result: ActionResult<T>) -> Result<(), ActionError> {
        block_on(deliver(self, result))
    }
}

/// Encodes and delivers. Not async itself, so that the future is `Send` also if the data is not `Sync`.
fn deliver<T, D: Serialize>(
    handle: &ResultHandle<T>,
    result: ActionResult<D>,
) -> impl Future<Output = Result<(), ActionError>> + use<'_, T, D> {
    let result = result.try_map(serde_json::to_value);
    async move {
        match result {
            Ok(result) => handle.live.deliver(result).await,
            Err(error) => Err(handle.live.failed(error.into())),
        }
    }
}

fn block_on(delivery: impl Future<Output = Result<(), ActionError>>) -> Result<(), ActionError> {
    tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()?
        .block_on(delivery)
}

fn spawn<T, D, E>(
    handle: ResultHandle<T>,
    work: impl Future<Output = Result<D, E>> + Send + 'static,
) where
    T: 'static,
    D: Serialize + Send + 'static,
    E: Into<ActionError> + Send + 'static,
{
    // The log lines of the tasks belong to the call, as if the action had not returned.
    let masking = Masking::Of(Arc::clone(handle.live.secrets()));
    let work = tokio::spawn(masking.clone().scope(work.in_current_span()));
    let delivery = async move {
        let delivered = match work.await {
            Ok(Ok(data)) => deliver(&handle, ActionResult::Data(data)).await,
            Ok(Err(error)) => handle.fail(error).await,
            Err(stopped) => {
                let failure = format!("the task that computes the result failed: {stopped}");
                handle.fail(failure).await
            }
        };
        if let Err(error) = delivered {
            tracing::error!(
                action = handle.target().action,
                "result not delivered: {error}"
            );
        }
    };
    tokio::spawn(masking.scope(delivery.in_current_span()));
}
