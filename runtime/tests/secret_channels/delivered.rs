//! Errors of asynchronous actions, which their handles deliver.

use std::sync::{Arc, LazyLock, Mutex};

use mistral_actions::ActionRequest;
use mistral_actions::async_result::{ResultSink, ResultTarget};
use mistral_actions::async_trait;
use mistral_actions::prelude::*;
use mistral_actions::serde::{Serializer, ser};

use crate::cases::assert_masked;
use crate::logs::Log;
use crate::samples::{NUMBER, PREFIX, TEXT, leaked};

/// Data that may not be encodable; then its error quotes the secrets.
#[derive(JsonSchema)]
struct Answer {
    is_encodable: bool,
}

impl Serialize for Answer {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        if self.is_encodable {
            serializer.serialize_bool(true)
        } else {
            Err(ser::Error::custom(leaked()))
        }
    }
}

/// A sink that records results. It refuses data with an error that quotes the secrets.
#[derive(Clone, Default)]
struct Recorder(Arc<Mutex<Vec<ActionResult<Value>>>>);

#[async_trait]
impl ResultSink for Recorder {
    async fn deliver(
        &self,
        _: &ResultTarget,
        result: ActionResult<Value>,
    ) -> Result<(), ActionError> {
        if result.is_success() {
            return Err(ActionError::new(leaked()));
        }
        self.0.lock().unwrap().push(result);
        Ok(())
    }
}

/// The sink that an action attaches.
static ATTACHED: LazyLock<Recorder> = LazyLock::new(Recorder::default);

const WAYS: [&str; 9] = [
    "spawn",
    "spawn with data",
    "spawn panic",
    "fail",
    "fail in a thread",
    "deliver",
    "attach",
    "encode",
    "refused",
];

macro_rules! delivering {
    ($($name:tt $function:ident: $handle:ty;)*) => { $(
        /// Delivers an error with its secrets, in the way that `how` names.
        #[allow(unused_variables, clippy::needless_pass_by_value)]
        #[mistral_action(name = $name, asynchronous)]
        async fn $function(
            handle: &$handle,
            how: String,
            prefix: Secret<String>,
            pin: Secret<u32>,
            #[input(secret)] value: String,
        ) -> Result<(), ActionError> {
            let handle = handle.clone();
            match how.as_str() {
                "spawn" => handle.spawn(async { Err::<Answer, _>(leaked()) }),
                "spawn with data" => handle.spawn(async {
                    let error = ActionError::new("x").with_data(json!([leaked(), NUMBER]));
                    Err::<Answer, _>(error)
                }),
                "spawn panic" => handle.spawn(panicking()),
                "fail" => handle.fail(leaked()).await?,
                "fail in a thread" => drop(std::thread::spawn(move || {
                    let error = json!({"all": leaked(), "pin": NUMBER});
                    handle.deliver_blocking(ActionResult::error(error))
                })),
                "deliver" => handle.deliver(ActionResult::error(leaked())).await?,
                "attach" => {
                    let handle = handle.attach(Arc::new(ATTACHED.clone()));
                    handle.fail(leaked()).await?;
                }
                // The handle is dropped, and the reason of the failure is delivered.
                "encode" => drop(handle.succeed(Answer { is_encodable: false }).await),
                _ => drop(handle.succeed(Answer { is_encodable: true }).await),
            }
            Ok(())
        }
    )* };
}

delivering! {
    "deliver.untyped" deliver_untyped: ResultHandle;
    "deliver.typed" deliver_typed: ResultHandle<Answer>;
}

async fn panicking() -> Result<Answer, ActionError> {
    panic!("{}", leaked());
}

fn input(how: &str) -> Value {
    json!({"how": how, "prefix": PREFIX, "pin": NUMBER, "value": TEXT})
}

/// Returns the result that the action delivers.
async fn delivered(action: &'static str, how: &str) -> ActionResult<Value> {
    let recorder = Recorder::default();
    let dispatcher = Dispatcher::builder()
        .result_sink(Arc::new(recorder.clone()))
        .build()
        .unwrap();
    dispatcher
        .call(ActionRequest::new(action, input(how)))
        .await
        .unwrap();
    dispatcher.outstanding_results().wait().await;
    let recorder = if how == "attach" {
        &*ATTACHED
    } else {
        &recorder
    };
    let mut results = recorder.0.lock().unwrap();
    assert_eq!(results.len(), 1, "{action}, {how}");
    results.remove(0)
}

#[tokio::test]
async fn delivered_errors_hide_secrets() {
    let log = Log::default();
    let _guard = log.install();
    for action in ["deliver.untyped", "deliver.typed"] {
        for how in WAYS {
            let result = delivered(action, how).await;
            let text = serde_json::to_string(&result).unwrap();
            assert_masked(&format!("{action}, {how}"), &text);
            assert!(text.contains("***"), "{action}, {how}: {text}");
        }
    }
    assert!(log.text().contains("was not delivered"));
    assert_masked("log", &log.text());
}

/// Fails with what an asynchronous action delivers.
#[mistral_action(name = "deliver.reused")]
async fn reused(actions: &Actions, action: String, how: String) -> Result<Value, ActionError> {
    actions.get(&action)?.run(input(&how)).await
}

#[tokio::test]
async fn errors_of_reused_asynchronous_actions_hide_secrets() {
    let dispatcher = Dispatcher::builder().build().unwrap();
    for action in ["deliver.untyped", "deliver.typed"] {
        // Sinks in this process take data.
        for how in WAYS
            .iter()
            .filter(|how| !["attach", "refused"].contains(how))
        {
            let request =
                ActionRequest::new("deliver.reused", json!({"action": action, "how": how}));
            let error = dispatcher.call(request).await.unwrap_err();
            let shown = format!("{error} {error:?}");
            assert_masked(&format!("{action}, {how}"), &shown);
            let value = error.into_error_value().to_string();
            assert_masked(&format!("{action}, {how}"), &value);
        }
    }
}
