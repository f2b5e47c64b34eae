//! The bounds of a call: concurrency, nesting depth, time and cancellation; and its span.

use std::pin::pin;
use std::time::Duration;

use serde_json::Value;
use tokio::sync::oneshot;
use tokio::time::{Instant, timeout, timeout_at};
use tracing::Instrument;

use super::{ActionRequest, Dispatcher, Inner};
use crate::context::{ActionContext, ErasedWork, RequestState};
use crate::descriptor::ActionDescriptor;
use crate::error::{ActionError, ErrorKind};
use crate::result::ActionResult;

/// Returns whether a limit applies to a call of this action.
#[inline]
pub(super) fn is_limited(
    inner: &Inner,
    action: &ActionDescriptor,
    request: Option<&RequestState>,
    depth: usize,
) -> bool {
    let is_bounded = match request {
        Some(request) => request.timeout.is_some() || request.cancellation.is_some(),
        None => depth > inner.max_depth,
    };
    is_bounded || !inner.limits.is_empty() || action.has_timeout()
}

/// Runs the work of a call in its span and within its limits.
pub(super) fn run<'a>(
    inner: &'a Inner,
    context: &'a ActionContext,
    work: ErasedWork<'a>,
) -> ErasedWork<'a> {
    let span = tracing::info_span!(
        "action",
        action = context.call().action().name(),
        action_ex_id = context.execution().action_execution_id,
        depth = context.depth(),
    );
    Box::pin(run_within_limits(inner, context, work).instrument(span))
}

/// Runs the work within the limits of concurrency, depth, time and cancellation.
async fn run_within_limits(
    inner: &Inner,
    context: &ActionContext,
    work: ErasedWork<'_>,
) -> Result<(), ActionError> {
    if context.depth() > inner.max_depth {
        return Err(too_deep(context, inner.max_depth));
    }
    // The bounds of the request end the outermost call. A reused action ends with its caller, which may
    // still need it for its cleanup.
    let request = Some(context.request()).filter(|_| context.depth() == 0);
    let limit = shorter(
        context.action().timeout(),
        request.and_then(|request| request.timeout),
    );
    let work = async {
        let _permits = inner.limits.acquire(context).await;
        match limit {
            None => work.await,
            Some(limit) => {
                let started = Instant::now();
                let result = timeout(limit, work).await;
                let result = result.unwrap_or_else(|_| Err(timed_out(context, limit)));
                if result.is_ok() && started.elapsed() > limit {
                    warn_of_blocked_thread(context, limit);
                }
                result
            }
        }
    };
    let Some(token) = request.and_then(|request| request.cancellation.as_ref()) else {
        return work.await;
    };
    let mut work = pin!(work);
    // The future is polled again after the cancellation, so that it can clean up.
    if let Some(result) = token.run_until_cancelled(work.as_mut()).await {
        return result;
    }
    let uses_token = context.call().cancellation().is_some();
    if uses_token && let Ok(result) = timeout(inner.cancellation_grace, work).await {
        return result;
    }
    Err(cancelled(context.action()))
}

impl Dispatcher {
    /// Waits for the result of an asynchronous action that is delivered in this process, within the bounds
    /// of the request. Must be called before the action starts, because the time limit starts here.
    pub(super) fn wait_for_result(
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
                        Err(_) => Err(not_delivered(&action, limit)),
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
}

#[cold]
fn too_deep(context: &ActionContext, limit: usize) -> ActionError {
    let mut chain: Vec<&str> = context.call().chain().collect();
    chain.reverse();
    let cycle = chain.iter().enumerate().find_map(|(first, name)| {
        let length = chain[first + 1..].iter().position(|other| other == name)? + 1;
        Some(chain[first..=first + length].join(" → "))
    });
    let calls = match cycle {
        Some(cycle) => format!("they call each other in a cycle: {cycle}"),
        None => format!("the calls are {}", chain.join(" → ")),
    };
    ActionError::of(
        ErrorKind::TooDeep,
        format_args!("actions are nested deeper than {limit}; {calls}"),
    )
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
fn not_delivered(action: &ActionDescriptor, limit: Duration) -> ActionError {
    let name = action.name();
    let message =
        format_args!("action `{name}` has started, but delivered no result within {limit:?}");
    ActionError::of(ErrorKind::TimedOut, message)
}

/// Reports an action that ran longer than its limit. The limit can only end a future that gives its thread back.
#[cold]
fn warn_of_blocked_thread(context: &ActionContext, limit: Duration) {
    tracing::warn!(
        "the action `{}` blocked its thread past its time limit of {limit:?}: use `blocking`",
        context.action().name()
    );
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
