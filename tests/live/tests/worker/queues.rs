//! Queues that vanish, that are missing, and that are of other kinds.

use lapin::types::{AMQPValue, FieldTable};
use live_tests::serde_json::json;
use live_tests::{Result, until};

use crate::request::Request;
use crate::scene::Scene;

/// Somebody deletes the queue of the topic while an action runs.
pub(crate) fn deleted(scene: &Scene) -> Result<()> {
    let (engine, journal) = (scene.engine()?, scene.journal());
    let mut worker = scene.worker(&scene.settings()?)?;
    engine.send(&Request::new("a", "trial.work", &journal.gated("a")))?;
    journal.wait("begin", "a")?;
    engine.delete(&scene.topic())?;
    worker.wait_log(&format!("consuming from {}\n", scene.topic()), 2)?;
    journal.open_gate()?;
    assert_eq!(engine.result("a")?["data"], "a");
    scene.still_works("b")?;
    scene.end(worker, &["a", "b"])
}

/// Somebody deletes the exchange of all topics: the result finds its way when there is one again.
pub(crate) fn exchange_deleted(scene: &Scene) -> Result<()> {
    let (engine, journal) = (scene.engine()?, scene.journal());
    let mut worker = scene.worker(&scene.settings()?)?;
    engine.send(&Request::new("a", "trial.work", &journal.gated("a")))?;
    journal.wait("begin", "a")?;
    engine.delete_exchange()?;
    journal.open_gate()?;
    worker.wait_log("the result of a waits", 1)?;
    engine.listen()?;
    assert_eq!(engine.result("a")?["data"], "a");
    scene.wait_idle()?;
    scene.end(worker, &["a"])
}

pub(crate) fn existing_with_other_properties(scene: &Scene) -> Result<()> {
    let mut arguments = FieldTable::default();
    arguments.insert("x-max-length".into(), AMQPValue::LongLongInt(1000));
    scene.engine()?.declare(&scene.topic(), arguments)?;
    let mut worker = scene.worker(&scene.settings()?)?;
    worker.wait_log(
        &format!("queue {} exists with other properties", scene.topic()),
        1,
    )?;
    scene.still_works("a")?;
    scene.end(worker, &["a"])
}

pub(crate) fn quorum(scene: &Scene) -> Result<()> {
    scene.durable();
    let settings = scene
        .settings()?
        .set("oslo_messaging_rabbit", "rabbit_quorum_queue", true)
        .set("oslo_messaging_rabbit", "rabbit_quorum_delivery_limit", 7)
        .set(
            "oslo_messaging_rabbit",
            "rabbit_transient_quorum_queue",
            true,
        );
    let worker = scene.worker(&settings)?;
    let queues = scene
        .broker
        .ctl(&["list_queues", "name", "type", "arguments"])?;
    let is_limited = |line: &&str| {
        line.starts_with(&format!("{}\tquorum", scene.topic()))
            && line.contains(r#"{"x-delivery-limit",7}"#)
    };
    assert!(queues.lines().any(|line| is_limited(&line)), "{queues}");
    scene.still_works("a")?;
    scene.end(worker, &["a"])
}

pub(crate) fn stream_fanout(scene: &Scene) -> Result<()> {
    let settings = scene
        .settings()?
        .set("oslo_messaging_rabbit", "rabbit_stream_fanout", true);
    let mut worker = scene.worker(&settings)?;
    worker.wait_log(&format!("consuming from {}_fanout\n", scene.topic()), 1)?;
    scene.still_works("a")?;
    scene.end(worker, &["a"])
}

/// The exchange exists already, and is of those that stay.
pub(crate) fn auto_delete(scene: &Scene) -> Result<()> {
    let settings = scene
        .settings()?
        .set("oslo_messaging_rabbit", "amqp_auto_delete", true);
    let worker = scene.worker(&settings)?;
    scene.still_works("a")?;
    scene.end(worker, &["a"])?;
    let queues = scene.broker.ctl(&["list_queues", "name"])?;
    let topic = scene.topic();
    assert!(queues.lines().all(|name| name != topic), "{queues}");
    Ok(())
}

pub(crate) fn engine_queue_missing(scene: &Scene) -> Result<()> {
    let engine = scene.engine()?;
    let mut worker = scene.worker(&scene.settings()?)?;
    engine.delete(&engine.queue)?;
    engine.send(&Request::new("a", "trial.echo", &json!({"value": 1})))?;
    worker.wait_log("the result of a waits", 1)?;
    engine.listen()?;
    assert_eq!(engine.result("a")?["data"], 1);
    until("the message is acknowledged", || {
        Ok((scene.broker.messages(&scene.topic())? == (0, 0)).then_some(()))
    })?;
    scene.end(worker, &["a"])
}
