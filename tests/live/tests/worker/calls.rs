//! Calls: requests whose sender waits for a reply.

use live_tests::serde_json::{Value, json};
use live_tests::{Result, until};

use crate::fixture::Fixture;
use crate::message::{parsed, result_of};
use crate::request::Request;

pub(crate) fn call_gets_result_in_reply(fixture: &Fixture) -> Result<()> {
    let engine = fixture.engine()?;
    let worker = fixture.worker(&fixture.settings()?)?;
    let request = Request::new("a", "test.echo", &json!({"value": "ü"}));
    engine.send(&request.call("call-1", &engine.reply_queue))?;
    let reply = engine.reply("call-1")?;
    assert_eq!(result_of(&reply["result"])["data"], "ü");
    assert_eq!(reply["failure"], Value::Null);
    // The error of an action is a result and not a failure of the call.
    let request = Request::new("b", "test.fail", &json!({"message": "kein Platz"}));
    engine.send(&request.call("call-2", &engine.reply_queue))?;
    let reply = engine.reply("call-2")?;
    assert_eq!(result_of(&reply["result"])["error"], "kein Platz");
    assert_eq!(reply["failure"], Value::Null);
    fixture.wait_idle()?;
    fixture.finish(worker, &[])?;
    assert_eq!(
        (
            engine.replies("call-1").len(),
            engine.replies("call-2").len()
        ),
        (1, 1)
    );
    let received = engine.received();
    assert!(
        received
            .iter()
            .all(|received| received.message["method"] != "on_action_complete")
    );
    Ok(())
}

/// A caller with a timeout gets keep-alives while the action runs.
pub(crate) fn long_call_gets_keep_alives(fixture: &Fixture) -> Result<()> {
    let (engine, journal) = (fixture.engine()?, fixture.journal());
    let worker = fixture.worker(&fixture.settings()?)?;
    let request = Request::new("a", "test.work", &journal.gated("a"));
    let request = request.call("call-1", &engine.reply_queue);
    engine.send(&request.member("_timeout", json!(1)))?;
    until("the caller has three keep-alives", || {
        Ok((engine.replies("call-1").len() >= 3).then_some(()))
    })?;
    journal.open_gate()?;
    engine.reply("call-1")?;
    fixture.finish(worker, &[])?;
    let mut replies = engine.replies("call-1");
    let last = replies.pop().expect("a reply");
    assert_eq!(result_of(&last["result"])["data"], "a");
    for keep_alive in replies {
        assert_eq!(keep_alive["ending"], false);
        assert_eq!(
            (&keep_alive["result"], &keep_alive["failure"]),
            (&Value::Null, &Value::Null)
        );
    }
    Ok(())
}

/// The failure of a call is an exception that oslo.messaging raises in the caller.
pub(crate) fn invalid_call_gets_oslo_exception(fixture: &Fixture) -> Result<()> {
    let engine = fixture.engine()?;
    let worker = fixture.worker(&fixture.settings()?)?;
    let valid = Request::new("a", "test.echo", &json!({"value": 1}));
    let cases = [
        (
            Request::method("explode"),
            "NoSuchMethod",
            json!(["explode"]),
        ),
        (
            Request::method("_private"),
            "NoSuchMethod",
            json!(["_private"]),
        ),
        (
            valid.clone().member("version", json!("2.0")),
            "UnsupportedVersion",
            json!(["2.0", "run_action"]),
        ),
        (
            valid.clone().member("namespace", json!("other")),
            "UnsupportedVersion",
            json!(["1.0", "run_action"]),
        ),
    ];
    for (number, (request, class, args)) in cases.into_iter().enumerate() {
        let id = format!("call-{number}");
        engine.send(&request.call(&id, &engine.reply_queue))?;
        let reply = engine.reply(&id)?;
        let failure = parsed(&reply["failure"]);
        assert_eq!(failure["class"], class, "{reply}");
        assert_eq!(failure["module"], "oslo_messaging.rpc.dispatcher");
        assert_eq!(failure["args"], args);
        assert_eq!(
            (&failure["tb"], &failure["kwargs"]),
            (&json!([]), &json!({}))
        );
        assert_eq!(reply["result"], Value::Null);
    }
    // A cast has no sender that could be notified.
    engine.send(&Request::method("explode"))?;
    let valid = valid
        .member("version", json!("1.0"))
        .call("valid", &engine.reply_queue);
    engine.send(&valid)?;
    assert_eq!(result_of(&engine.reply("valid")?["result"])["data"], 1);
    fixture.wait_idle()?;
    fixture.finish(worker, &[])
}

pub(crate) fn ping_is_answered_if_enabled(fixture: &Fixture) -> Result<()> {
    let engine = fixture.engine()?;
    let ping = || Request::method("oslo_rpc_server_ping");
    let settings = fixture.settings()?.set("DEFAULT", "rpc_ping_enabled", true);
    let worker = fixture.worker(&settings)?;
    engine.send(&ping().call("on", &engine.reply_queue))?;
    assert_eq!(parsed(&engine.reply("on")?["result"]), "pong");
    worker.terminate()?;
    let worker = fixture.worker(&fixture.settings()?)?;
    engine.send(&ping().call("off", &engine.reply_queue))?;
    let failure = parsed(&engine.reply("off")?["failure"]);
    assert_eq!(failure["class"], "NoSuchMethod");
    worker.terminate()
}

/// A reply queue that does not exist does not block the worker.
pub(crate) fn reply_without_queue_is_dropped(fixture: &Fixture) -> Result<()> {
    let engine = fixture.engine()?;
    let option = "kombu_missing_consumer_retry_timeout";
    let settings = fixture
        .settings()?
        .set("DEFAULT", "executor_thread_pool_size", 1)
        .set("oslo_messaging_rabbit", option, 1);
    let mut worker = fixture.worker(&settings)?;
    let request = Request::new("a", "test.echo", &json!({"value": 1}));
    engine.send(&request.call("call-1", "reply_nowhere"))?;
    worker.wait_log("dropping the reply to message call-1", 1)?;
    fixture.assert_serves("b")?;
    fixture.wait_idle()?;
    fixture.finish(worker, &["b"])
}

/// AMQP does not allow such a queue name. Other requests must not be affected.
pub(crate) fn overlong_reply_queue_is_tolerated(fixture: &Fixture) -> Result<()> {
    let engine = fixture.engine()?;
    let settings = fixture.settings()?.set(
        "oslo_messaging_rabbit",
        "kombu_missing_consumer_retry_timeout",
        1,
    );
    let mut worker = fixture.worker(&settings)?;
    let request = Request::new("a", "test.echo", &json!({"value": 1}));
    engine.send(&request.call("call-1", &"q".repeat(300)))?;
    worker.wait_log("dropping the reply", 1)?;
    fixture.wait_idle()?;
    fixture.assert_serves("b")?;
    fixture.finish(worker, &["b"])
}
