//! [`Guarded`]: the future of a call, which isolates panics, redacts errors and stops work that is dropped.

use std::any::Any;
use std::future::pending;
use std::mem;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::Pin;
use std::task::{Context, Poll};

use tracing::Level;
use tracing::level_filters::LevelFilter;

use crate::context::ActionContext;
use crate::error::{ActionError, ErrorKind};

/// The boxed future of a call, in its guard.
pub(crate) type Work<T> = Pin<Box<dyn Future<Output = Result<T, ActionError>> + Send>>;

/// The work of a call: decoding of the input, injection, the function, encoding of the result.
///
/// It is pinned in the call's future, next to the context that it borrows, and can be dropped before that future.
pub(crate) trait GuardedWork<T>: Send {
    /// Polls the work.
    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Result<T, ActionError>>;

    /// Drops the work.
    fn discard(self: Pin<&mut Self>);
}

impl<T, F: Future<Output = Result<T, ActionError>> + Send> GuardedWork<T> for Option<F> {
    #[inline]
    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Result<T, ActionError>> {
        match self.as_pin_mut() {
            Some(work) => work.poll(cx),
            None => Poll::Pending,
        }
    }

    fn discard(mut self: Pin<&mut Self>) {
        self.set(None);
    }
}

/// Marks a call to which a limit applies. The future of a call captures it.
///
/// It is an integer for the sake of [`boxed`]: as the last captured value of a future, it lets LLVM write the captured
/// values into the box one by one. After larger values alone, LLVM copies the whole future, with the space for the state
/// that it does not have yet.
#[derive(Clone, Copy)]
pub(crate) struct Limited(usize);

impl Limited {
    #[inline]
    pub(crate) fn of(context: &ActionContext) -> Self {
        Self(usize::from(context.call().properties().is_limited))
    }
}

/// The future of a call. It applies limits and tracing, turns a panic into an error of this call, and
/// redacts secrets in errors.
#[must_use]
pub(crate) struct Guarded<'a, T> {
    context: &'a ActionContext,
    work: Started<'a, T>,
    is_finished: bool,
}

enum Started<'a, T> {
    /// Neither limited nor traced, as most calls are.
    Plain(Pin<&'a mut (dyn GuardedWork<T> + 'a)>),
    Bounded(Pin<Box<dyn Future<Output = Result<T, ActionError>> + Send + 'a>>),
}

impl<'a, T: Send + 'a> Guarded<'a, T> {
    /// Guards the work of a call. It must be created when the call is first polled: the time limit starts with the
    /// work, and its span becomes a child of the span in which the work runs.
    #[inline]
    pub(crate) fn new(
        context: &'a ActionContext,
        limited: Limited,
        work: Pin<&'a mut (dyn GuardedWork<T> + 'a)>,
    ) -> Self {
        let is_plain = limited.0 == 0 && LevelFilter::current() < Level::INFO;
        Self {
            context,
            work: if is_plain {
                Started::Plain(work)
            } else {
                bounded(context, Discarded(work))
            },
            is_finished: false,
        }
    }
}

/// Boxes the future of a call. The box is allocated before the future is created, so that nothing remains to be dropped
/// if the allocation fails, and the future does not exist outside the box.
#[inline]
pub(crate) fn boxed<F: Future>(new: impl FnOnce() -> F) -> Pin<Box<F>> {
    let memory = Box::new_uninit();
    Box::into_pin(Box::write(memory, new()))
}

/// Lets the dispatcher apply the limits and the span of the call.
#[cold]
fn bounded<'a, T: Send + 'a>(context: &'a ActionContext, work: Discarded<'a, T>) -> Started<'a, T> {
    Started::Bounded(Box::pin(async move {
        let mut output = None;
        let work = Box::pin(async {
            output = Some(work.await?);
            Ok(())
        });
        context.call().host().run_bounded(context, work).await?;
        output.ok_or_else(|| ActionError::internal("the dispatcher did not run the action"))
    }))
}

/// Work that is dropped together with this reference: a permit that is released after it is free only then.
struct Discarded<'a, T>(Pin<&'a mut (dyn GuardedWork<T> + 'a)>);

impl<T> Future for Discarded<'_, T> {
    type Output = Result<T, ActionError>;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        self.0.as_mut().poll(cx)
    }
}

impl<T> Drop for Discarded<'_, T> {
    fn drop(&mut self) {
        self.0.as_mut().discard();
    }
}

impl<T> Guarded<'_, T> {
    #[inline]
    fn poll_work(&mut self, cx: &mut Context<'_>) -> Poll<Result<T, ActionError>> {
        // Unwind safety: after a panic the future is not polled again.
        let polled = catch_unwind(AssertUnwindSafe(|| match &mut self.work {
            Started::Plain(work) => work.as_mut().poll(cx),
            Started::Bounded(work) => work.as_mut().poll(cx),
        }))
        .unwrap_or_else(|panic| Poll::Ready(Err(panicked(self.context, &*panic))));
        self.is_finished = polled.is_ready();
        polled
    }

    /// Polls and drops the work while secrets are masked in log lines.
    #[cold]
    fn poll_masked(&mut self, cx: &mut Context<'_>) -> Poll<Result<T, ActionError>> {
        let _masking = self.context.enter_masking();
        let polled = self.poll_work(cx);
        if self.is_finished {
            self.discard_work();
        }
        polled.map_err(|error| self.failed(error))
    }

    /// Ends a call that is dropped before it has a result.
    #[cold]
    fn abandon(&mut self) {
        let _masking = self.context.enter_masking();
        self.stop();
        self.context.call().end_start(false);
        self.discard_work();
    }

    #[cold]
    fn failed(&self, error: ActionError) -> ActionError {
        self.context.call().end_start(false);
        if matches!(error.kind(), ErrorKind::TimedOut | ErrorKind::Cancelled) {
            self.stop();
        }
        self.context.redact(error)
    }

    /// Drops the work while secrets are masked: values can log when they are dropped, and spans end.
    #[cold]
    fn discard_work(&mut self) {
        // A panic of a destructor ends here, like any of the action.
        let _ = catch_unwind(AssertUnwindSafe(|| match &mut self.work {
            Started::Plain(work) => work.as_mut().discard(),
            Started::Bounded(work) => drop(mem::replace(work, Box::pin(pending()))),
        }));
    }

    /// Cancels work that was moved into threads or tasks. Called when the call is stopped, but not when it
    /// ends normally, because the work of an asynchronous action continues.
    #[cold]
    fn stop(&self) {
        if let Some(token) = self.context.call().cancellation() {
            token.cancel();
        }
    }
}

impl<T> Future for Guarded<'_, T> {
    type Output = Result<T, ActionError>;

    #[inline]
    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        if LevelFilter::current() != LevelFilter::OFF {
            return self.poll_masked(cx);
        }
        let polled = self.poll_work(cx);
        polled.map_err(|error| self.failed(error))
    }
}

impl<T> Drop for Guarded<'_, T> {
    #[inline]
    fn drop(&mut self) {
        if !self.is_finished {
            self.abandon();
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
    let name = context.call().action().name();
    ActionError::of(
        ErrorKind::Panicked,
        format_args!("the action `{name}` panicked: {message}"),
    )
}
