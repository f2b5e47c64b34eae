//! [`Guarded`]: the future of a call, with its limits, time-out, cancellation, panic isolation and tracing.

use std::any::Any;
use std::future::pending;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::{Pin, pin};
use std::task::{Context, Poll};
use std::time::Duration;

use serde_json::Value;
use tokio::sync::oneshot;
use tokio::time::{Instant, timeout, timeout_at};
use tracing::level_filters::LevelFilter;
use tracing::{Instrument, Level};

use super::Dispatcher;
use super::target::{DispatchTarget, target};
use crate::context::ActionContext;
use crate::descriptor::{ActionDescriptor, Source};
use crate::dispatch::ActionRequest;
use crate::error::{ActionError, ErrorKind};
use crate::linked::Work;
use crate::result::ActionResult;

/// Returns whether a call is neither limited nor traced, as most calls are not.
#[inline]
fn is_plain(context: &ActionContext) -> bool {
    let call = context.call();
    let DispatchTarget { dispatcher, action } = target(call);
    let dispatcher = &dispatcher.0;
    let is_unbounded = if call.depth == 0 {
        let request = call.request.as_ref();
        request.is_none_or(|request| request.timeout.is_none() && request.cancellation.is_none())
    } else {
        call.depth <= dispatcher.max_depth
    };
    LevelFilter::current() < Level::INFO
        && is_unbounded
        && dispatcher.limits.is_empty()
        && matches!(action.0, Source::Linked(action) if action.timeout.is_none())
}

/// Runs the work within the limits of concurrency, depth, time and cancellation.
async fn run_within_limits<T>(context: ActionContext, work: Work<T>) -> Result<T, ActionError> {
    let dispatcher = context.dispatcher();
    if context.depth() > dispatcher.0.max_depth {
        return Err(dispatcher.too_deep(&context));
    }
    // The bounds of the request end the outermost call. A reused action ends with its caller, which may
    // still need it for its cleanup.
    let request = Some(context.request()).filter(|_| context.depth() == 0);
    let limit = shorter(
        context.action().timeout(),
        request.and_then(|request| request.timeout),
    );
    let work = async {
        let _permits = dispatcher.0.limits.acquire(&context).await;
        match limit {
            None => work.await,
            Some(limit) => {
                let started = Instant::now();
                let result = timeout(limit, work).await;
                let result = result.unwrap_or_else(|_| Err(timed_out(&context, limit)));
                if result.is_ok() && started.elapsed() > limit {
                    warn_of_blocked_thread(&context, limit);
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
    if uses_token && let Ok(result) = timeout(dispatcher.0.cancellation_grace, work).await {
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

    #[cold]
    fn too_deep(&self, context: &ActionContext) -> ActionError {
        let limit = self.0.max_depth;
        let mut chain: Vec<&str> = context
            .call()
            .chain()
            .map(|call| call.target().action_name())
            .collect();
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

/// The future of a call. It applies limits and tracing, turns a panic into an error of this call, and
/// redacts secrets in errors.
#[must_use]
pub(super) struct Guarded<T: 'static> {
    context: ActionContext,
    work: Work<T>,
    phase: Phase,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Phase {
    New,
    Running,
    Finished,
}

impl<T: 'static> Guarded<T> {
    pub(super) fn new(context: ActionContext, work: Work<T>) -> Self {
        Self {
            context,
            work,
            phase: Phase::New,
        }
    }

    /// Wraps the work in its limits and its span.
    #[cold]
    fn surround(&mut self) {
        let context = &self.context;
        let span = tracing::info_span!(
            "action",
            action = context.action().name(),
            action_ex_id = context.execution().action_execution_id,
            depth = context.depth(),
        );
        let work = std::mem::replace(&mut self.work, Box::pin(pending()));
        self.work = Box::pin(run_within_limits(context.clone(), work).instrument(span));
    }
}

impl<T: 'static> Guarded<T> {
    #[cold]
    fn failed(&self, error: ActionError) -> ActionError {
        self.context.call().end_start(false);
        if matches!(error.kind(), ErrorKind::TimedOut | ErrorKind::Cancelled) {
            self.stop();
        }
        self.context.redact(error)
    }

    /// Drops the work while secrets are masked: values can log when they are dropped, and spans end.
    fn discard_work(&mut self) {
        let work = std::mem::replace(&mut self.work, Box::pin(pending()));
        // A panic of a destructor ends here, like any of the action.
        let _ = catch_unwind(AssertUnwindSafe(|| drop(work)));
    }

    /// Cancels work that was moved into threads or tasks. Called when the call is stopped, but not when it
    /// ends normally, because the work of an asynchronous action continues.
    fn stop(&self) {
        if let Some(token) = self.context.call().cancellation() {
            token.cancel();
        }
    }
}

impl<T: 'static> Future for Guarded<T> {
    type Output = Result<T, ActionError>;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        let masking = self.context.enter_masking();
        // On the first poll: the time limit starts with the work, and the span becomes a child of the span
        // in which the work runs.
        if self.phase == Phase::New {
            self.phase = Phase::Running;
            if !is_plain(&self.context) {
                self.surround();
            }
        }
        // Unwind safety: after a panic the future is not polled again.
        let polled = catch_unwind(AssertUnwindSafe(|| self.work.as_mut().poll(cx)))
            .unwrap_or_else(|panic| Poll::Ready(Err(panicked(&self.context, &*panic))));
        if polled.is_ready() {
            self.phase = Phase::Finished;
            if masking.is_some() {
                self.discard_work();
            }
        }
        polled.map_err(|error| self.failed(error))
    }
}

impl<T: 'static> Drop for Guarded<T> {
    fn drop(&mut self) {
        if self.phase == Phase::Running {
            let _masking = self.context.enter_masking();
            self.stop();
            self.context.call().end_start(false);
            self.discard_work();
        }
    }
}

#[cold]
fn panicked(context: &ActionContext, panic: &(dyn Any + Send)) -> ActionError {
    let message = match (panic.downcast_ref::<&str>(), panic.downcast_ref::<String>()) {
        (Some(message), _) => message,
        (_, Some(message)) => message.as_str(),
        _ => "no message",
    };
    ActionError::of(
        ErrorKind::Panicked,
        format_args!(
            "the action `{}` panicked: {message}",
            context.action().name()
        ),
    )
}
