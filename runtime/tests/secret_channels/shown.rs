//! Inputs and defaults that are shown: validation, dry runs, the catalog.

use mistral_actions::catalog::Catalog;
use mistral_actions::prelude::*;
use mistral_actions::{ActionRequest, Registry};

use crate::cases::{assert_masked, both_forms, cases, complete};
use crate::samples::TEXT;

#[tokio::test]
async fn shown_inputs_hide_secrets_of_every_type() {
    let dispatcher = Dispatcher::builder().build().unwrap();
    for (action, input, _) in cases() {
        let input = complete(input, "error");
        for form in both_forms(&input) {
            let valid = dispatcher.validate(action, form).await.unwrap();
            assert_masked(&format!("{action}, validate"), &valid.to_string());
            assert_eq!(valid["how"], "error", "{action}: {valid}");
        }
        for form in both_forms(&input) {
            let report = dispatcher
                .dry_run(ActionRequest::new(action, form))
                .await
                .unwrap();
            let text = format!("{report:?} {}", serde_json::to_string(&report).unwrap());
            assert_masked(&format!("{action}, dry run"), &text);
        }
    }
}

/// Without `Serialize`, the input is shown as it was given.
#[tokio::test]
async fn types_that_cannot_be_serialized_are_shown_as_given() {
    let dispatcher = Dispatcher::builder().build().unwrap();
    let input = json!({"values": [{"user": "ada", "password": TEXT}]});
    let shown = dispatcher
        .validate("leak.opaque_list", complete(input, "x").into())
        .await;
    assert_eq!(
        shown.unwrap(),
        json!({"how": "x", "prefix": "***", "pin": "***", "value": [{"user": "ada", "password": "***"}]})
    );
}

#[tokio::test]
async fn flattened_secrets_are_masked_one_by_one() {
    let dispatcher = Dispatcher::builder().build().unwrap();
    let input = complete(json!({"other": TEXT, "another": "y"}), "x");
    let shown = dispatcher
        .validate("leak.rest", input.into())
        .await
        .unwrap();
    assert_eq!(
        shown,
        json!({"how": "x", "prefix": "***", "pin": "***", "other": "***", "another": "***"})
    );
}

#[tokio::test]
async fn default_secrets_are_neither_published_nor_shown() {
    let catalog = Catalog::of(Registry::linked().unwrap().iter());
    for text in [
        catalog.to_json(),
        catalog.to_openapi(),
        catalog.to_markdown(),
        format!("{catalog:?}"),
    ] {
        assert_masked("catalog", &text);
        assert!(text.contains("test.defaults"));
    }
    let dispatcher = Dispatcher::builder().build().unwrap();
    let error = dispatcher
        .call(ActionRequest::new("test.defaults", json!({})))
        .await;
    assert_eq!(error.unwrap_err().to_string(), "*** ***");
    let shown = dispatcher.validate("test.defaults", json!({}).into()).await;
    assert_masked("validate", &shown.unwrap().to_string());
    let action = Registry::linked().unwrap();
    let action = action.get("test.defaults").unwrap();
    assert_masked("params_spec", &action.params_spec());
    assert_eq!(action.entry().secrets, ["key", "list", "optional", "text"]);
}
