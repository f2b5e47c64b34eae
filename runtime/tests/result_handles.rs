//! Result handles with a type, and their number: an error result if the last one is dropped without a result.

use std::sync::{Arc, Mutex};

use mistral_actions::async_result::{ResultSink, ResultTarget};
use mistral_actions::async_trait;
use mistral_actions::prelude::*;
use mistral_actions::testing::ActionTest;

/// A file that was counted.
#[derive(Serialize, JsonSchema)]
struct Counted {
    lines: u64,
}

/// Delivers an object of the handle's type.
#[mistral_action(name = "handles.typed", asynchronous)]
async fn typed(handle: &ResultHandle<Counted>, how: String) {
    match how.as_str() {
        "spawn" => handle.spawn(async { Ok::<_, ActionError>(Counted { lines: 3 }) }),
        "fail" => handle.spawn(async { Err("no file") }),
        _ => drop(handle.succeed(Counted { lines: 2 }).await),
    }
}

type Words = ResultHandle<Vec<String>>;

/// Names the type of its handle by an alias.
#[mistral_action(name = "handles.alias", asynchronous)]
async fn alias(ctx: &SecurityContext, handle: &Words) {
    let user = ctx.user_name.clone();
    handle.spawn(async move { Ok::<_, ActionError>(user.into_iter().collect()) });
}

/// Loses its handle in one of several ways.
#[mistral_action(name = "handles.lose", asynchronous)]
async fn lose(handle: &ResultHandle<u8>, how: String) -> Result<ActionResult<()>, ActionError> {
    let (first, second) = (handle.clone(), handle.clone());
    match how.as_str() {
        "drop" => drop(first),
        "thread" => drop(std::thread::spawn(move || drop(first))),
        "panic" => drop(tokio::spawn(async move {
            let _held = first;
            tokio::task::yield_now().await;
            panic!("boom");
        })),
        "one of two" => {
            drop(first);
            tokio::spawn(async move { second.succeed(7).await });
        }
        "hold" => drop(tokio::spawn(async move {
            let _held = second;
            std::future::pending::<()>().await;
        })),
        "store" => drop(serde_json::to_string(handle)?),
        "error" => Err("cannot start")?,
        "error result" => return Ok(ActionResult::error("will not start")),
        "cancel" => return Ok(ActionResult::Cancel),
        "start panic" => panic!("at the start"),
        _ => {
            first.deliver(ActionResult::Data(1)).await?;
        }
    }
    Ok(ActionResult::Data(()))
}

/// Delivers data that cannot be JSON.
#[mistral_action(name = "handles.no_json", asynchronous)]
async fn no_json(handle: &ResultHandle) {
    let pairs = std::collections::BTreeMap::from([((1, 2), 3)]);
    let _ = handle.succeed(pairs).await;
}

/// Reuses an action that loses its handle.
#[mistral_action(name = "handles.reuse")]
async fn reuse(actions: &Actions, how: String) -> Result<Value, ActionError> {
    actions.get("handles.lose")?.run(json!({"how": how})).await
}

#[test]
fn handle_with_type_delivers_its_type() {
    let run = |how: &str| ActionTest::new().run("handles.typed", json!({"how": how}));
    run("await").assert_data(json!({"lines": 2}));
    run("spawn").assert_data(json!({"lines": 3}));
    run("fail").assert_error("no file");
    ActionTest::new()
        .run("handles.alias", json!({}))
        .assert_data(["demo"]);
}

#[test]
fn output_schema_is_that_of_the_handle() {
    let registry = mistral_actions::registry::Registry::linked().unwrap();
    let schema = |name: &str| registry.find(name).unwrap().entry().output;
    let counted = schema("handles.typed");
    assert_eq!(
        counted["$defs"]["Counted"]["properties"]["lines"]["type"], "integer",
        "{counted}"
    );
    assert_eq!(schema("handles.alias")["items"]["type"], "string");
    assert_eq!(schema("handles.no_json"), json!(true));
}

const LOST: &str = "the action `handles.lose` dropped its result handle without a result";

#[test]
fn last_dropped_handle_delivers_an_error() {
    for how in ["drop", "thread", "panic"] {
        let run = || ActionTest::new().run("handles.lose", json!({"how": how}));
        run().assert_error(LOST);
        let error = run().error().to_string();
        assert_eq!(
            error.contains("its task panicked"),
            how == "panic",
            "{error}"
        );
        ActionTest::new()
            .run("handles.reuse", json!({"how": how}))
            .assert_error(LOST);
    }
    ActionTest::new()
        .run("handles.lose", json!({"how": "one of two"}))
        .assert_data(7);
}

#[test]
fn error_of_the_delivery_is_named() {
    ActionTest::new()
        .run("handles.no_json", json!({}))
        .assert_error(
            "the result of the action `handles.no_json` was not delivered: key must be a string",
        );
}

/// A sink that records results in place of Mistral's API.
#[derive(Default)]
struct Recorder(Mutex<Vec<ActionResult<Value>>>);

#[async_trait]
impl ResultSink for Recorder {
    async fn deliver(
        &self,
        _: &ResultTarget,
        result: ActionResult<Value>,
    ) -> Result<(), ActionError> {
        self.0.lock().unwrap().push(result);
        Ok(())
    }
}

async fn results_of(how: &str) -> Vec<ActionResult<Value>> {
    let sink = Arc::new(Recorder::default());
    let dispatcher = Dispatcher::builder()
        .result_sink(sink.clone())
        .build()
        .unwrap();
    let request = ActionRequest::new("handles.lose", json!({"how": how}));
    let _ = dispatcher.call(request).await;
    dispatcher.outstanding_results().wait().await;
    let results = sink.0.lock().unwrap();
    results.clone()
}

#[tokio::test]
async fn action_that_does_not_start_owes_no_result() {
    for how in ["error", "error result", "cancel", "start panic", "store"] {
        assert_eq!(results_of(how).await, [], "{how}");
    }
    let lost = ActionResult::error(LOST);
    assert_eq!(results_of("drop").await, std::slice::from_ref(&lost));
    assert_eq!(results_of("thread").await, [lost]);
    assert_eq!(results_of("deliver").await, [ActionResult::Data(json!(1))]);
}

#[tokio::test]
async fn stored_handle_owes_no_result() {
    let stored = json!({"action": "handles.lose", "action_execution_id": "a7eb"});
    let handle: ResultHandle<u8> = serde_json::from_value(stored).unwrap();
    let sink = Arc::new(Recorder::default());
    drop(handle.attach(sink.clone()));
    tokio::task::yield_now().await;
    assert_eq!(*sink.0.lock().unwrap(), []);
}

#[tokio::test]
async fn live_handles_are_counted_and_can_be_failed() {
    let sink = Arc::new(Recorder::default());
    let dispatcher = Dispatcher::builder()
        .result_sink(sink.clone())
        .build()
        .unwrap();
    let outstanding = dispatcher.outstanding_results();
    let mut execution = ExecutionContext::default();
    execution.action_execution_id = Some("a7eb".into());
    let request = ActionRequest::new("handles.lose", json!({"how": "hold"}));
    dispatcher.call(request.execution(execution)).await.unwrap();
    assert_eq!(outstanding.len(), 1);
    let targets = outstanding.targets();
    assert_eq!(targets[0].action_execution_id.as_deref(), Some("a7eb"));

    let error = ActionError::new("the executor ended before the result was delivered");
    let outcomes = outstanding.fail(&error).await;
    assert_eq!(outcomes.len(), 1);
    assert!(outstanding.is_empty());
    let expected = ActionResult::error("the executor ended before the result was delivered");
    assert_eq!(*sink.0.lock().unwrap(), [expected]);
}
