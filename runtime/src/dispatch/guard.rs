//! What holds around every call: limits, time, cancellation, panics, tracing.

use std::any::Any;
use std::future::{Future, poll_fn};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::pin;
use std::task::Poll;
use std::time::Duration;

use serde_json::Value;
use tokio::sync::oneshot;
use tokio::time::{Instant, timeout, timeout_at};
use tracing::Instrument;

use super::Dispatcher;
use crate::linked::Work;
use crate::{ActionContext, ActionDescriptor, ActionError, ActionRequest, ActionResult, ErrorKind};

impl Dispatcher {
    /// Runs the work of one call.
    pub(crate) async fn guard<T>(
        &self,
        context: &ActionContext,
        work: Work<T>,
    ) -> Result<T, ActionError> {
        if context.depth() > self.0.max_depth {
            return Err(self.too_deep(context));
        }
        let span = tracing::info_span!(
            "action",
            action = context.action().name(),
            action_ex_id = context.execution().action_execution_id,
            depth = context.depth(),
        );
        let stop = StopOnDrop {
            context,
            armed: true,
        };
        let work = catch_panic(work);
        let result = if span.is_disabled() && self.is_unbounded(context) {
            work.await
        } else {
            // Boxed, so that the calls without any of this do not carry its size around.
            Box::pin(self.run_limited(context, work).instrument(span)).await
        };
        stop.disarm_unless_stopped(&result);
        result.map_err(|error| context.redact(error))
    }

    /// Whether nothing limits a call.
    fn is_unbounded(&self, context: &ActionContext) -> bool {
        let request = context.request();
        self.0.limits.is_empty()
            && context.action().timeout().is_none()
            && (context.depth() > 0
                || (request.timeout.is_none() && request.cancellation.is_none()))
    }

    async fn run_limited<T>(
        &self,
        context: &ActionContext,
        work: impl Future<Output = Result<T, ActionError>>,
    ) -> Result<T, ActionError> {
        let limit = shorter(
            context.action().timeout(),
            context.request().timeout.filter(|_| context.depth() == 0),
        );
        // A reused action ends with its caller, which may still need it to clean up.
        let cancellation = context
            .request()
            .cancellation
            .as_ref()
            .filter(|_| context.depth() == 0);
        let work = async {
            let _permits = self.0.limits.acquire(context).await;
            match limit {
                None => work.await,
                Some(limit) => timeout(limit, work)
                    .await
                    .unwrap_or_else(|_| Err(timed_out(context, limit))),
            }
        };
        let Some(token) = cancellation else {
            return work.await;
        };
        let mut work = pin!(work);
        // Polling the same future again after the cancellation is what lets it clean up.
        if let Some(result) = token.run_until_cancelled(work.as_mut()).await {
            return result;
        }
        let listens = context.call().cancellation().is_some();
        if listens && let Ok(result) = timeout(self.0.cancellation_grace, work).await {
            return result;
        }
        Err(cancelled(context.action()))
    }

    /// Waits for the result of an asynchronous action that is delivered in this process, within the
    /// bounds of the request. To be made before the action is started: the clock runs from here.
    pub(super) fn wait_for(
        &self,
        action: &ActionDescriptor,
        request: &ActionRequest,
        delivered: oneshot::Receiver<ActionResult<Value>>,
    ) -> impl Future<Output = Result<Option<ActionResult<Value>>, ActionError>> + use<> {
        let (limit, token) = request.bounds();
        let deadline = limit.map(|limit| (Instant::now() + limit, limit));
        let (grace, action) = (self.0.cancellation_grace, action.clone());
        async move {
            let waiting = async {
                match deadline {
                    None => Ok(delivered.await.ok()),
                    Some((deadline, limit)) => match timeout_at(deadline, delivered).await {
                        Ok(result) => Ok(result.ok()),
                        Err(_) => Err(never_delivered(&action, limit)),
                    },
                }
            };
            let Some(token) = token else {
                return waiting.await;
            };
            let mut waiting = pin!(waiting);
            if let Some(result) = token.run_until_cancelled(waiting.as_mut()).await {
                return result;
            }
            timeout(grace, waiting)
                .await
                .unwrap_or_else(|_| Err(cancelled(&action)))
        }
    }

    #[cold]
    fn too_deep(&self, context: &ActionContext) -> ActionError {
        let limit = self.0.max_depth;
        let mut chain: Vec<&str> = context
            .call()
            .chain()
            .map(|call| call.action.name())
            .collect();
        chain.reverse();
        let cycle = chain.iter().enumerate().find_map(|(first, name)| {
            let length = chain[first + 1..].iter().position(|other| other == name)? + 1;
            Some(chain[first..=first + length].join(" → "))
        });
        let how = match cycle {
            Some(cycle) => format!("they call each other in a cycle: {cycle}"),
            None => format!("the calls are {}", chain.join(" → ")),
        };
        ActionError::of(
            ErrorKind::TooDeep,
            format_args!("actions are nested deeper than {limit}; {how}"),
        )
    }
}

fn shorter(left: Option<Duration>, right: Option<Duration>) -> Option<Duration> {
    match (left, right) {
        (Some(left), Some(right)) => Some(left.min(right)),
        (left, right) => left.or(right),
    }
}

#[cold]
fn cancelled(action: &ActionDescriptor) -> ActionError {
    let message = format_args!("action `{}` was cancelled", action.name());
    ActionError::of(ErrorKind::Cancelled, message)
}

#[cold]
fn never_delivered(action: &ActionDescriptor, limit: Duration) -> ActionError {
    let name = action.name();
    let message =
        format_args!("action `{name}` has started, but delivered no result within {limit:?}");
    ActionError::of(ErrorKind::TimedOut, message)
}

#[cold]
fn timed_out(context: &ActionContext, limit: Duration) -> ActionError {
    ActionError::of(
        ErrorKind::TimedOut,
        format_args!(
            "action `{}` timed out after {limit:?}",
            context.action().name()
        ),
    )
}

/// Turns a panic into the error of this one call.
async fn catch_panic<T>(mut work: Work<T>) -> Result<T, ActionError> {
    let outcome = poll_fn(|cx| {
        // Unwind safety: after a panic the future is dropped and never polled again.
        match catch_unwind(AssertUnwindSafe(|| work.as_mut().poll(cx))) {
            Ok(Poll::Pending) => Poll::Pending,
            Ok(Poll::Ready(result)) => Poll::Ready(Ok(result)),
            Err(panic) => Poll::Ready(Err(panic)),
        }
    })
    .await;
    outcome.unwrap_or_else(|panic| Err(panicked(&*panic)))
}

#[cold]
fn panicked(panic: &(dyn Any + Send)) -> ActionError {
    let message = match (panic.downcast_ref::<&str>(), panic.downcast_ref::<String>()) {
        (Some(message), _) => message,
        (_, Some(message)) => message.as_str(),
        _ => "no message",
    };
    ActionError::of(
        ErrorKind::Panicked,
        format_args!("the action panicked: {message}"),
    )
}

/// Tells work that was moved out of the call's future (threads, tasks) when the call is stopped. The
/// normal end leaves it alone: an asynchronous action goes on.
struct StopOnDrop<'a> {
    context: &'a ActionContext,
    armed: bool,
}

impl StopOnDrop<'_> {
    fn disarm_unless_stopped<T>(mut self, result: &Result<T, ActionError>) {
        let stopped = |error: &ActionError| {
            matches!(error.kind(), ErrorKind::TimedOut | ErrorKind::Cancelled)
        };
        self.armed = result.as_ref().is_err_and(stopped);
    }
}

impl Drop for StopOnDrop<'_> {
    fn drop(&mut self) {
        if let (true, Some(token)) = (self.armed, self.context.call().cancellation()) {
            token.cancel();
        }
    }
}
