//! Asynchronous actions: a handle, which can be moved and stored, delivers the result later.

use std::sync::{Arc, Mutex};

use mistral_actions::async_result::{ResultSink, ResultTarget};
use mistral_actions::async_trait;
use mistral_actions::error::ErrorKind;
use mistral_actions::prelude::*;
use mistral_actions::testing::ActionTest;

/// Storage for a handle as text.
struct Shared(Arc<Mutex<String>>);

/// Delivers the result from a spawned task.
#[mistral_action(name = "test.later", asynchronous)]
async fn later(handle: &ResultHandle, outcome: String) {
    let handle = handle.clone();
    tokio::spawn(async move {
        let delivered = match outcome.as_str() {
            "fail" => handle.fail("no luck").await,
            "cancel" => handle.deliver(ActionResult::Cancel).await,
            _ => handle.succeed(outcome).await,
        };
        assert_eq!(delivered.map_err(|error| error.to_string()), Ok(()));
        let again = handle.succeed(1).await.unwrap_err().to_string();
        assert_eq!(
            again,
            "the result of `test.later` has already been delivered"
        );
    });
}

/// Drops its handle.
#[mistral_action(name = "test.drop", asynchronous)]
async fn lost(_handle: &ResultHandle, outcome: Option<String>) {
    drop(outcome);
}

/// Fails before anything is started.
#[mistral_action(name = "test.refuse", asynchronous)]
async fn refuse(_execution: &ExecutionContext) -> Result<(), ActionError> {
    Err("not now")?
}

/// Waits for an asynchronous action.
#[mistral_action(name = "test.wait")]
async fn wait(actions: &Actions, name: String) -> Result<Value, ActionError> {
    actions.get(&name)?.run(json!({"outcome": "done"})).await
}

/// Calls an asynchronous action by its type, which is an error.
#[mistral_action(name = "test.wait_typed")]
async fn wait_typed(actions: &Actions) -> Result<(), ActionError> {
    actions
        .call(Later {
            outcome: "done".into(),
        })
        .await
}

fn test() -> ActionTest {
    ActionTest::new().state(Shared(Arc::default()))
}

#[test]
fn harness_waits_for_asynchronous_results() {
    test()
        .run("test.later", json!({"outcome": "done"}))
        .assert_data("done");
    test()
        .run("test.later", json!({"outcome": "fail"}))
        .assert_error("no luck");
    test()
        .run("test.later", json!({"outcome": "cancel"}))
        .assert_cancelled();
    test().run("test.refuse", json!({})).assert_error("not now");
    test()
        .run("test.drop", json!({}))
        .assert_error("the action `test.drop` dropped its result handle without a result");
}

#[test]
fn caller_waits_for_asynchronous_result() {
    test()
        .run("test.wait", json!({"name": "test.later"}))
        .assert_data("done");
    test()
        .run("test.wait", json!({"name": "test.drop"}))
        .assert_error("dropped its result handle without a result");
    test()
        .run("test.wait_typed", json!({}))
        .assert_error("call it by name, `actions.get(\"test.later\")?.run(…)`");
}

/// A sink that records results in place of Mistral's API.
#[derive(Default)]
struct Recorder(Mutex<Vec<(ResultTarget, ActionResult<Value>)>>);

#[async_trait]
impl ResultSink for Recorder {
    async fn deliver(
        &self,
        target: &ResultTarget,
        result: ActionResult<Value>,
    ) -> Result<(), ActionError> {
        self.0.lock().unwrap().push((target.clone(), result));
        Ok(())
    }
}

/// Stores its handle as text for another process.
#[mistral_action(name = "test.store", asynchronous)]
async fn store(handle: &ResultHandle, stored: &State<Shared>) -> Result<(), ActionError> {
    *stored.0.lock().unwrap() = serde_json::to_string(handle)?;
    Ok(())
}

#[tokio::test]
async fn stored_handle_delivers_from_another_process() {
    let stored = Arc::new(Mutex::new(String::new()));
    let execution = serde_json::from_value(json!({
        "action_execution_id": "a7eb", "callback_url": "/v2/action_executions/a7eb"
    }));
    let security = serde_json::from_value(json!({"auth_token": "tok-1"}));
    let request = ActionRequest::new("test.store", json!({}))
        .execution(execution.unwrap())
        .security(security.unwrap());
    let shared = Shared(stored.clone());
    let dispatcher = Dispatcher::builder().state(shared).build().unwrap();
    dispatcher.call(request).await.unwrap();

    let text = stored.lock().unwrap().clone();
    assert!(!text.contains("tok-1"), "{text}");
    let handle: ResultHandle = serde_json::from_str(&text).unwrap();
    let error = handle.succeed(1).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Internal);
    assert!(
        error.to_string().contains("a stored handle needs `attach`"),
        "{error}"
    );

    let mistral = Arc::new(Recorder::default());
    handle
        .attach(mistral.clone())
        .succeed(json!({"files": 3}))
        .await
        .unwrap();
    let (target, result) = mistral.0.lock().unwrap().remove(0);
    assert_eq!(target.action_execution_id.as_deref(), Some("a7eb"));
    assert_eq!(
        target.callback_url.as_deref(),
        Some("/v2/action_executions/a7eb")
    );
    assert_eq!(result, ActionResult::Data(json!({"files": 3})));
}

/// Never delivers a result and never drops its handle.
#[mistral_action(name = "test.never", asynchronous)]
async fn never(handle: &ResultHandle) {
    let handle = handle.clone();
    tokio::spawn(async move {
        std::future::pending::<()>().await;
        drop(handle);
    });
}

#[tokio::test]
async fn waiting_respects_time_limit_and_cancellation() {
    let dispatcher = Dispatcher::builder()
        .state(Shared(Arc::default()))
        .cancellation_grace(std::time::Duration::from_millis(1))
        .build()
        .unwrap();
    let request = || ActionRequest::new("test.never", json!({}));
    let limited = request().timeout(std::time::Duration::from_millis(5));
    let error = dispatcher.call_to_end(limited).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::TimedOut);
    assert_eq!(
        error.to_string(),
        "action `test.never` has started, but delivered no result within 5ms"
    );

    let token = CancellationToken::new();
    let call = dispatcher.call_to_end(request().cancellation(token.clone()));
    let (result, ()) = tokio::join!(call, async { token.cancel() });
    assert_eq!(result.unwrap_err().kind(), ErrorKind::Cancelled);
}

/// Delivers the result of a spawned future.
#[mistral_action(name = "test.spawn", asynchronous)]
async fn spawn(handle: &ResultHandle, how: String) {
    handle.spawn(async move {
        match how.as_str() {
            "panic" => panic!("boom"),
            "fail" => Err("no luck"),
            _ => Ok(how),
        }
    });
}

/// The attribute does not see what an alias stands for.
type Handle = ResultHandle;

/// Takes a handle without being asynchronous.
#[mistral_action(name = "test.sync_with_handle")]
async fn sync_with_handle(_handle: &Handle) {}

#[test]
fn spawned_task_delivers_value_error_and_panic() {
    test()
        .run("test.spawn", json!({"how": "fine"}))
        .assert_data("fine");
    test()
        .run("test.spawn", json!({"how": "fail"}))
        .assert_error("no luck");
    test()
        .run("test.spawn", json!({"how": "panic"}))
        .assert_error("the task that computes the result failed");
    test()
        .run("test.sync_with_handle", json!({}))
        .assert_error("add `asynchronous` to its attribute");
}

#[tokio::test]
#[should_panic(expected = "use it in a plain `#[test] fn`")]
async fn harness_panics_inside_async_runtime() {
    test()
        .run("test.spawn", json!({"how": "fine"}))
        .assert_data("fine");
}

/// Returns an error result instead of starting.
#[mistral_action(name = "test.decline", asynchronous)]
async fn decline(_handle: &ResultHandle) -> ActionResult<()> {
    ActionResult::error("not today")
}

/// Reuses the action that does not start.
#[mistral_action(name = "test.wait_for_decline")]
async fn wait_for_decline(actions: &Actions) -> Result<Value, ActionError> {
    actions.get("test.decline")?.run(json!({})).await
}

#[test]
fn error_result_of_start_is_the_result() {
    for action in ["test.decline", "test.wait_for_decline"] {
        ActionTest::new()
            .state(Shared(Arc::default()))
            .run(action, json!({}))
            .assert_error("not today");
    }
}
