//! Malformed messages.

use live_tests::Result;
use live_tests::serde_json::{Value, json};

use crate::fixture::Fixture;
use crate::message::properties;
use crate::request::Request;

/// The worker cannot report an unreadable message to a sender.
pub(crate) fn unreadable_message_is_dropped(fixture: &Fixture) -> Result<()> {
    let engine = fixture.engine()?;
    let mut worker = fixture.worker(&fixture.settings()?)?;
    let mut without_id = Request::new("a", "test.echo", &json!({"value": 1}));
    without_id.0["args"]["action_ex_id"] = Value::Null;
    let mut without_method = without_id.clone();
    without_method.0["method"] = Value::Null;
    let bodies = [
        b"\xff\x00nonsense".to_vec(),
        Vec::new(),
        b"{}".to_vec(),
        b"[1]".to_vec(),
        json!({"oslo.version": "2.0", "oslo.message": 5})
            .to_string()
            .into_bytes(),
        json!({"oslo.version": "2.0", "oslo.message": "{"})
            .to_string()
            .into_bytes(),
        json!({"oslo.version": "2.0", "oslo.message": "[]"})
            .to_string()
            .into_bytes(),
        without_method.body(),
        without_id.body(),
    ];
    for body in &bodies {
        engine.send_body(body, properties())?;
    }
    worker.wait_log("] dropping a ", bodies.len())?;
    fixture.wait_idle()?;
    fixture.assert_serves("b")?;
    fixture.finish(worker, &["b"])
}

/// The engine gets an error result, so that the task does not wait indefinitely.
pub(crate) fn malformed_request_gets_error_result(fixture: &Fixture) -> Result<()> {
    let engine = fixture.engine()?;
    let worker = fixture.worker(&fixture.settings()?)?;
    let valid = |id: &str| Request::new(id, "test.echo", &json!({"value": 1}));
    let raw = |id: &str, argument: &str, value: Value| {
        let mut request = valid(id);
        request.0["args"][argument] = value;
        request
    };
    let object =
        json!({"cls": "mistral_actions_provider.action.CatalogAction", "data": {"input": {}}});
    let nameless = json!({
        "__serial_key": "mistral_lib.actions.base.Action", "__serial_data": object.to_string(),
    });
    let cases = [
        (
            "no-action",
            raw("no-action", "action", Value::Null),
            "action",
        ),
        (
            "number",
            raw("number", "action", json!(5)),
            "argument `action`",
        ),
        (
            "text",
            raw("text", "action", json!("nonsense")),
            "invalid serialized action",
        ),
        (
            "nameless",
            valid("nameless").argument("action", &nameless),
            "name",
        ),
        (
            "rerun",
            valid("rerun").argument("safe_rerun", &json!("maybe")),
            "safe_rerun",
        ),
        (
            "timeout",
            valid("timeout").argument("timeout", &json!("soon")),
            "timeout",
        ),
        (
            "context",
            valid("context").argument("exec_ctx", &json!([1])),
            "exec_ctx",
        ),
        (
            "deep",
            raw("deep", "action", json!("[".repeat(100_000))),
            "invalid serialized action",
        ),
        (
            "unknown-action",
            Request::new("unknown-action", "test.unknown", &json!({})),
            "test.unknown",
        ),
        (
            "unknown-class",
            Request::of_class("unknown-class", "some.module.Action", &json!({})),
            "some.module.Action",
        ),
        (
            "identity",
            valid("identity").member("_context_is_target", json!([])),
            "context",
        ),
    ];
    for (_, request, _) in &cases {
        engine.send(request)?;
    }
    for (id, _, expected) in &cases {
        let result = engine.result(id)?;
        let error = result["error"].as_str().unwrap_or_default();
        assert!(error.contains(expected), "{id}: {result}");
    }
    fixture.wait_idle()?;
    fixture.assert_serves("after")?;
    let ids: Vec<_> = cases.iter().map(|(id, ..)| *id).collect();
    fixture.finish(worker, &ids)
}
