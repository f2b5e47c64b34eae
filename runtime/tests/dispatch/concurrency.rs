//! Limits of concurrent calls.

use std::pin::pin;
use std::sync::OnceLock;
use std::sync::atomic::Ordering;
use std::task::{Context, Waker};
use std::time::Duration;

use mistral_actions::error::ErrorKind;
use mistral_actions::prelude::*;

use crate::actions::{Signals, dispatcher, request};

/// Starts `calls` calls, completes them one by one, and returns the maximum number of concurrent runs.
async fn most_at_once(
    dispatcher: Dispatcher,
    signals: Signals,
    name: &'static str,
    calls: usize,
) -> usize {
    let tasks: Vec<_> = (0..calls)
        .map(|_| {
            let dispatcher = dispatcher.clone();
            tokio::spawn(async move { dispatcher.call(request(name)).await })
        })
        .collect();
    for _ in 0..calls {
        signals.started.wait().await;
        // Every call that may start does so before the first one ends, because the runtime has one thread.
        tokio::task::yield_now().await;
        signals.proceed.send();
    }
    for task in tasks {
        task.await.unwrap().unwrap();
    }
    signals.most_running.load(Ordering::SeqCst)
}

#[tokio::test]
async fn calls_without_limit_run_concurrently() {
    let signals = Signals::default();
    assert_eq!(
        most_at_once(dispatcher(&signals), signals, "test.count", 3).await,
        3
    );
}

#[tokio::test]
async fn concurrency_is_limited_overall() {
    let signals = Signals::default();
    let limited = Dispatcher::builder()
        .state(signals.clone())
        .concurrency(1)
        .build()
        .unwrap();
    // A reused action does not count towards the limit; else it would wait for its caller indefinitely.
    assert_eq!(
        most_at_once(limited, signals, "test.count_inside", 3).await,
        1
    );
}

#[tokio::test]
async fn concurrency_is_limited_per_action() {
    let signals = Signals::default();
    let limited = Dispatcher::builder()
        .state(signals.clone())
        .concurrency_of("test.count", 2)
        .build()
        .unwrap();
    assert_eq!(
        most_at_once(limited, signals, "test.count_inside", 4).await,
        2
    );
}

/// The dispatcher of the action below, and whether a call had to wait while the action was dropped.
static LIMITED: OnceLock<Dispatcher> = OnceLock::new();
static HAD_TO_WAIT: OnceLock<bool> = OnceLock::new();

struct CallsWhenDropped;

impl Drop for CallsWhenDropped {
    fn drop(&mut self) {
        let call = pin!(LIMITED.get().unwrap().call(request("test.speak")));
        let polled = call.poll(&mut Context::from_waker(Waker::noop()));
        HAD_TO_WAIT.set(polled.is_pending()).unwrap();
    }
}

/// Runs until its future is dropped, and calls another action then.
#[mistral_action(name = "test.call_when_dropped")]
async fn call_when_dropped() {
    let _caller = CallsWhenDropped;
    std::future::pending::<()>().await;
}

#[tokio::test]
async fn timed_out_action_is_dropped_before_its_permit_is_released() {
    let limited = Dispatcher::builder()
        .state(Signals::default())
        .concurrency(1)
        .build()
        .unwrap();
    let limited = LIMITED.get_or_init(|| limited);
    let request = request("test.call_when_dropped").timeout(Duration::from_millis(5));
    let error = limited.call(request).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::TimedOut);
    assert_eq!(HAD_TO_WAIT.get(), Some(&true));
}
