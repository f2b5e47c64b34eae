//! Connections that break while actions run.

use live_tests::serde_json::json;
use live_tests::{Result, Settings, Signal, Worker, until};

use crate::fixture::Fixture;
use crate::journal::Journal;
use crate::monitoring::MonitoringClient;
use crate::proxy::{Frozen, Proxy};
use crate::request::Request;

/// The broker delivers the message again to the same worker.
pub(crate) fn action_survives_closed_receiving_connection(fixture: &Fixture) -> Result<()> {
    let (mut worker, journal) = start(fixture, &fixture.settings()?)?;
    let name = format!("mistral-executor:{}:receiving", worker.pid());
    assert_eq!(fixture.broker.close_connection(&name)?, 1);
    worker.wait_log("was delivered again while it runs here", 1)?;
    finish(fixture, worker, &journal)
}

pub(crate) fn action_survives_closed_sending_connection(fixture: &Fixture) -> Result<()> {
    let (mut worker, journal) = start(fixture, &fixture.settings()?)?;
    let name = format!("mistral-executor:{}:sending", worker.pid());
    assert_eq!(fixture.broker.close_connection(&name)?, 1);
    worker.wait_log("for sending lost", 1)?;
    finish(fixture, worker, &journal)
}

/// The broker delivers the message to another worker, which leaves it to the worker that runs the action.
pub(crate) fn redelivery_to_peer_leaves_action_with_owner(fixture: &Fixture) -> Result<()> {
    let (first, second, journal) = redeliver_to_peer(fixture)?;
    // The other worker decides while the action runs.
    fixture.wait_held(0)?;
    fixture.wait_idle()?;
    assert!(fixture.engine()?.results("a").is_empty());
    journal.open_gate()?;
    assert_eq!(fixture.engine()?.result("a")?["data"], "a");
    fixture.wait_queues_empty()?;
    assert_eq!(journal.count("begin", "a")?, 1);
    second.terminate()?;
    fixture.assert_serves("b")?;
    fixture.finish(first, &["a", "b"])
}

/// A message that was left to its owner is not lost when the owner crashes.
pub(crate) fn crash_of_owner_fails_redelivered_action(fixture: &Fixture) -> Result<()> {
    let (first, second, journal) = redeliver_to_peer(fixture)?;
    fixture.wait_held(0)?;
    first.kill()?;
    let result = fixture.engine()?.result("a")?;
    let error = result["error"].as_str().unwrap_or_default();
    assert!(error.contains("redelivered"), "{result}");
    fixture.wait_queues_empty()?;
    assert_eq!(journal.count("begin", "a")?, 1);
    fixture.finish(second, &["a"])
}

/// Starts two workers; the first runs an action, and the second gets its message after a lost connection.
fn redeliver_to_peer(fixture: &Fixture) -> Result<(Worker, Worker, Journal)> {
    let settings = fixture.holding_settings()?;
    let (first, journal) = start(fixture, &settings)?;
    let second = fixture.worker(&settings)?;
    lose_receiving_connection(fixture, &first)?;
    Ok((first, second, journal))
}

/// Closes a worker's connection, so that another worker gets the message of its action.
fn lose_receiving_connection(fixture: &Fixture, worker: &Worker) -> Result<()> {
    let name = format!("mistral-executor:{}:receiving", worker.pid());
    assert_eq!(fixture.broker.close_connection(&name)?, 1);
    fixture.wait_held(1)
}

fn start(fixture: &Fixture, settings: &Settings) -> Result<(Worker, Journal)> {
    let journal = fixture.journal();
    let worker = fixture.worker(settings)?;
    fixture
        .engine()?
        .send(&Request::new("a", "test.work", &journal.gated("a")))?;
    journal.wait("begin", "a")?;
    Ok((worker, journal))
}

/// Asserts that the action continues and finishes once.
fn finish(fixture: &Fixture, worker: Worker, journal: &Journal) -> Result<()> {
    journal.open_gate()?;
    assert_eq!(fixture.engine()?.result("a")?["data"], "a");
    fixture.wait_idle()?;
    assert_eq!(journal.count("begin", "a")?, 1);
    fixture.assert_serves("b")?;
    fixture.finish(worker, &["a", "b"])
}

/// The network is cut while many results are being sent.
pub(crate) fn results_survive_cut_connections(fixture: &Fixture) -> Result<()> {
    let (engine, journal) = (fixture.engine()?, fixture.journal());
    let proxy = Proxy::to(fixture.broker.address()?)?;
    proxy.open()?;
    let url = format!("rabbit://guest:guest@{}/", proxy.address());
    let worker = fixture.worker(&fixture.settings()?.set("DEFAULT", "transport_url", url))?;
    let ids: Vec<_> = (0..40).map(|number| format!("item-{number}")).collect();
    for id in &ids {
        engine.send(&Request::new(id, "test.work", &journal.gated(id)))?;
    }
    for id in &ids {
        journal.wait("begin", id)?;
    }
    journal.open_gate()?;
    for id in &ids[..3] {
        proxy.cut()?;
        journal.wait("end", id)?;
    }
    for id in &ids {
        assert_eq!(engine.result(id)?["data"], id.as_str());
    }
    fixture.wait_idle()?;
    for id in &ids {
        assert_eq!(journal.count("begin", id)?, 1, "{id}");
    }
    fixture.assert_serves("after")?;
    worker.terminate()?;
    // An unconfirmed result is sent again; no result may be an error.
    engine.settle()?;
    for id in &ids {
        let results = engine.results(id);
        assert!(
            results.iter().all(|result| result["data"] == id.as_str()),
            "{results:?}"
        );
    }
    Ok(())
}

/// The network passes no data, but connections stay open.
pub(crate) fn action_survives_frozen_network(fixture: &Fixture) -> Result<()> {
    let (engine, journal) = (fixture.engine()?, fixture.journal());
    let proxy = Proxy::to(fixture.broker.address()?)?;
    proxy.open()?;
    let url = format!("rabbit://guest:guest@{}/", proxy.address());
    let settings = fixture
        .settings()?
        .set("DEFAULT", "transport_url", url)
        .set("oslo_messaging_rabbit", "heartbeat_timeout_threshold", 2);
    let mut worker = fixture.worker(&settings)?;
    engine.send(&Request::new("a", "test.work", &journal.gated("a")))?;
    journal.wait("begin", "a")?;
    proxy.freeze(Frozen::Everything);
    worker.wait_log("for receiving lost", 1)?;
    worker.wait_log("for sending lost", 1)?;
    proxy.freeze(Frozen::Nothing);
    worker.wait_log("was delivered again while it runs here", 1)?;
    finish(fixture, worker, &journal)
}

/// An action blocks its thread for longer than the heartbeat timeouts of the broker and the engine.
pub(crate) fn blocked_thread_stops_no_heartbeats(fixture: &Fixture) -> Result<()> {
    let (engine, journal) = (fixture.engine()?, fixture.journal());
    let settings = fixture
        .settings()?
        .set("oslo_messaging_rabbit", "heartbeat_timeout_threshold", 2)
        .set("action_heartbeat", "check_interval", 1)
        .set("mistral_actions", "monitoring_address", "127.0.0.1:0")
        // One thread, so that a blocked one would stop everything on this runtime.
        .set("mistral_actions", "threads", 1);
    let mut worker = fixture.worker(&settings)?;
    let monitoring = MonitoringClient::of(&worker)?;
    until("the worker consumes from all queues", || {
        Ok((monitoring.get("/healthz")?.0 == 200).then_some(()))
    })?;
    engine.send(&Request::new("a", "test.block", &journal.gated("a")))?;
    journal.wait("begin", "a")?;
    // The broker closes a connection after twice the heartbeat timeout.
    until("the engine has received six heartbeats", || {
        Ok((engine.heartbeats().len() >= 6).then_some(()))
    })?;
    assert_eq!(monitoring.get("/healthz")?.0, 200);
    worker.signal(Signal::TERM)?;
    worker.wait_log("draining: 1 action is running", 1)?;
    journal.open_gate()?;
    let status = worker.wait_exit()?;
    assert!(status.success(), "{status}");
    engine.settle()?;
    let results = engine.results("a");
    assert_eq!((results.len(), &results[0]["data"]), (1, &json!("a")));
    assert_eq!(fixture.broker.messages(&fixture.topic())?, (0, 0));
    assert_eq!(journal.count("begin", "a")?, 1);
    let log = worker.log()?;
    assert!(!log.contains("lost"), "{log}");
    Ok(())
}

/// A draining worker keeps its running action when it loses the connection.
pub(crate) fn drain_survives_closed_connection(fixture: &Fixture) -> Result<()> {
    let settings = fixture.holding_settings()?;
    let (mut first, journal) = start(fixture, &settings)?;
    let second = fixture.worker(&settings)?;
    first.signal(Signal::TERM)?;
    first.wait_log("draining: 1 action is running", 1)?;
    lose_receiving_connection(fixture, &first)?;
    fixture.wait_held(0)?;
    journal.open_gate()?;
    assert_eq!(fixture.engine()?.result("a")?["data"], "a");
    let status = first.wait_exit()?;
    assert!(status.success(), "{status}");
    fixture.wait_idle()?;
    assert_eq!(journal.count("begin", "a")?, 1);
    fixture.assert_serves("b")?;
    fixture.finish(second, &["a", "b"])
}

/// The broker does not miss a worker that has ended in order.
pub(crate) fn worker_closes_its_connections(fixture: &Fixture) -> Result<()> {
    let worker = fixture.worker(&fixture.settings()?)?;
    let names = ["receiving", "sending"]
        .map(|purpose| format!("mistral-executor:{}:{purpose}", worker.pid()));
    fixture.assert_serves("a")?;
    fixture.finish(worker, &["a"])?;
    for name in names {
        let line = until("the broker has logged the end of the connection", || {
            let log = fixture.broker.log()?;
            let mut lines = log.lines();
            let end =
                lines.find(|line| line.contains("closing AMQP connection") && line.contains(&name));
            Ok(end.map(str::to_owned))
        })?;
        assert!(line.contains("[info]"), "{line}");
    }
    Ok(())
}
