//! Limits of concurrent calls.

use std::sync::atomic::Ordering;

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
