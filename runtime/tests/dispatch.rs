//! What holds around every call: time limits, panics, cancellation, concurrency, depth, middleware.

use std::io::{self, Write};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use mistral_actions::prelude::*;
use mistral_actions::tower::{self, ServiceBuilder, ServiceExt};
use mistral_actions::{ActionService, ErrorKind, Invocation};
use tokio::sync::Semaphore;
use tracing::Instrument;

/// What a test and the actions it runs tell each other.
#[derive(Clone, Default)]
struct Signals {
    started: Signal,
    proceed: Signal,
    dropped: Arc<AtomicBool>,
    running: Arc<AtomicUsize>,
    most_running: Arc<AtomicUsize>,
}

/// A signal that may be given several times before somebody waits for it.
#[derive(Clone)]
struct Signal(Arc<Semaphore>);

impl Default for Signal {
    fn default() -> Self {
        Self(Arc::new(Semaphore::new(0)))
    }
}

impl Signal {
    fn give(&self) {
        self.0.add_permits(1);
    }

    async fn wait(&self) {
        self.0.acquire().await.unwrap().forget();
    }
}

struct NoteDrop(Arc<AtomicBool>);

impl Drop for NoteDrop {
    fn drop(&mut self) {
        self.0.store(true, Ordering::SeqCst);
    }
}

/// Runs for ever.
#[mistral_action(name = "test.hang")]
async fn hang(signals: &State<Signals>) {
    let _note = NoteDrop(signals.dropped.clone());
    signals.started.give();
    std::future::pending::<()>().await;
}

/// Writes to the log.
#[mistral_action(name = "test.speak")]
async fn speak() {
    tracing::info!("here");
}

/// Calls what writes to the log.
#[mistral_action(name = "test.speak_inside")]
async fn speak_inside(actions: &Actions) -> Result<(), ActionError> {
    actions.call(Speak {}).await
}

/// Runs for ever, with a limit of its own.
#[mistral_action(name = "test.hang_limited", timeout = "20ms")]
async fn hang_limited(actions: &Actions) -> Result<(), ActionError> {
    actions.call(Hang {}).await
}

/// Runs until it is cancelled, and cleans up.
#[mistral_action(name = "test.clean_up")]
async fn clean_up(signals: &State<Signals>, cancellation: &CancellationToken) -> &'static str {
    signals.started.give();
    cancellation.cancelled().await;
    "cleaned up"
}

/// Runs until it is cancelled, and then does not end.
#[mistral_action(name = "test.never_clean")]
async fn never_clean(signals: &State<Signals>, cancellation: &CancellationToken) {
    let _note = NoteDrop(signals.dropped.clone());
    signals.started.give();
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
    signals.started.give();
    cancellation.cancelled().await;
    signals.proceed.give();
    actions.call(Count {}).await
}

/// Counts how many of it run at once.
#[mistral_action(name = "test.count")]
async fn count(signals: &State<Signals>) {
    let running = signals.running.fetch_add(1, Ordering::SeqCst) + 1;
    signals.most_running.fetch_max(running, Ordering::SeqCst);
    signals.started.give();
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

/// Goes round in a circle.
#[mistral_action(name = "test.ping")]
async fn ping(actions: &Actions) -> Result<Value, ActionError> {
    actions.get("test.pong")?.run(json!({})).await
}

/// Goes round in a circle.
#[mistral_action(name = "test.pong")]
async fn pong(actions: &Actions) -> Result<Value, ActionError> {
    actions.get("test.ping")?.run(json!({})).await
}

/// Blocks its thread until told to stop.
#[mistral_action(name = "test.block", blocking)]
fn block(signals: &State<Signals>, cancellation: &CancellationToken) {
    signals.started.give();
    while !cancellation.is_cancelled() {
        std::thread::yield_now();
    }
    signals.dropped.store(true, Ordering::SeqCst);
    signals.proceed.give();
}

fn dispatcher(signals: &Signals) -> Dispatcher {
    Dispatcher::builder()
        .state(signals.clone())
        .build()
        .unwrap()
}

fn request(name: &'static str) -> ActionRequest {
    ActionRequest::new(name, json!({}))
}

#[tokio::test]
async fn nothing_runs_before_a_call_is_polled() {
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

/// What tracing writes.
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
async fn every_call_has_a_span_within_the_one_it_runs_in() {
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
async fn a_time_limit_stops_the_work() {
    let signals = Signals::default();
    let error = dispatcher(&signals)
        .call(request("test.hang").timeout(Duration::from_millis(20)))
        .await
        .unwrap_err();
    assert_eq!(error.kind(), ErrorKind::TimedOut);
    assert_eq!(error.to_string(), "action `test.hang` timed out after 20ms");
    assert!(
        signals.dropped.load(Ordering::SeqCst),
        "the future is still there"
    );
}

#[tokio::test]
async fn the_shorter_limit_holds_and_reaches_reused_actions() {
    let signals = Signals::default();
    let request = request("test.hang_limited").timeout(Duration::from_secs(600));
    let error = dispatcher(&signals).call(request).await.unwrap_err();
    assert_eq!(
        error.to_string(),
        "action `test.hang_limited` timed out after 20ms"
    );
    assert!(
        signals.dropped.load(Ordering::SeqCst),
        "the reused action goes on"
    );
}

#[tokio::test]
async fn a_time_limit_tells_a_blocked_thread() {
    let signals = Signals::default();
    let call = dispatcher(&signals);
    let call = call.call(request("test.block").timeout(Duration::from_millis(20)));
    assert_eq!(call.await.unwrap_err().kind(), ErrorKind::TimedOut);
    signals.proceed.wait().await;
    assert!(signals.dropped.load(Ordering::SeqCst));
}

#[tokio::test]
async fn cancelling_drops_the_work() {
    let signals = Signals::default();
    let token = CancellationToken::new();
    let dispatcher = dispatcher(&signals);
    let call = dispatcher.call(request("test.hang").cancellation(token.clone()));
    let cancel = async {
        signals.started.wait().await;
        token.cancel();
    };
    let (result, ()) = tokio::join!(call, cancel);
    assert_eq!(result.unwrap_err().kind(), ErrorKind::Cancelled);
    assert!(signals.dropped.load(Ordering::SeqCst));
}

#[tokio::test]
async fn an_action_that_listens_may_clean_up() {
    let signals = Signals::default();
    let token = CancellationToken::new();
    let dispatcher = dispatcher(&signals);
    let call = dispatcher.call(request("test.clean_up").cancellation(token.clone()));
    let cancel = async {
        signals.started.wait().await;
        token.cancel();
    };
    let (result, ()) = tokio::join!(call, cancel);
    assert_eq!(result.unwrap(), ActionResult::Data(json!("cleaned up")));
}

#[tokio::test]
async fn cleaning_up_may_reuse_actions() {
    let signals = Signals::default();
    let token = CancellationToken::new();
    let dispatcher = dispatcher(&signals);
    let request = request("test.clean_up_by_reuse").cancellation(token.clone());
    let cancel = async {
        signals.started.wait().await;
        token.cancel();
    };
    let (result, ()) = tokio::join!(dispatcher.call(request), cancel);
    assert_eq!(result.unwrap(), ActionResult::Data(json!(null)));
}

#[tokio::test]
async fn cleaning_up_has_a_limit() {
    let signals = Signals::default();
    let token = CancellationToken::new();
    let dispatcher = Dispatcher::builder()
        .state(signals.clone())
        .cancellation_grace(Duration::from_millis(10))
        .build()
        .unwrap();
    let call = dispatcher.call(request("test.never_clean").cancellation(token.clone()));
    let cancel = async {
        signals.started.wait().await;
        token.cancel();
    };
    let (result, ()) = tokio::join!(call, cancel);
    assert_eq!(result.unwrap_err().kind(), ErrorKind::Cancelled);
    assert!(signals.dropped.load(Ordering::SeqCst));
}

#[tokio::test]
async fn a_panic_is_the_error_of_one_call() {
    let dispatcher = dispatcher(&Signals::default());
    let panics = ActionRequest::new("test.panic", json!({"message": "boom"}));
    let error = dispatcher.call(panics).await.unwrap_err();
    assert_eq!(
        (error.kind(), error.to_string().as_str()),
        (ErrorKind::Panicked, "the action panicked: boom")
    );
    let error = dispatcher
        .call(ActionRequest::new("test.panic", json!({})))
        .await
        .unwrap_err();
    assert_eq!(
        error.kind(),
        ErrorKind::InvalidInput,
        "the dispatcher goes on"
    );
}

/// Starts this many calls, lets them end one after the other, and returns how many ran at once.
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
        // Whoever could start has started before the first one may end: the runtime has one thread.
        tokio::task::yield_now().await;
        signals.proceed.give();
    }
    for task in tasks {
        task.await.unwrap().unwrap();
    }
    signals.most_running.load(Ordering::SeqCst)
}

#[tokio::test]
async fn without_limits_all_run_at_once() {
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
    // The reused action needs no place of its own; it would wait for its caller for ever.
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
fn start_up_finds_what_is_missing() {
    let error = Dispatcher::builder().build().unwrap_err().to_string();
    assert_eq!(
        error,
        "actions need state that the application did not register with `state(…)`\n  \
         `dispatch::Signals` for \
         `test.block`, `test.clean_up`, `test.clean_up_by_reuse`, `test.count`, `test.hang`, `test.never_clean`"
    );
    let builder = Dispatcher::builder()
        .state(Signals::default())
        .concurrency_of("test.cuont", 1);
    assert_eq!(
        builder.build().unwrap_err().to_string(),
        "concurrency is limited for actions that do not exist: `test.cuont`"
    );
}

#[tokio::test]
async fn middleware_of_tower_sees_every_call() {
    let names = Arc::new(Mutex::new(Vec::new()));
    let seen = names.clone();
    let log = tower::layer::layer_fn(move |inner| {
        let seen = seen.clone();
        ServiceBuilder::new()
            .map_request(move |invocation: Invocation| {
                let context = invocation.context();
                seen.lock()
                    .unwrap()
                    .push((invocation.action().name().to_owned(), context.depth()));
                invocation
            })
            .service(inner)
    });
    let signals = Signals::default();
    signals.proceed.give();
    let dispatcher = Dispatcher::builder()
        .state(signals)
        .layer(log)
        .build()
        .unwrap();
    dispatcher.call(request("test.count_inside")).await.unwrap();
    assert_eq!(
        *names.lock().unwrap(),
        [
            ("test.count_inside".to_owned(), 0),
            ("test.count".to_owned(), 1)
        ]
    );
}

#[tokio::test]
async fn middleware_may_refuse_a_call() {
    let refuse = tower::layer::layer_fn(|inner: ActionService| {
        tower::service_fn(move |invocation: Invocation| {
            let inner = inner.clone();
            async move {
                match invocation.action().name() {
                    "test.count" => Err("not on Mondays".into()),
                    _ => inner.oneshot(invocation).await,
                }
            }
        })
    });
    let dispatcher = Dispatcher::builder()
        .state(Signals::default())
        .layer(refuse)
        .build()
        .unwrap();
    let error = dispatcher
        .call(request("test.count_inside"))
        .await
        .unwrap_err();
    assert_eq!(error.to_string(), "not on Mondays");
    let kept = dispatcher
        .call(ActionRequest::new("test.panic", json!({})))
        .await
        .unwrap_err();
    assert_eq!(
        kept.kind(),
        ErrorKind::InvalidInput,
        "an action's own error keeps its kind"
    );
}

#[tokio::test]
async fn a_dispatcher_is_a_tower_service() {
    let signals = Signals::default();
    let service = ServiceBuilder::new()
        .map_request(|name: &'static str| request(name).timeout(Duration::from_millis(5)))
        .service(dispatcher(&signals));
    let error = service.oneshot("test.hang").await.unwrap_err();
    assert_eq!(error.0.kind(), ErrorKind::TimedOut);
}
