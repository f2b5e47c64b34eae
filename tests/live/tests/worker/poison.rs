//! Messages that make no sense.

use live_tests::Result;
use live_tests::serde_json::{Value, json};

use crate::engine::properties;
use crate::request::Request;
use crate::scene::Scene;

/// Nobody can be told.
pub(crate) fn is_dropped(scene: &Scene) -> Result<()> {
    let engine = scene.engine()?;
    let mut worker = scene.worker(&scene.settings()?)?;
    let mut without_id = Request::new("a", "trial.echo", &json!({"value": 1}));
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
    worker.wait_log("is dropped", bodies.len())?;
    scene.wait_idle()?;
    scene.still_works("b")?;
    scene.end(worker, &["b"])
}

/// The task must not wait for ever.
pub(crate) fn is_answered(scene: &Scene) -> Result<()> {
    let engine = scene.engine()?;
    let worker = scene.worker(&scene.settings()?)?;
    let good = |id: &str| Request::new(id, "trial.echo", &json!({"value": 1}));
    let raw = |id: &str, argument: &str, value: Value| {
        let mut request = good(id);
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
            "not an action",
        ),
        (
            "nameless",
            good("nameless").argument("action", &nameless),
            "name",
        ),
        (
            "rerun",
            good("rerun").argument("safe_rerun", &json!("maybe")),
            "safe_rerun",
        ),
        (
            "timeout",
            good("timeout").argument("timeout", &json!("soon")),
            "timeout",
        ),
        (
            "context",
            good("context").argument("exec_ctx", &json!([1])),
            "exec_ctx",
        ),
        (
            "deep",
            raw("deep", "action", json!("[".repeat(100_000))),
            "not an action",
        ),
        (
            "unknown-action",
            Request::new("unknown-action", "trial.nobody", &json!({})),
            "trial.nobody",
        ),
        (
            "unknown-class",
            Request::of_class("unknown-class", "some.module.Action", &json!({})),
            "some.module.Action",
        ),
        (
            "identity",
            good("identity").member("_context_is_target", json!([])),
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
    scene.wait_idle()?;
    scene.still_works("after")?;
    let ids: Vec<_> = cases.iter().map(|(id, ..)| *id).collect();
    scene.end(worker, &ids)
}
