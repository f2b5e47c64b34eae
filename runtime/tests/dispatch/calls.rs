//! A single call: its start, span, panic and depth; and errors at start-up.

use std::io::{self, Write};
use std::sync::atomic::Ordering;
use std::sync::{Arc, Mutex};

use mistral_actions::error::ErrorKind;
use mistral_actions::prelude::*;
use tracing::Instrument;

use crate::actions::{Signals, dispatcher, request};

#[tokio::test]
async fn call_starts_when_polled() {
    let signals = Signals::default();
    let dispatcher = dispatcher(&signals);
    let call = dispatcher.call(request("test.hang"));
    drop(dispatcher);
    assert_eq!(signals.started.0.available_permits(), 0);
    let task = tokio::spawn(call);
    signals.started.wait().await;
    task.abort();
    assert!(task.await.unwrap_err().is_cancelled());
    assert!(signals.dropped.load(Ordering::SeqCst));
}

/// Output of the tracing subscriber.
#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<u8>>>);

impl Write for Log {
    fn write(&mut self, written: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().extend(written);
        Ok(written.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[tokio::test]
async fn span_of_call_is_nested_in_span_of_caller() {
    // tracing caches the interest of subscribers in each call site. As long as one subscriber exists, the thread of another
    // test, which has none, may fill the cache; with two, all are asked.
    let _second = tracing::Dispatch::new(tracing::subscriber::NoSubscriber::default());
    let log = Log::default();
    let writer = log.clone();
    let subscriber = tracing_subscriber::fmt()
        .with_ansi(false)
        .with_writer(move || writer.clone())
        .finish();
    let _guard = tracing::subscriber::set_default(subscriber);
    let dispatcher = dispatcher(&Signals::default());
    let call = dispatcher.call(request("test.speak_inside"));
    let delivery = tracing::info_span!("delivery");
    call.instrument(delivery).await.unwrap();
    let log = String::from_utf8(log.0.lock().unwrap().clone()).unwrap();
    let spans = "delivery:action{action=\"test.speak_inside\" depth=0}:action{action=\"test.speak\" depth=1}";
    assert!(log.contains(spans), "{log}");
}

#[tokio::test]
async fn panic_becomes_error_of_its_call() {
    let dispatcher = dispatcher(&Signals::default());
    let panics = ActionRequest::new("test.panic", json!({"message": "boom"}));
    let error = dispatcher.call(panics).await.unwrap_err();
    assert_eq!(
        (error.kind(), error.to_string().as_str()),
        (
            ErrorKind::Panicked,
            "the action `test.panic` panicked: boom"
        )
    );
    let error = dispatcher
        .call(ActionRequest::new("test.panic", json!({})))
        .await
        .unwrap_err();
    assert_eq!(
        error.kind(),
        ErrorKind::InvalidInput,
        "the dispatcher works after a panic"
    );
}

#[tokio::test]
async fn cycles_are_reported() {
    let dispatcher = Dispatcher::builder()
        .state(Signals::default())
        .max_depth(3)
        .build()
        .unwrap();
    let error = dispatcher.call(request("test.ping")).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::TooDeep);
    assert_eq!(
        error.to_string(),
        "actions are nested deeper than 3; they call each other in a cycle: test.ping → test.pong → test.ping"
    );
}

#[test]
fn startup_reports_missing_state_and_unknown_actions() {
    let error = Dispatcher::builder().build().unwrap_err().to_string();
    assert_eq!(
        error,
        "actions need state that the application did not register with `state(…)`\n  \
         `dispatch::actions::Signals` for \
         `test.block`, `test.clean_up`, `test.clean_up_by_reuse`, `test.count`, `test.hang`, `test.never_clean`"
    );
    let builder = Dispatcher::builder()
        .state(Signals::default())
        .concurrency_of("test.cuont", 1);
    assert_eq!(
        builder.build().unwrap_err().to_string(),
        "concurrency limits name unknown actions: `test.cuont`"
    );
}
