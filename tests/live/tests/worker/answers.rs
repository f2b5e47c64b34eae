//! What the engine is told of an action.

use live_tests::Result;
use live_tests::serde_json::json;

use crate::request::Request;
use crate::scene::Scene;

pub(crate) fn timeout_stops_the_work(scene: &Scene) -> Result<()> {
    let (engine, journal) = (scene.engine()?, scene.journal());
    let worker = scene.worker(&scene.settings()?)?;
    engine.send(&Request::new("a", "trial.work", &journal.gated("a")).timeout(1))?;
    let result = engine.result("a")?;
    assert!(
        result["error"].to_string().contains("timed out after 1s"),
        "{result}"
    );
    assert_eq!(journal.count("stopped", "a")?, 1);
    scene.wait_idle()?;
    scene.end(worker, &["a"])
}

pub(crate) fn large_result(scene: &Scene) -> Result<()> {
    let engine = scene.engine()?;
    let worker = scene.worker(&scene.settings()?)?;
    let limit = 1024 * 1024;
    let text = |id: &str, bytes: usize| Request::new(id, "trial.text", &json!({"bytes": bytes}));
    engine.send(&text("fits", limit - 100))?;
    engine.send(&text("large", limit + 2000))?;
    // Each of its characters takes 16 bytes of the engine's memory and one of ours.
    let wide = json!({"characters": 100_000});
    engine.send(&Request::new("wide", "trial.wide_text", &wide))?;
    let result = engine.result("fits")?;
    assert_eq!(result["data"].as_str().map(str::len), Some(limit - 100));
    for id in ["large", "wide"] {
        let result = engine.result(id)?;
        let error = result["error"].as_str().unwrap_or_default();
        assert!(
            error.contains("execution_field_size_limit_kb is 1024"),
            "{id}: {error}"
        );
    }
    scene.end(worker, &["fits", "large", "wide"])?;

    let settings = scene
        .settings()?
        .set("engine", "execution_field_size_limit_kb", 0);
    let unlimited = scene.worker(&settings)?;
    engine.send(&text("unlimited", limit + 2000))?;
    let result = engine.result("unlimited")?;
    assert_eq!(result["data"].as_str().map(str::len), Some(limit + 2000));
    scene.end(unlimited, &["unlimited"])
}

pub(crate) fn outcomes(scene: &Scene) -> Result<()> {
    let engine = scene.engine()?;
    let worker = scene.worker(&scene.settings()?)?;
    let message = json!({"message": "kein Platz"});
    engine.send(&Request::new("fail", "trial.fail", &message))?;
    engine.send(&Request::new("panic", "trial.panic", &message))?;
    engine.send(&Request::of_class("read", "trial.Unreadable", &json!({})))?;
    engine.send(&Request::new("cancel", "trial.cancel", &json!({})))?;
    engine.send(&Request::new("input", "trial.fail", &json!({"massage": 1})))?;
    let value = json!({"é": [1, 2.5, null, "\u{0}🦀"]});
    engine.send(&Request::new(
        "data",
        "trial.echo",
        &json!({"value": value}),
    ))?;
    let data = engine.result("data")?;
    assert_eq!(data, json!({"data": value, "error": null, "cancel": false}));
    let fail = engine.result("fail")?;
    assert_eq!(
        fail,
        json!({"data": null, "error": "kein Platz", "cancel": false})
    );
    assert_eq!(engine.result("cancel")?["cancel"], true);
    let panic = engine.result("panic")?;
    assert!(panic["error"].to_string().contains("panicked"), "{panic}");
    let read = engine.result("read")?;
    assert_eq!(
        read["error"],
        "the executor panicked before it called the action"
    );
    let input = engine.result("input")?;
    assert!(input["error"].to_string().contains("massage"), "{input}");

    let told = engine.told();
    let told = told
        .iter()
        .find(|told| told.message["args"]["action_ex_id"] == "\"data\"");
    let told = told.expect("it was just seen");
    let request = Request::new("data", "trial.echo", &json!({})).0;
    for (name, value) in request.as_object().expect("an object") {
        if name.starts_with("_context_") {
            assert_eq!(&told.message[name], value, "{name}");
        }
    }
    assert_eq!(told.properties, crate::engine::properties());
    scene.wait_idle()?;
    scene.end(
        worker,
        &["fail", "panic", "read", "cancel", "input", "data"],
    )
}

/// The same request again while it runs starts nothing.
pub(crate) fn sent_twice(scene: &Scene) -> Result<()> {
    let (engine, journal) = (scene.engine()?, scene.journal());
    let mut worker = scene.worker(&scene.settings()?)?;
    let request = Request::new("a", "trial.work", &journal.gated("a"));
    engine.send(&request)?;
    engine.send(&request)?;
    worker.wait_log("was delivered again while it runs here", 1)?;
    journal.open_gate()?;
    assert_eq!(engine.result("a")?["data"], "a");
    scene.wait_idle()?;
    assert_eq!(journal.count("begin", "a")?, 1);
    scene.end(worker, &["a"])
}

/// Its result comes from elsewhere, unless it cannot even be started.
pub(crate) fn asynchronous(scene: &Scene) -> Result<()> {
    let (engine, journal) = (scene.engine()?, scene.journal());
    let worker = scene.worker(&scene.settings()?)?;
    let input = json!({"journal": journal.path()});
    engine.send(&Request::new("started", "trial.later", &input))?;
    let input = json!({"message": "kein Platz"});
    engine.send(&Request::new("failed", "trial.later_fails", &input))?;
    journal.wait("begin", "later")?;
    assert_eq!(engine.result("failed")?["error"], "kein Platz");
    scene.wait_idle()?;
    scene.end(worker, &["failed"])?;
    assert!(engine.results("started").is_empty());
    Ok(())
}
