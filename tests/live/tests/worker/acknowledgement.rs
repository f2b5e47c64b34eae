//! The worker acknowledges a message only after the engine has the result.

use std::collections::HashSet;

use lapin::types::FieldTable;
use live_tests::serde_json::json;
use live_tests::{Result, until};

use crate::fixture::Fixture;
use crate::request::Request;

/// The crash of a worker does not lose a result that the engine has not received.
pub(crate) fn acknowledgement_follows_delivered_result(fixture: &Fixture) -> Result<()> {
    let engine = fixture.engine()?;
    let settings = fixture.settings()?;
    let mut first = fixture.worker(&settings)?;
    engine.delete(&engine.queue)?;
    engine.send(&Request::new("a", "test.redelivered", &json!({})).safe_rerun())?;
    first.wait_log("retrying the result of a every second", 1)?;
    wait_unacknowledged(fixture)?;
    first.kill()?;
    until("the broker has requeued the message", || {
        Ok((engine.ready(&fixture.topic())? == 1).then_some(()))
    })?;
    engine.listen()?;
    let second = fixture.worker(&settings)?;
    assert_eq!(engine.result("a")?["data"], true);
    fixture.wait_idle()?;
    fixture.finish(second, &["a"])
}

pub(crate) fn redelivered_unsafe_action_fails(fixture: &Fixture) -> Result<()> {
    let (engine, journal) = (fixture.engine()?, fixture.journal());
    crash_while_running(
        fixture,
        &Request::new("a", "test.work", &journal.gated("a")),
    )?;
    let second = fixture.worker(&fixture.holding_settings()?)?;
    let result = engine.result("a")?;
    let error = result["error"].as_str().unwrap_or_default();
    assert!(
        error.contains("redelivered") && error.contains("safe"),
        "{result}"
    );
    fixture.wait_idle()?;
    assert_eq!(journal.count("begin", "a")?, 1);
    fixture.finish(second, &["a"])
}

pub(crate) fn redelivered_safe_action_runs_again(fixture: &Fixture) -> Result<()> {
    let (engine, journal) = (fixture.engine()?, fixture.journal());
    let request = Request::new("a", "test.work", &journal.gated("a"));
    crash_while_running(fixture, &request.safe_rerun())?;
    let second = fixture.worker(&fixture.settings()?)?;
    journal.wait_times("begin", "a", 2)?;
    journal.open_gate()?;
    assert_eq!(engine.result("a")?["data"], "a");
    fixture.wait_idle()?;
    fixture.finish(second, &["a"])
}

fn crash_while_running(fixture: &Fixture, request: &Request) -> Result<()> {
    let engine = fixture.engine()?;
    let first = fixture.worker(&fixture.settings()?)?;
    engine.send(request)?;
    fixture.journal().wait("begin", "a")?;
    wait_unacknowledged(fixture)?;
    first.kill()?;
    until("the broker has requeued the message", || {
        Ok((engine.ready(&fixture.topic())? == 1).then_some(()))
    })
}

/// Waits until the broker counts the message as delivered and not acknowledged; a quorum queue counts late.
fn wait_unacknowledged(fixture: &Fixture) -> Result<()> {
    until("one message is unacknowledged", || {
        Ok((fixture.broker.messages(&fixture.topic())? == (0, 1)).then_some(()))
    })
}

/// Messages that a worker cannot run yet stay in the queue.
pub(crate) fn prefetch_is_bounded_by_pool_size(fixture: &Fixture) -> Result<()> {
    const MESSAGES: usize = 5000;
    let (engine, journal) = (fixture.engine()?, fixture.journal());
    engine.declare(&fixture.topic(), FieldTable::default())?;
    let id = |number: usize| format!("item-{number}");
    let requests: Vec<_> = (0..MESSAGES)
        .map(|number| Request::new(&id(number), "test.work", &journal.gated(&id(number))))
        .collect();
    engine.send_all(&requests)?;
    let settings = fixture
        .settings()?
        .set("DEFAULT", "executor_thread_pool_size", 4);
    let worker = fixture.worker(&settings)?;
    for number in 0..4 {
        journal.wait("begin", &id(number))?;
    }
    assert_eq!(fixture.broker.messages(&fixture.topic())?, (4996, 4));
    journal.open_gate()?;
    fixture.wait_idle()?;
    worker.terminate()?;
    engine.settle()?;
    let received = engine.received();
    let received = received
        .iter()
        .filter(|received| received.message["method"] == "on_action_complete");
    let ids: Vec<_> = received
        .map(|received| received.message["args"]["action_ex_id"].to_string())
        .collect();
    assert_eq!(ids.len(), MESSAGES);
    assert_eq!(ids.into_iter().collect::<HashSet<_>>().len(), MESSAGES);
    Ok(())
}
