//! [`LiveResult`]: what the handles of one call share, and the error result if all of them are dropped.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};
use std::{mem, thread};

use async_trait::async_trait;
use serde_json::Value;
use tokio::runtime::Handle;

use super::outstanding::{Entry, OutstandingResults, Owing};
use super::sink::{ResultSink, ResultTarget};
use crate::error::ActionError;
use crate::redactor::Redactor;
use crate::result::ActionResult;

/// The result of one call, shared by its handles.
pub(crate) struct LiveResult {
    target: ResultTarget,
    sink: Option<Arc<dyn ResultSink>>,
    /// The secrets of the call, which must not appear in a delivered error. A stored handle has none.
    secrets: Arc<Redactor>,
    debt: Mutex<Debt>,
    /// The runtime of the call, for the delivery of an error after the handles were dropped in a thread.
    runtime: Option<Handle>,
}

/// State of the obligation to deliver a result.
enum Debt {
    /// A result is expected.
    Owed {
        entry: Entry,
        /// The reason why the last delivery failed, with secrets masked.
        failure: Option<String>,
    },
    /// The result was delivered, the handle was stored, or the call itself has failed.
    Settled,
}

impl LiveResult {
    /// The result of a call that has started.
    pub(super) fn owed(
        target: ResultTarget,
        sink: Arc<dyn ResultSink>,
        secrets: Redactor,
        results: &OutstandingResults,
    ) -> Arc<Self> {
        Arc::new_cyclic(|live: &Weak<Self>| Self {
            debt: Mutex::new(Debt::Owed {
                entry: results.enter(target.clone(), live.clone() as Weak<dyn Owing>),
                failure: None,
            }),
            target,
            sink: Some(sink),
            secrets: Arc::new(secrets),
            runtime: Handle::try_current().ok(),
        })
    }

    /// The result of a stored handle, of which no delivery is expected.
    pub(super) fn stored(target: ResultTarget) -> Arc<Self> {
        Arc::new(Self {
            target,
            sink: None,
            secrets: Arc::default(),
            debt: Mutex::new(Debt::Settled),
            runtime: None,
        })
    }

    /// The same result with another sink. The debt moves to it.
    pub(super) fn attached(live: &Self, sink: Arc<dyn ResultSink>) -> Arc<Self> {
        Arc::new(Self {
            target: live.target.clone(),
            sink: Some(sink),
            secrets: Arc::clone(&live.secrets),
            debt: Mutex::new(mem::replace(&mut *live.debt(), Debt::Settled)),
            runtime: live.runtime.clone(),
        })
    }

    pub(super) fn target(&self) -> &ResultTarget {
        &self.target
    }

    /// The secrets of the call.
    pub(super) fn secrets(&self) -> &Arc<Redactor> {
        &self.secrets
    }

    /// Expects no result any more.
    pub(super) fn settle(&self) {
        // The entry is dropped after the lock is released.
        let settled = mem::replace(&mut *self.debt(), Debt::Settled);
        drop(settled);
    }

    pub(super) async fn deliver(&self, result: ActionResult<Value>) -> Result<(), ActionError> {
        let Some(sink) = &self.sink else {
            return Err(ActionError::internal(format_args!(
                "no sink for the result of `{}`: the action must be `asynchronous`, a stored handle needs `attach`, and the application a result sink",
                self.target.action
            )));
        };
        let result = result.redact(&self.secrets);
        match sink.deliver(&self.target, result).await {
            Ok(()) => {
                self.settle();
                Ok(())
            }
            Err(error) => Err(self.failed(error)),
        }
    }

    /// Remembers why the result was not delivered, and masks secrets in the error.
    pub(super) fn failed(&self, error: ActionError) -> ActionError {
        let error = error.redact(&self.secrets);
        if let Debt::Owed { failure, .. } = &mut *self.debt() {
            *failure = Some(error.to_string());
        }
        error
    }

    fn debt(&self) -> MutexGuard<'_, Debt> {
        self.debt.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[async_trait]
impl Owing for LiveResult {
    fn target(&self) -> &ResultTarget {
        &self.target
    }

    async fn fail(&self, error: &ActionError) -> Result<(), ActionError> {
        let delivered = self.deliver(ActionResult::error(error.to_string())).await;
        // An error of the sink is reported once, and not again when the handle is dropped.
        self.settle();
        delivered
    }
}

/// Delivers an error result if one is owed.
impl Drop for LiveResult {
    fn drop(&mut self) {
        let Debt::Owed { entry, failure } = mem::replace(&mut *self.debt(), Debt::Settled) else {
            return;
        };
        let Some(sink) = self.sink.take() else {
            return;
        };
        let action = &self.target.action;
        let mut error = format!("the action `{action}` dropped its result handle without a result");
        if let Some(failure) = failure {
            error = format!("the result of the action `{action}` was not delivered: {failure}");
        } else if thread::panicking() {
            error += ": its task panicked";
        }
        tracing::error!(action_ex_id = self.target.action_execution_id, "{error}");
        let target = mem::take(&mut self.target);
        let secrets = Arc::clone(&self.secrets);
        let delivery = async move {
            let delivered = sink.deliver(&target, ActionResult::error(error)).await;
            if let Err(error) = delivered.map_err(|error| error.redact(&secrets)) {
                tracing::error!(action = target.action, "result not delivered: {error}");
            }
            // The result is outstanding until here.
            drop(entry);
        };
        match Handle::try_current().ok().or_else(|| self.runtime.take()) {
            Some(runtime) => {
                runtime.spawn(delivery);
            }
            None => deliver_in_thread(delivery),
        }
    }
}

fn deliver_in_thread(delivery: impl Future<Output = ()> + Send + 'static) {
    let spawned = thread::Builder::new().spawn(move || {
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build();
        match runtime {
            Ok(runtime) => runtime.block_on(delivery),
            Err(error) => tracing::error!("result not delivered: {error}"),
        }
    });
    if let Err(error) = spawned {
        tracing::error!("result not delivered: {error}");
    }
}

/// The result of a call while the action starts. A call that fails reports its own error, so that its handles owe none.
#[derive(Default)]
pub(crate) struct PendingResult(Mutex<Pending>);

#[derive(Default)]
struct Pending {
    /// Kept until the action has started.
    starting: Option<Arc<LiveResult>>,
    /// All handles of a call share one result.
    live: Weak<LiveResult>,
}

impl PendingResult {
    /// Returns the result of the call, or creates it.
    pub(super) fn live_or(&self, new: impl FnOnce() -> Arc<LiveResult>) -> Arc<LiveResult> {
        let mut pending = self.pending();
        if let Some(live) = pending.live.upgrade() {
            return live;
        }
        let live = new();
        pending.live = Arc::downgrade(&live);
        pending.starting = Some(Arc::clone(&live));
        live
    }

    /// The action has started: its handles owe the result.
    pub(crate) fn started(&self) {
        // Dropped after the lock is released, because it may be the last one.
        let starting = self.pending().starting.take();
        drop(starting);
    }

    /// The call has failed: its handles owe nothing.
    pub(crate) fn failed(&self) {
        let starting = self.pending().starting.take();
        if let Some(live) = starting {
            live.settle();
        }
    }

    fn pending(&self) -> MutexGuard<'_, Pending> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for PendingResult {
    fn drop(&mut self) {
        self.failed();
    }
}
