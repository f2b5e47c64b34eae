//! [`Polls`]: finds actions that block the thread on which they run.

use std::collections::HashMap;
use std::pin::Pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll};
use std::time::Duration;

use pin_project_lite::pin_project;
use tokio::time::Instant;

use crate::env;

/// Time after which an action that does not return to the executor is reported.
const LONG: Duration = Duration::from_secs(1);

/// The polls of actions that are under way.
#[derive(Debug, Default)]
pub(crate) struct Polls(Mutex<Inner>);

#[derive(Debug, Default)]
struct Inner {
    last: u64,
    polls: HashMap<u64, Polled>,
}

#[derive(Debug)]
struct Polled {
    action: Arc<str>,
    since: Instant,
    is_reported: bool,
}

pin_project! {
    /// A future whose polls are known.
    pub(super) struct Watched<'a, F> {
        #[pin]
        inner: F,
        action: Arc<str>,
        polls: &'a Polls,
    }
}

impl Polls {
    /// Wraps the future of an action.
    pub(super) fn watch<F: Future>(&self, action: &str, inner: F) -> Watched<'_, F> {
        Watched {
            inner,
            action: action.into(),
            polls: self,
        }
    }

    /// Logs each action that blocks its thread. Never returns.
    pub(crate) async fn report(&self) -> ! {
        loop {
            tokio::time::sleep(LONG / 2).await;
            for action in self.blocked() {
                tracing::warn!(
                    "action `{action}` has blocked its thread for over a second, and with it other actions: \
                     `#[mistral_action(blocking)]` gives it a thread of its own"
                );
            }
        }
    }

    /// Returns the actions that block their thread and were not returned before.
    fn blocked(&self) -> Vec<Arc<str>> {
        let mut inner = self.lock();
        let long = inner.polls.values_mut();
        long.filter(|poll| !poll.is_reported && env::now() - poll.since > LONG)
            .map(|poll| {
                poll.is_reported = true;
                Arc::clone(&poll.action)
            })
            .collect()
    }

    fn enter(&self, action: &Arc<str>) -> Entered<'_> {
        let mut inner = self.lock();
        inner.last += 1;
        let number = inner.last;
        let poll = Polled {
            action: Arc::clone(action),
            since: env::now(),
            is_reported: false,
        };
        inner.polls.insert(number, poll);
        Entered {
            polls: self,
            number,
        }
    }

    fn lock(&self) -> MutexGuard<'_, Inner> {
        // No code panics while it holds the lock.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A poll that is under way; it may end with a panic.
struct Entered<'a> {
    polls: &'a Polls,
    number: u64,
}

impl Drop for Entered<'_> {
    fn drop(&mut self) {
        self.polls.lock().polls.remove(&self.number);
    }
}

impl<F: Future> Future for Watched<'_, F> {
    type Output = F::Output;

    fn poll(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<F::Output> {
        let this = self.project();
        let _entered = this.polls.enter(this.action);
        this.inner.poll(context)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test(start_paused = true)]
    async fn action_that_blocks_is_found_once_while_it_blocks() {
        let polls = Polls::default();
        polls
            .watch("test.quick", async { assert!(polls.blocked().is_empty()) })
            .await;
        let waits = async { tokio::time::sleep(Duration::from_secs(10)).await };
        polls.watch("test.waits", waits).await;
        assert!(polls.blocked().is_empty());
        let entered = polls.enter(&"test.blocks".into());
        tokio::time::advance(Duration::from_millis(1100)).await;
        assert_eq!(polls.blocked(), ["test.blocks".into()]);
        assert!(polls.blocked().is_empty());
        drop(entered);
        assert!(polls.lock().polls.is_empty());
    }
}
