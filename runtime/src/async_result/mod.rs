//! Results of asynchronous actions, delivered after the action has returned.
//!
//! An action takes a [`ResultHandle`] as a parameter; an application implements [`ResultSink`] to receive
//! the results.

mod deliver;
mod live;
mod outstanding;
mod sink;

pub(crate) use live::PendingResult;
pub use outstanding::OutstandingResults;
pub(crate) use sink::local;
pub use sink::{ResultSink, ResultTarget};

use std::borrow::Cow;
use std::fmt;
use std::marker::PhantomData;
use std::sync::Arc;

use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use self::live::LiveResult;
use crate::context::ActionContext;
use crate::error::ActionError;
use crate::result::ActionResult;

/// Delivers the result of an asynchronous action.
///
/// The function moves it into a task or a thread, or stores it. It serializes to a few plain fields
/// without secrets; another process attaches a sink to it with [`attach`](Self::attach) and delivers.
/// Corresponds to Mistral's `PUT /v2/action_executions/<id>`.
///
/// The handles of a call are counted. When the last one is dropped and the result was neither delivered nor
/// stored, an error result is delivered, so that the task does not run forever. Serializing a handle stores it.
///
/// # Secrets
///
/// The secrets of the call's input and the caller's token are masked in errors that its handles deliver, as in errors
/// that an action returns. Data is delivered unchanged. A stored handle carries no secrets: an error that is delivered
/// after [`attach`](Self::attach) is delivered as it is, so the code that writes it must not quote the input.
///
/// `T` is the type of the data, which the catalog describes; `&ResultHandle` delivers any data.
///
/// ```
/// use mistral_actions::prelude::*;
/// use mistral_actions::testing::ActionTest;
///
/// /// Starts a backup; its result is the number of files.
/// #[mistral_action(name = "demo.backup", asynchronous)]
/// async fn backup(handle: &ResultHandle<usize>, files: Vec<String>) {
///     let handle = handle.clone();
///     std::thread::spawn(move || {
///         // … hours later:
///         handle.deliver_blocking(ActionResult::Data(files.len()))
///     });
/// }
///
/// ActionTest::new().run("demo.backup", json!({"files": ["a", "b"]})).assert_data(2);
/// ```
pub struct ResultHandle<T = AnyData> {
    live: Arc<LiveResult>,
    data: PhantomData<fn(T)>,
}

/// The data of a `&ResultHandle` without a type: any value that serializes to JSON.
#[derive(Clone, Copy, Debug)]
pub enum AnyData {}

impl JsonSchema for AnyData {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> Cow<'static, str> {
        "AnyData".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        true.into()
    }
}

impl<T> ResultHandle<T> {
    fn of(live: Arc<LiveResult>) -> Self {
        Self {
            live,
            data: PhantomData,
        }
    }

    /// Returns the action execution that the result belongs to.
    pub fn target(&self) -> &ResultTarget {
        self.live.target()
    }

    /// Attaches a sink to a handle that was stored. A handle that was stored knows no secrets, and masks none.
    pub fn attach(self, sink: Arc<dyn ResultSink>) -> Self {
        Self::of(LiveResult::attached(&self.live, sink))
    }

    /// Delivers a failure.
    ///
    /// # Errors
    ///
    /// If the sink rejects the result.
    pub async fn fail(&self, error: impl Into<ActionError>) -> Result<(), ActionError> {
        let result = ActionResult::error(error.into().into_error_value());
        self.live.deliver(result).await
    }
}

impl<T> Clone for ResultHandle<T> {
    fn clone(&self) -> Self {
        Self::of(Arc::clone(&self.live))
    }
}

/// Stores the handle: another process can deliver the result, so that none is expected of this one.
impl<T> Serialize for ResultHandle<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let stored = self.target().serialize(serializer)?;
        self.live.settle();
        Ok(stored)
    }
}

impl<'de, T> Deserialize<'de> for ResultHandle<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let target = ResultTarget::deserialize(deserializer)?;
        Ok(Self::of(LiveResult::stored(target)))
    }
}

impl<T> fmt::Debug for ResultHandle<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ResultHandle")
            .field("target", self.target())
            .finish_non_exhaustive()
    }
}

impl ActionContext {
    /// Returns a handle that delivers the result of an asynchronous action.
    pub fn result_handle<T>(&self) -> ResultHandle<T> {
        let call = self.call();
        ResultHandle::of(call.pending_result().live_or(|| {
            let execution = self.execution();
            let target = ResultTarget {
                action: call.target().action_name().to_owned(),
                action_execution_id: execution.action_execution_id.clone(),
                callback_url: execution.callback_url.clone(),
            };
            let sink = call
                .result_sink()
                .or(call.request().result_sink.as_ref())
                .or(call.target().result_sink());
            let results = call.target().outstanding_results();
            // A dry run owes no result.
            match sink.filter(|_| !self.is_dry_run()) {
                Some(sink) => LiveResult::owed(target, Arc::clone(sink), self.redactor(), results),
                None => LiveResult::stored(target),
            }
        }))
    }
}
