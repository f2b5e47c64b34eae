//! Time limits and cancellation.

use std::sync::atomic::Ordering;
use std::time::Duration;

use mistral_actions::error::ErrorKind;
use mistral_actions::prelude::*;

use crate::actions::{Signals, dispatcher, request};

#[tokio::test]
async fn time_limit_drops_the_future() {
    let signals = Signals::default();
    let error = dispatcher(&signals)
        .call(request("test.hang").timeout(Duration::from_millis(20)))
        .await
        .unwrap_err();
    assert_eq!(error.kind(), ErrorKind::TimedOut);
    assert_eq!(error.to_string(), "action `test.hang` timed out after 20ms");
    assert!(
        signals.dropped.load(Ordering::SeqCst),
        "the future was not dropped"
    );
}

#[tokio::test]
async fn shorter_limit_applies_to_reused_actions() {
    let signals = Signals::default();
    let request = request("test.hang_limited").timeout(Duration::from_secs(600));
    let error = dispatcher(&signals).call(request).await.unwrap_err();
    assert_eq!(
        error.to_string(),
        "action `test.hang_limited` timed out after 20ms"
    );
    assert!(
        signals.dropped.load(Ordering::SeqCst),
        "the reused action still runs"
    );
}

#[tokio::test]
async fn time_limit_cancels_blocking_action() {
    let mut limit = Duration::from_millis(20);
    loop {
        let signals = Signals::default();
        let dispatcher = dispatcher(&signals);
        let call = dispatcher.call(request("test.block").timeout(limit));
        assert_eq!(call.await.unwrap_err().kind(), ErrorKind::TimedOut);
        // On a busy machine the limit may expire before the thread of the action starts.
        if signals.started.0.available_permits() > 0 {
            signals.proceed.wait().await;
            assert!(signals.dropped.load(Ordering::SeqCst));
            return;
        }
        limit *= 2;
    }
}

/// Calls an action and cancels it once it runs.
async fn cancel_once_started(
    dispatcher: &Dispatcher,
    signals: &Signals,
    name: &'static str,
) -> Result<ActionResult<Value>, ActionError> {
    let token = CancellationToken::new();
    let call = dispatcher.call(request(name).cancellation(token.clone()));
    let cancel = async {
        signals.started.wait().await;
        token.cancel();
    };
    let (result, ()) = tokio::join!(call, cancel);
    result
}

#[tokio::test]
async fn cancellation_drops_the_future() {
    let signals = Signals::default();
    let result = cancel_once_started(&dispatcher(&signals), &signals, "test.hang").await;
    assert_eq!(result.unwrap_err().kind(), ErrorKind::Cancelled);
    assert!(signals.dropped.load(Ordering::SeqCst));
}

#[tokio::test]
async fn action_with_cancellation_token_may_clean_up() {
    let signals = Signals::default();
    let result = cancel_once_started(&dispatcher(&signals), &signals, "test.clean_up").await;
    assert_eq!(result.unwrap(), ActionResult::Data(json!("cleaned up")));
}

#[tokio::test]
async fn cleanup_may_reuse_actions() {
    let signals = Signals::default();
    let dispatcher = dispatcher(&signals);
    let result = cancel_once_started(&dispatcher, &signals, "test.clean_up_by_reuse").await;
    assert_eq!(result.unwrap(), ActionResult::Data(json!(null)));
}

#[tokio::test]
async fn cleanup_time_is_limited() {
    let signals = Signals::default();
    let dispatcher = Dispatcher::builder()
        .state(signals.clone())
        .cancellation_grace(Duration::from_millis(10))
        .build()
        .unwrap();
    let result = cancel_once_started(&dispatcher, &signals, "test.never_clean").await;
    assert_eq!(result.unwrap_err().kind(), ErrorKind::Cancelled);
    assert!(signals.dropped.load(Ordering::SeqCst));
}
