//! Actions under test, and the signals between them and the tests.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

use mistral_actions::prelude::*;
use tokio::sync::Semaphore;

/// Signals between a test and its actions.
#[derive(Clone, Default)]
pub(crate) struct Signals {
    pub(crate) started: Signal,
    pub(crate) proceed: Signal,
    pub(crate) dropped: Arc<AtomicBool>,
    pub(crate) running: Arc<AtomicUsize>,
    pub(crate) most_running: Arc<AtomicUsize>,
}

/// A signal that may be sent several times before a task waits for it.
#[derive(Clone)]
pub(crate) struct Signal(pub(crate) Arc<Semaphore>);

impl Default for Signal {
    fn default() -> Self {
        Self(Arc::new(Semaphore::new(0)))
    }
}

impl Signal {
    pub(crate) fn send(&self) {
        self.0.add_permits(1);
    }

    pub(crate) async fn wait(&self) {
        self.0.acquire().await.unwrap().forget();
    }
}

pub(crate) struct DropRecorder(Arc<AtomicBool>);

impl Drop for DropRecorder {
    fn drop(&mut self) {
        self.0.store(true, Ordering::SeqCst);
    }
}

/// Runs indefinitely.
#[mistral_action(name = "test.hang")]
async fn hang(signals: &State<Signals>) {
    let _recorder = DropRecorder(signals.dropped.clone());
    signals.started.send();
    std::future::pending::<()>().await;
}

/// Writes to the log.
#[mistral_action(name = "test.speak")]
async fn speak() {
    tracing::info!("here");
}

/// Calls the action that writes to the log.
#[mistral_action(name = "test.speak_inside")]
async fn speak_inside(actions: &Actions) -> Result<(), ActionError> {
    actions.call(Speak {}).await
}

/// Runs until its own time limit.
#[mistral_action(name = "test.hang_limited", timeout = "20ms")]
async fn hang_limited(actions: &Actions) -> Result<(), ActionError> {
    actions.call(Hang {}).await
}

/// Runs until it is cancelled, then cleans up.
#[mistral_action(name = "test.clean_up")]
async fn clean_up(signals: &State<Signals>, cancellation: &CancellationToken) -> &'static str {
    signals.started.send();
    cancellation.cancelled().await;
    "cleaned up"
}

/// Ignores its cancellation.
#[mistral_action(name = "test.never_clean")]
async fn never_clean(signals: &State<Signals>, cancellation: &CancellationToken) {
    let _recorder = DropRecorder(signals.dropped.clone());
    signals.started.send();
    cancellation.cancelled().await;
    std::future::pending::<()>().await;
}

/// Cleans up with the help of another action.
#[mistral_action(name = "test.clean_up_by_reuse")]
async fn clean_up_by_reuse(
    actions: &Actions,
    signals: &State<Signals>,
    cancellation: &CancellationToken,
) -> Result<(), ActionError> {
    signals.started.send();
    cancellation.cancelled().await;
    signals.proceed.send();
    actions.call(Count {}).await
}

/// Counts its concurrent runs.
#[mistral_action(name = "test.count")]
async fn count(signals: &State<Signals>) {
    let running = signals.running.fetch_add(1, Ordering::SeqCst) + 1;
    signals.most_running.fetch_max(running, Ordering::SeqCst);
    signals.started.send();
    signals.proceed.wait().await;
    signals.running.fetch_sub(1, Ordering::SeqCst);
}

/// Calls the counting action.
#[mistral_action(name = "test.count_inside")]
async fn count_inside(actions: &Actions) -> Result<(), ActionError> {
    actions.call(Count {}).await
}

/// Panics.
#[mistral_action(name = "test.panic")]
async fn panics(message: String) {
    panic!("{message}");
}

/// Is part of a cycle of calls.
#[mistral_action(name = "test.ping")]
async fn ping(actions: &Actions) -> Result<Value, ActionError> {
    actions.get("test.pong")?.run(json!({})).await
}

/// Is part of a cycle of calls.
#[mistral_action(name = "test.pong")]
async fn pong(actions: &Actions) -> Result<Value, ActionError> {
    actions.get("test.ping")?.run(json!({})).await
}

/// Blocks its thread until it is cancelled.
#[mistral_action(name = "test.block", blocking)]
fn block(signals: &State<Signals>, cancellation: &CancellationToken) {
    signals.started.send();
    while !cancellation.is_cancelled() {
        std::thread::yield_now();
    }
    signals.dropped.store(true, Ordering::SeqCst);
    signals.proceed.send();
}

pub(crate) fn dispatcher(signals: &Signals) -> Dispatcher {
    Dispatcher::builder()
        .state(signals.clone())
        .build()
        .unwrap()
}

pub(crate) fn request(name: &'static str) -> ActionRequest {
    ActionRequest::new(name, json!({}))
}
