//! The test harness: what an assertion prints, chained assertions, and state that only called actions need.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use mistral_actions::prelude::*;
use mistral_actions::testing::ActionTest;

/// State that no test registers.
struct Missing;

/// Needs state.
#[mistral_action(name = "harness.stateful")]
async fn stateful(_missing: &State<Missing>) {}

/// Returns an object and reports progress.
#[mistral_action(name = "harness.report")]
async fn report(progress: &Progress) -> Value {
    progress.message("half");
    progress.message("done");
    json!({"id": 1, "tags": ["a", "b"]})
}

/// Blocks its thread, although it is async.
#[mistral_action(name = "harness.block", timeout = "5ms")]
async fn block() {
    let started = Instant::now();
    while started.elapsed() <= Duration::from_millis(5) {
        std::thread::yield_now();
    }
}

#[test]
fn missing_state_fails_only_the_actions_that_need_it() {
    let test = ActionTest::new();
    test.run("harness.report", json!({}))
        .assert_data(json!({"id": 1, "tags": ["a", "b"]}));
    test.run("harness.stateful", json!({}))
        .assert_error("the application has not registered state of type `harness::Missing`");
}

#[test]
fn progress_and_data_of_one_outcome_are_asserted() {
    let outcome = ActionTest::new().run("harness.report", json!({}));
    outcome
        .assert_progress(["half", "done"])
        .assert_data(json!({"id": 1, "tags": ["a", "b"]}));
    assert_eq!(outcome.data::<Value>()["id"], 1);
}

/// Returns the message of a failed assertion.
fn message(assertion: impl FnOnce()) -> String {
    let panic = catch_unwind(AssertUnwindSafe(assertion)).unwrap_err();
    *panic.downcast::<String>().unwrap()
}

#[test]
fn failed_assertion_names_the_action_and_shows_json_differences() {
    let outcome = ActionTest::new().run("harness.report", json!({}));
    let text = message(|| {
        outcome.assert_data(json!({"id": 2, "tags": ["a"], "x": null}));
    });
    let expected = "\
`harness.report` returned other data than expected:
  /id: expected 2, got 1
  /tags/1: unexpected \"b\"
  /x: expected null, is missing
expected: {\"id\":2,\"tags\":[\"a\"],\"x\":null}
returned: {\"id\":1,\"tags\":[\"a\",\"b\"]}";
    assert_eq!(text, expected);
    let text = message(|| {
        outcome.assert_progress(["done"]);
    });
    assert!(
        text.contains("`harness.report` reported other progress"),
        "{text}"
    );
    let text = message(|| {
        outcome.assert_invalid(["/a"]);
    });
    assert!(
        text.starts_with("`harness.report` did not refuse its input"),
        "{text}"
    );
}

#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<u8>>>);

impl std::io::Write for Log {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().unwrap().extend(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

#[test]
fn action_that_blocks_past_its_time_limit_is_reported() {
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
    ActionTest::new()
        .run("harness.block", json!({}))
        .assert_data(());
    let log = String::from_utf8(log.0.lock().unwrap().clone()).unwrap();
    let warning =
        "the action `harness.block` blocked its thread past its time limit of 5ms: use `blocking`";
    assert!(log.contains(warning), "{log}");
}

#[test]
fn registry_is_iterable() {
    let registry = mistral_actions::registry::Registry::linked().unwrap();
    let names: Vec<&str> = (&registry)
        .into_iter()
        .map(mistral_actions::ActionDescriptor::name)
        .collect();
    assert_eq!(
        names,
        ["harness.block", "harness.report", "harness.stateful"]
    );
}
