//! Drain: the orderly shutdown of a worker.

use live_tests::serde_json::json;
use live_tests::{Result, Settings, Signal, Worker, until};

use crate::fixture::Fixture;
use crate::journal::Journal;
use crate::message::properties;
use crate::proxy::{Frozen, Proxy};
use crate::request::Request;

/// A draining worker finishes its running action and sends heartbeats for it.
pub(crate) fn drain_finishes_running_action(fixture: &Fixture) -> Result<()> {
    let (engine, journal) = (fixture.engine()?, fixture.journal());
    let settings = fixture
        .settings()?
        .set("action_heartbeat", "check_interval", 1);
    let mut worker = fixture.worker(&settings)?;
    engine.send(&Request::new("a", "test.work", &journal.gated("a")))?;
    journal.wait("begin", "a")?;
    worker.signal(Signal::TERM)?;
    worker.wait_log("draining: 1 action is running", 1)?;
    let before = engine.heartbeats().len();
    until("the engine has received two more heartbeats", || {
        Ok((engine.heartbeats().len() >= before + 2).then_some(()))
    })?;
    journal.open_gate()?;
    let status = worker.wait_exit()?;
    assert!(status.success(), "{status}");
    assert_eq!(engine.result("a")?["data"], "a");
    assert_eq!(fixture.broker.messages(&fixture.topic())?, (0, 0));
    Ok(())
}

/// Starts a worker and an action, and stops the worker before the action can finish.
fn stop_before_end(fixture: &Fixture, settings: &Settings, request: &Request) -> Result<Journal> {
    let (engine, journal) = (fixture.engine()?, fixture.journal());
    let mut worker = fixture.worker(settings)?;
    engine.send(request)?;
    journal.wait("begin", "a")?;
    worker.signal(Signal::TERM)?;
    let status = worker.wait_exit()?;
    assert!(status.success(), "{status}");
    assert_eq!(journal.count("stopped", "a")?, 1);
    Ok(journal)
}

fn with_short_timeout(fixture: &Fixture) -> Result<Settings> {
    Ok(fixture
        .settings()?
        .set("DEFAULT", "graceful_shutdown_timeout", 1))
}

pub(crate) fn stopped_safe_action_runs_again(fixture: &Fixture) -> Result<()> {
    let request = Request::new("a", "test.work", &fixture.journal().gated("a")).safe_rerun();
    let journal = stop_before_end(fixture, &with_short_timeout(fixture)?, &request)?;
    let second = fixture.worker(&fixture.settings()?)?;
    assert_runs_again(fixture, &journal, second)
}

fn assert_runs_again(fixture: &Fixture, journal: &Journal, second: Worker) -> Result<()> {
    journal.wait_times("begin", "a", 2)?;
    journal.open_gate()?;
    assert_eq!(fixture.engine()?.result("a")?["data"], "a");
    fixture.wait_idle()?;
    fixture.finish(second, &["a"])
}

pub(crate) fn stopped_unsafe_action_fails(fixture: &Fixture) -> Result<()> {
    let request = Request::new("a", "test.work", &fixture.journal().gated("a"));
    let journal = stop_before_end(fixture, &with_short_timeout(fixture)?, &request)?;
    let second = fixture.worker(&fixture.holding_settings()?)?;
    let result = fixture.engine()?.result("a")?;
    assert!(
        result["error"].to_string().contains("redelivered"),
        "{result}"
    );
    fixture.wait_idle()?;
    assert_eq!(journal.count("begin", "a")?, 1);
    fixture.finish(second, &["a"])
}

/// Messages that the worker had not started are requeued as new, so that unsafe actions can run.
pub(crate) fn unstarted_messages_are_requeued_as_new(fixture: &Fixture) -> Result<()> {
    let (engine, journal) = (fixture.engine()?, fixture.journal());
    let settings = fixture
        .settings()?
        .set("DEFAULT", "executor_thread_pool_size", 1);
    let mut first = fixture.worker(&settings.clone().set("executor", "host", "first"))?;
    engine.send(&Request::new("a", "test.work", &journal.gated("a")))?;
    journal.wait("begin", "a")?;
    // The worker prefetches one message from each of its queues.
    let own = format!("{}.first", fixture.topic());
    first.wait_log(&format!("consuming from {own}\n"), 1)?;
    let request = Request::new("own", "test.work", &journal.quick("own"));
    engine.publish(&own, &request.body(), properties())?;
    let ids = ["b", "c", "d", "e"];
    for id in ids {
        engine.send(&Request::new(id, "test.work", &journal.quick(id)))?;
    }
    until(
        "the worker has prefetched the message of its own queue",
        || Ok((engine.ready(&own)? == 0).then_some(())),
    )?;
    first.signal(Signal::TERM)?;
    // Immediately, before the running action ends.
    until("the message is requeued", || {
        Ok((fixture.ready()? == 5).then_some(()))
    })?;
    journal.open_gate()?;
    let status = first.wait_exit()?;
    assert!(status.success(), "{status}");
    assert_eq!(fixture.ready()?, 5);
    assert_eq!(journal.count("begin", "own")?, 0);
    let second = fixture.worker(&settings.set("executor", "host", "second"))?;
    for id in ["a", "own", "b", "c", "d", "e"] {
        assert_eq!(engine.result(id)?["data"], id);
    }
    fixture.wait_idle()?;
    fixture.finish(second, &["a", "own", "b", "c", "d", "e"])
}

pub(crate) fn second_signal_stops_immediately(fixture: &Fixture) -> Result<()> {
    let (engine, journal) = (fixture.engine()?, fixture.journal());
    // No timeout.
    let settings = fixture
        .settings()?
        .set("DEFAULT", "graceful_shutdown_timeout", 0);
    let mut worker = fixture.worker(&settings)?;
    engine.send(&Request::new("a", "test.work", &journal.gated("a")))?;
    journal.wait("begin", "a")?;
    worker.signal(Signal::TERM)?;
    worker.wait_log("draining: 1 action is running, without a time limit", 1)?;
    worker.signal(Signal::TERM)?;
    let status = worker.wait_exit()?;
    assert!(status.success(), "{status}");
    assert_eq!(journal.count("stopped", "a")?, 1);
    assert_eq!(fixture.ready()?, 1);
    Ok(())
}

/// Parked messages return to their topic.
pub(crate) fn parked_messages_return_to_topic(fixture: &Fixture) -> Result<()> {
    let (engine, journal) = (fixture.engine()?, fixture.journal());
    let settings = with_short_timeout(fixture)?.set("mistral_actions", "park_after", 1);
    let mut first = fixture.worker(&settings)?;
    let request = Request::new("a", "test.work", &journal.gated("a"));
    engine.send(&request.safe_rerun())?;
    // This action keeps the worker running after it has requeued the first.
    engine.send(&Request::new("b", "test.stubborn", &journal.quick("b")))?;
    journal.wait("begin", "a")?;
    journal.wait("begin", "b")?;
    fixture.wait_idle()?;
    first.signal(Signal::TERM)?;
    let status = first.wait_exit()?;
    assert!(status.success(), "{status}");
    until("the topic has both messages again", || {
        Ok((fixture.ready()? == 2).then_some(()))
    })?;
    let second = fixture.worker(&fixture.holding_settings()?)?;
    let result = engine.result("b")?;
    assert!(
        result["error"].to_string().contains("redelivered"),
        "{result}"
    );
    assert_runs_again(fixture, &journal, second)
}

/// A broker that does not respond does not block the shutdown.
pub(crate) fn drain_ends_without_answer_of_broker(fixture: &Fixture) -> Result<()> {
    let proxy = Proxy::to(fixture.broker.address()?)?;
    proxy.open()?;
    let url = format!("rabbit://guest:guest@{}/", proxy.address());
    let settings = with_short_timeout(fixture)?
        .set("DEFAULT", "transport_url", url)
        .set("oslo_messaging_rabbit", "heartbeat_timeout_threshold", 0);
    let mut worker = fixture.worker(&settings)?;
    let journal = fixture.journal();
    fixture
        .engine()?
        .send(&Request::new("a", "test.work", &journal.gated("a")))?;
    journal.wait("begin", "a")?;
    proxy.freeze(Frozen::Everything);
    worker.signal(Signal::TERM)?;
    let status = worker.wait_exit()?;
    assert!(status.success(), "{status}");
    // The worker did not wait for the heartbeat timeout.
    assert!(!worker.log()?.contains("no sign of life"));
    Ok(())
}

/// A result that comes after its action has returned is awaited.
pub(crate) fn drain_waits_for_late_result(fixture: &Fixture) -> Result<()> {
    let (engine, journal) = (fixture.engine()?, fixture.journal());
    let mut worker = fixture.worker(&fixture.settings()?)?;
    engine.send(&Request::new("a", "test.deferred", &journal.gated("a")))?;
    journal.wait("begin", "a")?;
    worker.signal(Signal::TERM)?;
    worker.wait_log("draining: 1 action is running", 1)?;
    journal.open_gate()?;
    let status = worker.wait_exit()?;
    assert!(status.success(), "{status}");
    engine.settle()?;
    let results = engine.results("a");
    assert_eq!((results.len(), &results[0]["data"]), (1, &json!("a")));
    fixture.wait_queues_empty()
}

/// At the end of its time, the worker sends an error in place of each late result. A handle that was stored is not
/// affected: another process delivers its result.
pub(crate) fn drain_fails_outstanding_results(fixture: &Fixture) -> Result<()> {
    let (engine, journal) = (fixture.engine()?, fixture.journal());
    let mut worker = fixture.worker(&with_short_timeout(fixture)?)?;
    let ids = ["a", "b"];
    for id in ids {
        engine.send(&Request::new(id, "test.deferred", &journal.gated(id)))?;
    }
    engine.send(&Request::new("stored", "test.stored", &journal.quick("c")))?;
    for id in ["a", "b", "c"] {
        journal.wait("begin", id)?;
    }
    worker.signal(Signal::TERM)?;
    let status = worker.wait_exit()?;
    assert!(status.success(), "{status}");
    engine.settle()?;
    let log = worker.log()?;
    for id in ids {
        let results = engine.results(id);
        assert_eq!(results.len(), 1, "{results:?}");
        let error = results[0]["error"].to_string();
        assert!(error.contains("stopped before"), "{error}");
        let line = format!("action execution {id}: stopped before its result");
        assert!(log.contains(&line), "{log}");
    }
    assert!(engine.results("stored").is_empty());
    fixture.wait_queues_empty()
}
