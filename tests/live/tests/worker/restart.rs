//! A broker that goes away and comes back, or accepts nothing for a while.

use live_tests::serde_json::json;
use live_tests::{Failure, Result, Settings, until};

use crate::request::Request;
use crate::scene::Scene;

pub(crate) fn crash_with_durable_queues(scene: &Scene) -> Result<()> {
    scene.durable();
    // After a crash the broker does not know any more what it has delivered from such a queue, and marks
    // all of it as redelivered: what waits can only be run if that is safe.
    crash(scene, scene.settings()?, Request::safe_rerun)
}

pub(crate) fn crash_with_quorum_queues(scene: &Scene) -> Result<()> {
    scene.durable();
    let group = "oslo_messaging_rabbit";
    let settings = scene.settings()?.set(group, "rabbit_quorum_queue", true);
    // The broker forgets such a queue if it crashes at once after it was declared.
    scene.worker(&settings)?.terminate()?;
    scene.broker.stop()?;
    scene.broker.start()?;
    scene.engine()?.reconnect()?;
    crash(scene, settings, |request| request)
}

/// What runs ends once, and what waits survives.
fn crash(scene: &Scene, settings: Settings, waiting_as: fn(Request) -> Request) -> Result<()> {
    let (engine, journal) = (scene.engine()?, scene.journal());
    let mut worker = scene.worker(&settings.set("DEFAULT", "executor_thread_pool_size", 2))?;
    for id in ["a", "b"] {
        engine.send(&Request::new(id, "trial.work", &journal.gated(id)))?;
    }
    journal.wait("begin", "a")?;
    journal.wait("begin", "b")?;
    let waiting = ["c", "d", "e", "f"];
    for id in waiting {
        let request = Request::new(id, "trial.work", &journal.quick(id));
        engine.send(&waiting_as(request))?;
    }
    scene.broker.kill()?;
    scene.broker.start()?;
    engine.reconnect()?;
    worker.wait_log("was delivered again while it runs here", 2)?;
    journal.open_gate()?;
    for id in ["a", "b", "c", "d", "e", "f"] {
        assert_eq!(engine.result(id)?["data"], id);
        assert_eq!(journal.count("begin", id)?, 1, "{id}");
    }
    scene.wait_idle()?;
    scene.end(worker, &["a", "b", "c", "d", "e", "f"])
}

/// The queues are gone with the broker; what runs is not.
pub(crate) fn restart_with_transient_queues(scene: &Scene) -> Result<()> {
    let (engine, journal) = (scene.engine()?, scene.journal());
    let mut worker = scene.worker(&scene.settings()?)?;
    engine.send(&Request::new("a", "trial.work", &journal.gated("a")))?;
    engine.send(&Request::new("b", "trial.work", &journal.gated("b")).timeout(1))?;
    journal.wait("begin", "a")?;
    scene.broker.stop()?;
    // One ends while there is no broker.
    journal.wait("stopped", "b")?;
    scene.broker.start()?;
    engine.reconnect()?;
    worker.wait_log(&format!("consuming from {}\n", scene.topic()), 2)?;
    let result = engine.result("b")?;
    assert!(
        result["error"].to_string().contains("timed out"),
        "{result}"
    );
    journal.open_gate()?;
    assert_eq!(engine.result("a")?["data"], "a");
    scene.still_works("c")?;
    scene.end(worker, &["a", "b", "c"])
}

/// A broker without memory accepts nothing, for longer than a connection may be silent.
pub(crate) fn blocked(scene: &Scene) -> Result<()> {
    let (engine, journal) = (scene.engine()?, scene.journal());
    let settings = scene
        .settings()?
        .set("oslo_messaging_rabbit", "heartbeat_timeout_threshold", 2)
        .set("action_heartbeat", "check_interval", 1);
    let mut worker = scene.worker(&settings)?;
    engine.send(&Request::new("a", "trial.work", &journal.gated("a")).timeout(10))?;
    engine.send(&Request::new("b", "trial.work", &journal.gated("b")))?;
    journal.wait("begin", "b")?;
    scene
        .broker
        .ctl(&["set_vm_memory_high_watermark", "0.00001"])?;
    let blocked = (|| {
        worker.wait_log("accepts no messages for now", 1)?;
        journal.wait("stopped", "a")?;
        worker.wait_log("heartbeats of", 8)?;
        // No panic: the broker must get its memory back.
        match engine.results("a").len() {
            0 => Ok(()),
            some => Err(Failure::new(format_args!("{some} results came through"))),
        }
    })();
    scene.broker.ctl(&["set_vm_memory_high_watermark", "0.4"])?;
    blocked.and_then(|()| engine.result("a"))?;
    journal.open_gate()?;
    assert_eq!(engine.result("b")?["data"], "b");
    until("every message is acknowledged", || {
        Ok((scene.broker.messages(&scene.topic())? == (0, 0)).then_some(()))
    })?;
    scene.still_works("c")?;
    scene.end(worker, &["a", "b", "c"])
}

/// The broker closes the channel for a message that is too large for it, and with it the confirmations of all others.
pub(crate) fn message_too_large(scene: &Scene) -> Result<()> {
    let set = |bytes: u32| {
        let expression = format!("application:set_env(rabbit, max_message_size, {bytes}).");
        scene.broker.eval(&expression)
    };
    set(200_000)?;
    let refused = refuse(scene);
    set(134_217_728)?;
    refused
}

fn refuse(scene: &Scene) -> Result<()> {
    let engine = scene.engine()?;
    let settings = scene
        .settings()?
        .set("engine", "execution_field_size_limit_kb", 0);
    let mut worker = scene.worker(&settings)?;
    let large = |id: &str| Request::new(id, "trial.text", &json!({"bytes": 300_000}));
    engine.send(&large("a").call("call-1", &engine.reply_queue))?;
    engine.send(&large("b"))?;
    let ids: Vec<_> = (0..40).map(|number| format!("item-{number}")).collect();
    for id in &ids {
        engine.send(&Request::new(id, "trial.echo", &json!({"value": id})))?;
    }
    let result = engine.result("b")?;
    let error = result["error"].as_str().unwrap_or_default();
    assert!(error.contains("max_message_size"), "{result}");
    let reply = engine.reply("call-1")?;
    assert!(
        reply["result"].to_string().contains("max_message_size"),
        "{reply}"
    );
    for id in &ids {
        assert_eq!(engine.result(id)?["data"], id.as_str());
    }
    worker.wait_log("the broker does not take a message of", 2)?;
    scene.wait_idle()?;
    scene.still_works("after")?;
    scene.end(worker, &["b", "after"])
}
