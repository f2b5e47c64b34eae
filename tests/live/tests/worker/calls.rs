//! Requests whose sender waits for the answer.

use live_tests::serde_json::{Value, json};
use live_tests::{Result, until};

use crate::engine::{parsed, result_of};
use crate::request::Request;
use crate::scene::Scene;

pub(crate) fn reply(scene: &Scene) -> Result<()> {
    let engine = scene.engine()?;
    let worker = scene.worker(&scene.settings()?)?;
    let request = Request::new("a", "trial.echo", &json!({"value": "ü"}));
    engine.send(&request.call("call-1", &engine.reply_queue))?;
    let reply = engine.reply("call-1")?;
    assert_eq!(result_of(&reply["result"])["data"], "ü");
    assert_eq!(reply["failure"], Value::Null);
    // An error of the action is a result.
    let request = Request::new("b", "trial.fail", &json!({"message": "kein Platz"}));
    engine.send(&request.call("call-2", &engine.reply_queue))?;
    let reply = engine.reply("call-2")?;
    assert_eq!(result_of(&reply["result"])["error"], "kein Platz");
    assert_eq!(reply["failure"], Value::Null);
    scene.wait_idle()?;
    scene.end(worker, &[])?;
    assert_eq!(
        (
            engine.replies("call-1").len(),
            engine.replies("call-2").len()
        ),
        (1, 1)
    );
    let told = engine.told();
    assert!(
        told.iter()
            .all(|told| told.message["method"] != "on_action_complete")
    );
    Ok(())
}

/// A caller that knows a limit is told that the call is being worked on.
pub(crate) fn keep_alive(scene: &Scene) -> Result<()> {
    let (engine, journal) = (scene.engine()?, scene.journal());
    let worker = scene.worker(&scene.settings()?)?;
    let request = Request::new("a", "trial.work", &journal.gated("a"));
    let request = request.call("call-1", &engine.reply_queue);
    engine.send(&request.member("_timeout", json!(1)))?;
    until("there are signs of life", || {
        Ok((engine.replies("call-1").len() >= 3).then_some(()))
    })?;
    journal.open_gate()?;
    engine.reply("call-1")?;
    scene.end(worker, &[])?;
    let mut replies = engine.replies("call-1");
    let last = replies.pop().expect("a reply");
    assert_eq!(result_of(&last["result"])["data"], "a");
    for sign in replies {
        assert_eq!(sign["ending"], false);
        assert_eq!(
            (&sign["result"], &sign["failure"]),
            (&Value::Null, &Value::Null)
        );
    }
    Ok(())
}

/// Refusals are exceptions that oslo.messaging raises again where the call was made.
pub(crate) fn refused(scene: &Scene) -> Result<()> {
    let engine = scene.engine()?;
    let worker = scene.worker(&scene.settings()?)?;
    let good = Request::new("a", "trial.echo", &json!({"value": 1}));
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
            good.clone().member("version", json!("2.0")),
            "UnsupportedVersion",
            json!(["2.0", "run_action"]),
        ),
        (
            good.clone().member("namespace", json!("other")),
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
    // A cast has nobody who could be told.
    engine.send(&Request::method("explode"))?;
    let good = good
        .member("version", json!("1.0"))
        .call("good", &engine.reply_queue);
    engine.send(&good)?;
    assert_eq!(result_of(&engine.reply("good")?["result"])["data"], 1);
    scene.wait_idle()?;
    scene.end(worker, &[])
}

pub(crate) fn ping(scene: &Scene) -> Result<()> {
    let engine = scene.engine()?;
    let ping = || Request::method("oslo_rpc_server_ping");
    let settings = scene.settings()?.set("DEFAULT", "rpc_ping_enabled", true);
    let worker = scene.worker(&settings)?;
    engine.send(&ping().call("on", &engine.reply_queue))?;
    assert_eq!(parsed(&engine.reply("on")?["result"]), "pong");
    worker.terminate()?;
    let worker = scene.worker(&scene.settings()?)?;
    engine.send(&ping().call("off", &engine.reply_queue))?;
    let failure = parsed(&engine.reply("off")?["failure"]);
    assert_eq!(failure["class"], "NoSuchMethod");
    worker.terminate()
}

/// A caller that is gone for good does not keep the worker.
pub(crate) fn caller_gone(scene: &Scene) -> Result<()> {
    let engine = scene.engine()?;
    let option = "kombu_missing_consumer_retry_timeout";
    let settings = scene
        .settings()?
        .set("DEFAULT", "executor_thread_pool_size", 1)
        .set("oslo_messaging_rabbit", option, 1);
    let mut worker = scene.worker(&settings)?;
    let request = Request::new("a", "trial.echo", &json!({"value": 1}));
    engine.send(&request.call("call-1", "reply_nowhere"))?;
    worker.wait_log("nobody waits for the reply to message call-1", 1)?;
    scene.still_works("b")?;
    scene.wait_idle()?;
    scene.end(worker, &["b"])
}

/// No queue can have such a name. Nobody else must suffer for it.
pub(crate) fn senseless_queue(scene: &Scene) -> Result<()> {
    let engine = scene.engine()?;
    let settings = scene.settings()?.set(
        "oslo_messaging_rabbit",
        "kombu_missing_consumer_retry_timeout",
        1,
    );
    let mut worker = scene.worker(&settings)?;
    let request = Request::new("a", "trial.echo", &json!({"value": 1}));
    engine.send(&request.call("call-1", &"q".repeat(300)))?;
    worker.wait_log("nobody waits for the reply", 1)?;
    scene.wait_idle()?;
    scene.still_works("b")?;
    scene.end(worker, &["b"])
}
