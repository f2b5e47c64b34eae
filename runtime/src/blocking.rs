//! [`run_blocking`]: runs blocking functions on a thread of their own.

use std::pin::pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::{Context, Poll, Wake, Waker};
use std::thread::{self, Thread};

use tracing::Span;

use crate::context::ActionContext;
use crate::error::ActionError;

/// Runs a blocking function on a thread of tokio's blocking pool.
///
/// # Errors
///
/// The error of the function.
pub async fn run_blocking<T, F, Fut>(context: &ActionContext, work: F) -> Result<T, ActionError>
where
    T: Send + 'static,
    F: FnOnce(ActionContext) -> Fut + Send + 'static,
    Fut: Future<Output = Result<T, ActionError>>,
{
    let context = context.clone();
    let span = Span::current();
    let work = move || {
        let _masking = context.enter_masking();
        span.in_scope(|| block_on(work(context)))
    };
    match tokio::task::spawn_blocking(work).await {
        Ok(result) => result,
        Err(error) => match error.try_into_panic() {
            Ok(panic) => std::panic::resume_unwind(panic),
            Err(_) => Err(ActionError::internal("the process is stopping")),
        },
    }
}

/// Drives a future on this thread.
///
/// Tokio's `block_on` does not fit: it forbids blocking on the thread, so that blocking HTTP clients,
/// `Handle::block_on` and `ResultHandle::deliver_blocking` would panic in the function.
fn block_on<F: Future>(future: F) -> F::Output {
    let signal = Arc::new(Signal {
        thread: thread::current(),
        woken: AtomicBool::new(false),
    });
    let waker = Waker::from(Arc::clone(&signal));
    let mut context = Context::from_waker(&waker);
    let mut future = pin!(future);
    loop {
        if let Poll::Ready(output) = future.as_mut().poll(&mut context) {
            return output;
        }
        // A flag in addition to `unpark`: the future may park the thread itself and consume the token.
        while !signal.woken.swap(false, Ordering::Acquire) {
            thread::park();
        }
    }
}

struct Signal {
    thread: Thread,
    woken: AtomicBool,
}

impl Wake for Signal {
    fn wake(self: Arc<Self>) {
        self.woken.store(true, Ordering::Release);
        self.thread.unpark();
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use tokio::runtime::{Builder, Handle};

    use super::block_on;

    #[test]
    fn driven_future_may_await_and_then_block() {
        let runtime = Builder::new_current_thread().enable_all().build().unwrap();
        let work = || {
            block_on(async {
                tokio::time::sleep(Duration::from_millis(1)).await;
                let here = Handle::current().block_on(async { 1 });
                let own = Builder::new_current_thread().build().unwrap();
                here + own.block_on(async { 2 })
            })
        };
        let done = runtime.block_on(async { tokio::task::spawn_blocking(work).await.unwrap() });
        assert_eq!(done, 3);
    }
}
