//! Deleted and missing queues, and queues of other types.

use lapin::types::{AMQPValue, FieldTable};
use live_tests::serde_json::json;
use live_tests::{Result, until};

use crate::fixture::Fixture;
use crate::kinds::Kind;
use crate::request::Request;

/// The queue of the topic is deleted while an action runs.
pub(crate) fn deleted_queue_is_declared_again(fixture: &Fixture) -> Result<()> {
    let (engine, journal) = (fixture.engine()?, fixture.journal());
    let mut worker = fixture.worker(&fixture.settings()?)?;
    engine.send(&Request::new("a", "test.work", &journal.gated("a")))?;
    journal.wait("begin", "a")?;
    engine.delete(&fixture.topic())?;
    worker.wait_log(&format!("consuming from {}\n", fixture.topic()), 2)?;
    journal.open_gate()?;
    assert_eq!(engine.result("a")?["data"], "a");
    fixture.assert_serves("b")?;
    fixture.finish(worker, &["a", "b"])
}

/// The exchange is deleted while an action runs; the result is delivered after it is declared again.
pub(crate) fn result_waits_for_deleted_exchange(fixture: &Fixture) -> Result<()> {
    let (engine, journal) = (fixture.engine()?, fixture.journal());
    let mut worker = fixture.worker(&fixture.settings()?)?;
    engine.send(&Request::new("a", "test.work", &journal.gated("a")))?;
    journal.wait("begin", "a")?;
    engine.delete_exchange()?;
    journal.open_gate()?;
    worker.wait_log("retrying the result of a every second", 1)?;
    engine.listen()?;
    assert_eq!(engine.result("a")?["data"], "a");
    fixture.wait_idle()?;
    fixture.finish(worker, &["a"])
}

pub(crate) fn queue_with_other_properties_is_used(fixture: &Fixture) -> Result<()> {
    let mut arguments = FieldTable::default();
    arguments.insert("x-max-length".into(), AMQPValue::LongLongInt(1000));
    fixture.engine()?.declare(&fixture.topic(), arguments)?;
    let mut worker = fixture.worker(&fixture.settings()?)?;
    worker.wait_log(
        &format!("queue {} exists with other properties", fixture.topic()),
        1,
    )?;
    fixture.assert_serves("a")?;
    fixture.finish(worker, &["a"])
}

pub(crate) fn quorum_queue_has_delivery_limit(fixture: &Fixture) -> Result<()> {
    fixture.set_kind(Kind::Quorum);
    let settings =
        fixture
            .settings()?
            .set("oslo_messaging_rabbit", "rabbit_quorum_delivery_limit", 7);
    let worker = fixture.worker(&settings)?;
    let queues = fixture
        .broker
        .ctl(&["list_queues", "name", "type", "arguments"])?;
    let is_limited = |line: &&str| {
        line.starts_with(&format!("{}\tquorum", fixture.topic()))
            && line.contains(r#"{"x-delivery-limit",7}"#)
    };
    assert!(queues.lines().any(|line| is_limited(&line)), "{queues}");
    fixture.assert_serves("a")?;
    fixture.finish(worker, &["a"])
}

pub(crate) fn stream_fanout_is_consumed(fixture: &Fixture) -> Result<()> {
    let settings = fixture
        .settings()?
        .set("oslo_messaging_rabbit", "rabbit_stream_fanout", true);
    let mut worker = fixture.worker(&settings)?;
    worker.wait_log(&format!("consuming from {}_fanout\n", fixture.topic()), 1)?;
    fixture.assert_serves("a")?;
    fixture.finish(worker, &["a"])
}

/// The exchange already exists and is not deleted automatically.
pub(crate) fn auto_delete_queue_is_removed(fixture: &Fixture) -> Result<()> {
    let settings = fixture
        .settings()?
        .set("oslo_messaging_rabbit", "amqp_auto_delete", true);
    let worker = fixture.worker(&settings)?;
    fixture.assert_serves("a")?;
    fixture.finish(worker, &["a"])?;
    let queues = fixture.broker.ctl(&["list_queues", "name"])?;
    let topic = fixture.topic();
    assert!(queues.lines().all(|name| name != topic), "{queues}");
    Ok(())
}

pub(crate) fn result_waits_for_engine_queue(fixture: &Fixture) -> Result<()> {
    let engine = fixture.engine()?;
    let mut worker = fixture.worker(&fixture.settings()?)?;
    engine.delete(&engine.queue)?;
    engine.send(&Request::new("a", "test.echo", &json!({"value": 1})))?;
    worker.wait_log("retrying the result of a every second", 1)?;
    engine.listen()?;
    assert_eq!(engine.result("a")?["data"], 1);
    until("the message is acknowledged", || {
        Ok((fixture.broker.messages(&fixture.topic())? == (0, 0)).then_some(()))
    })?;
    fixture.finish(worker, &["a"])
}
