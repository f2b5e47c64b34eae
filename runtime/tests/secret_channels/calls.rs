//! Errors and progress of calls by name and by type.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

use mistral_actions::ActionRequest;
use mistral_actions::prelude::*;
use mistral_actions::progress::ProgressUpdate;

use crate::cases::{assert_masked, both_forms, cases, complete};
use crate::samples::{ApiKey, LeakList, LeakOpaque, LeakRest, Login, NUMBER, PREFIX, TEXT};

#[tokio::test]
async fn errors_and_progress_hide_secrets_of_every_type() {
    let dispatcher = Dispatcher::builder().build().unwrap();
    for (action, input, _) in cases() {
        for how in ["error", "panic", "data", "source", "result", "nested"] {
            for input in both_forms(&complete(input.clone(), how)) {
                let updates = Arc::new(Mutex::new(String::new()));
                let seen = Arc::clone(&updates);
                let request = ActionRequest::new(action, input);
                let request = request.progress(Arc::new(move |update: ProgressUpdate| {
                    seen.lock().unwrap().push_str(&format!("{update:?}"));
                }));
                let error = dispatcher.call(request).await.unwrap_err();
                let source = error.source().map(|source| format!("{source} {source:?}"));
                let text = format!("{error} {error:?} {source:?}");
                assert_masked(&format!("{action}, {how}"), &text);
                assert!(
                    how == "data" || text.contains("***"),
                    "{action}, {how}: {text}"
                );
                let progress = updates.lock().unwrap().clone();
                assert_masked(&format!("{action}, progress"), &progress);
                assert!(progress.contains("***"), "{action}: {progress}");
                assert_masked(
                    &format!("{action}, {how}, data"),
                    &error.into_error_value().to_string(),
                );
            }
        }
    }
}

#[tokio::test]
async fn problems_of_an_input_hide_secrets_of_every_type() {
    let dispatcher = Dispatcher::builder().build().unwrap();
    for (action, _, wrong) in cases() {
        for form in both_forms(&complete(wrong, "error")) {
            let error = dispatcher.call(ActionRequest::new(action, form)).await;
            let error = error.expect_err(action);
            let errors = error
                .input_errors()
                .unwrap_or_else(|| panic!("{action}: {error}"));
            let text = format!(
                "{error} {error:?} {}",
                serde_json::to_string(errors).unwrap()
            );
            assert_masked(action, &text);
        }
    }
}

#[tokio::test]
async fn typed_calls_hide_secrets() {
    let dispatcher = Dispatcher::builder().build().unwrap();
    let prefix = || Secret::from(PREFIX.to_owned());
    let key = || ApiKey(TEXT.to_owned().into());
    let mut list = LeakList::new(prefix(), NUMBER.into(), vec![key()]);
    list.how = Some("data".to_owned());
    assert_masked("Debug", &format!("{list:?}"));
    let error = dispatcher
        .call_typed(list, mistral_actions::dispatch::CallOptions::new())
        .await;
    assert_masked(
        "typed call",
        &error.unwrap_err().into_error_value().to_string(),
    );
    let more = BTreeMap::from([("other".to_owned(), TEXT.to_owned())]);
    let rest = LeakRest::new(prefix(), NUMBER.into(), more);
    let shown = format!("{rest:?}");
    assert_masked("Debug", &shown);
    assert!(shown.contains(r#"other: "***""#), "{shown}");
    let login = Login {
        user: "ada".into(),
        password: key().0,
    };
    assert_masked(
        "Debug",
        &format!("{:?}", LeakOpaque::new(prefix(), NUMBER.into(), login)),
    );
}

/// In an action, `Secret` serializes as the value: the input of another action needs it.
#[mistral_action(name = "test.pass_on")]
async fn pass_on(actions: &Actions, value: ApiKey) -> Result<Value, ActionError> {
    let echoed = actions
        .get("test.echo")?
        .run(json!({"value": value}))
        .await?;
    Ok(json!({"body": {"key": value}, "echoed": echoed}))
}

/// Returns its input.
#[mistral_action(name = "test.echo")]
async fn echo(value: ApiKey) -> ApiKey {
    value
}

#[tokio::test]
async fn actions_serialize_the_value_of_a_secret() {
    let dispatcher = Dispatcher::builder().build().unwrap();
    let request = ActionRequest::new("test.pass_on", json!({"value": TEXT}));
    let result = dispatcher.call(request).await.unwrap().into_data().unwrap();
    assert_eq!(result, json!({"body": {"key": TEXT}, "echoed": TEXT}));
}
