//! Results that the engine receives.

use live_tests::Result;
use live_tests::serde_json::json;

use crate::fixture::Fixture;
use crate::request::Request;

pub(crate) fn timeout_stops_action(fixture: &Fixture) -> Result<()> {
    let (engine, journal) = (fixture.engine()?, fixture.journal());
    let worker = fixture.worker(&fixture.settings()?)?;
    engine.send(&Request::new("a", "test.work", &journal.gated("a")).timeout(1))?;
    let result = engine.result("a")?;
    assert!(
        result["error"].to_string().contains("timed out after 1s"),
        "{result}"
    );
    assert_eq!(journal.count("stopped", "a")?, 1);
    fixture.wait_idle()?;
    fixture.finish(worker, &["a"])
}

pub(crate) fn result_size_is_limited(fixture: &Fixture) -> Result<()> {
    let engine = fixture.engine()?;
    let worker = fixture.worker(&fixture.settings()?)?;
    let limit = 1024 * 1024;
    let text = |id: &str, bytes: usize| Request::new(id, "test.text", &json!({"bytes": bytes}));
    engine.send(&text("fits", limit - 100))?;
    engine.send(&text("large", limit + 2000))?;
    // Each of its characters takes 16 bytes in the engine and one byte in the worker.
    let wide = json!({"characters": 100_000});
    engine.send(&Request::new("wide", "test.wide_text", &wide))?;
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
    fixture.finish(worker, &["fits", "large", "wide"])?;

    let settings = fixture
        .settings()?
        .set("engine", "execution_field_size_limit_kb", 0);
    let unlimited = fixture.worker(&settings)?;
    engine.send(&text("unlimited", limit + 2000))?;
    let result = engine.result("unlimited")?;
    assert_eq!(result["data"].as_str().map(str::len), Some(limit + 2000));
    fixture.finish(unlimited, &["unlimited"])
}

pub(crate) fn every_outcome_reaches_engine(fixture: &Fixture) -> Result<()> {
    let engine = fixture.engine()?;
    let worker = fixture.worker(&fixture.settings()?)?;
    let message = json!({"message": "kein Platz"});
    engine.send(&Request::new("fail", "test.fail", &message))?;
    engine.send(&Request::new("panic", "test.panic", &message))?;
    engine.send(&Request::of_class("read", "test.Unreadable", &json!({})))?;
    engine.send(&Request::new("cancel", "test.cancel", &json!({})))?;
    engine.send(&Request::new("input", "test.fail", &json!({"massage": 1})))?;
    let value = json!({"é": [1, 2.5, null, "\u{0}🦀"]});
    engine.send(&Request::new("data", "test.echo", &json!({"value": value})))?;
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

    let received = engine.received();
    let received = received
        .iter()
        .find(|received| received.message["args"]["action_ex_id"] == "\"data\"");
    let received = received.expect("the result has arrived");
    let request = Request::new("data", "test.echo", &json!({})).0;
    for (name, value) in request.as_object().expect("an object") {
        if name.starts_with("_context_") {
            assert_eq!(&received.message[name], value, "{name}");
        }
    }
    assert_eq!(received.properties, crate::message::properties());
    fixture.wait_idle()?;
    fixture.finish(
        worker,
        &["fail", "panic", "read", "cancel", "input", "data"],
    )
}

/// A duplicate of a running request starts no second action.
pub(crate) fn duplicate_request_runs_once(fixture: &Fixture) -> Result<()> {
    let (engine, journal) = (fixture.engine()?, fixture.journal());
    let mut worker = fixture.worker(&fixture.settings()?)?;
    let request = Request::new("a", "test.work", &journal.gated("a"));
    engine.send(&request)?;
    engine.send(&request)?;
    worker.wait_log("was delivered again while it runs here", 1)?;
    journal.open_gate()?;
    assert_eq!(engine.result("a")?["data"], "a");
    fixture.wait_idle()?;
    assert_eq!(journal.count("begin", "a")?, 1);
    fixture.finish(worker, &["a"])
}

/// Another process delivers the result; the worker sends only the error of a failed start.
pub(crate) fn asynchronous_action_sends_only_errors(fixture: &Fixture) -> Result<()> {
    let (engine, journal) = (fixture.engine()?, fixture.journal());
    let worker = fixture.worker(&fixture.settings()?)?;
    let input = json!({"journal": journal.path()});
    engine.send(&Request::new("started", "test.later", &input))?;
    let input = json!({"message": "kein Platz"});
    engine.send(&Request::new("failed", "test.later_fails", &input))?;
    journal.wait("begin", "later")?;
    assert_eq!(engine.result("failed")?["error"], "kein Platz");
    fixture.wait_idle()?;
    fixture.finish(worker, &["failed"])?;
    assert!(engine.results("started").is_empty());
    Ok(())
}
