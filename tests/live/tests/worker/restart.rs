//! Restarts, crashes and refusals of the broker.

use std::time::{Duration, Instant};

use live_tests::serde_json::json;
use live_tests::{Failure, Result, Settings, until};

use crate::broker::MESSAGE_LIMIT;
use crate::engine::is_refusal;
use crate::fixture::{Fixture, HOLD_TIME};
use crate::kinds::Kind;
use crate::request::Request;

/// Time after which the broker returns a parked message whose worker is gone.
const PARKED: Duration = Duration::from_secs(10);

pub(crate) fn broker_crash_keeps_durable_queues(fixture: &Fixture) -> Result<()> {
    fixture.set_kind(Kind::Durable);
    // After a crash the broker does not know which messages of such a queue it had delivered, and marks all of them
    // as redelivered. Waiting actions can therefore run only if they are safe to run again.
    crash(fixture, fixture.settings()?, Request::safe_rerun)
}

pub(crate) fn broker_crash_keeps_quorum_queues(fixture: &Fixture) -> Result<()> {
    fixture.set_kind(Kind::Quorum);
    let settings = fixture.settings()?;
    // The broker loses such a queue if it crashes immediately after the declaration.
    fixture.worker(&settings)?.terminate()?;
    fixture.broker.stop()?;
    fixture.broker.start()?;
    fixture.engine()?.reconnect()?;
    crash(fixture, settings, |request| request)
}

/// Running actions finish once, and waiting messages survive.
fn crash(
    fixture: &Fixture,
    settings: Settings,
    prepare_waiting: fn(Request) -> Request,
) -> Result<()> {
    let (engine, journal) = (fixture.engine()?, fixture.journal());
    let mut worker = fixture.worker(&settings.set("DEFAULT", "executor_thread_pool_size", 2))?;
    for id in ["a", "b"] {
        engine.send(&Request::new(id, "test.work", &journal.gated(id)))?;
    }
    journal.wait("begin", "a")?;
    journal.wait("begin", "b")?;
    let waiting = ["c", "d", "e", "f"];
    for id in waiting {
        let request = Request::new(id, "test.work", &journal.quick(id));
        engine.send(&prepare_waiting(request))?;
    }
    fixture.broker.kill()?;
    fixture.broker.start()?;
    engine.reconnect()?;
    worker.wait_log("was delivered again while it runs here", 2)?;
    journal.open_gate()?;
    for id in ["a", "b", "c", "d", "e", "f"] {
        assert_eq!(engine.result(id)?["data"], id);
        assert_eq!(journal.count("begin", id)?, 1, "{id}");
    }
    fixture.wait_idle()?;
    fixture.finish(worker, &["a", "b", "c", "d", "e", "f"])
}

/// The broker crashes after a worker with parked messages, and returns after their time to live.
pub(crate) fn broker_crash_keeps_parked_messages(fixture: &Fixture) -> Result<()> {
    let (engine, journal) = (fixture.engine()?, fixture.journal());
    let settings = fixture
        .holding_settings()?
        .set("mistral_actions", "park_after", 1);
    let ids = ["a", "b", "c", "d", "e", "f"];
    let first = fixture.worker(&settings)?;
    for id in ids {
        engine.send(&Request::new(id, "test.work", &journal.gated(id)))?;
    }
    for id in ids {
        journal.wait("begin", id)?;
    }
    fixture.wait_idle()?;
    first.kill()?;
    fixture.broker.kill()?;
    // When the broker returns, the messages have expired.
    std::thread::sleep(PARKED);
    fixture.broker.start()?;
    engine.reconnect()?;
    let second = fixture.worker(&settings)?;
    for id in ids {
        let result = engine.result(id)?;
        assert!(is_refusal(&result), "{result}");
        assert_eq!(journal.count("begin", id)?, 1, "{id}");
    }
    fixture.wait_queues_empty()?;
    fixture.finish_after_kill(second, &ids)
}

pub(crate) fn broker_restart_keeps_held_messages_of_durable_queues(
    fixture: &Fixture,
) -> Result<()> {
    restart_while_held(fixture, Kind::Durable)
}

pub(crate) fn broker_restart_keeps_held_messages_of_quorum_queues(fixture: &Fixture) -> Result<()> {
    restart_while_held(fixture, Kind::Quorum)
}

/// The time of held requests passes while the broker is down.
fn restart_while_held(fixture: &Fixture, kind: Kind) -> Result<()> {
    fixture.set_kind(kind);
    let (engine, journal) = (fixture.engine()?, fixture.journal());
    let settings = fixture.holding_settings()?;
    let ids = ["a", "b", "c", "d", "e", "f"];
    let first = fixture.worker(&settings)?;
    for id in ids {
        engine.send(&Request::new(id, "test.work", &journal.gated(id)))?;
    }
    for id in ids {
        journal.wait("begin", id)?;
    }
    first.kill()?;
    let second = fixture.worker(&settings)?;
    fixture.wait_held(6)?;
    fixture.broker.stop()?;
    let down = Instant::now();
    until("the time of the held requests is over", || {
        Ok((down.elapsed() > Duration::from_secs(HOLD_TIME.into())).then_some(()))
    })?;
    fixture.broker.start()?;
    engine.reconnect()?;
    for id in ids {
        let result = engine.result(id)?;
        assert!(is_refusal(&result), "{result}");
        assert_eq!(journal.count("begin", id)?, 1, "{id}");
    }
    fixture.wait_queues_empty()?;
    fixture.finish_after_kill(second, &ids)
}

/// A restart deletes transient queues; running actions continue.
pub(crate) fn broker_restart_keeps_running_actions(fixture: &Fixture) -> Result<()> {
    let (engine, journal) = (fixture.engine()?, fixture.journal());
    let mut worker = fixture.worker(&fixture.settings()?)?;
    engine.send(&Request::new("a", "test.work", &journal.gated("a")))?;
    engine.send(&Request::new("b", "test.work", &journal.held("b")))?;
    journal.wait("begin", "a")?;
    journal.wait("begin", "b")?;
    fixture.broker.stop()?;
    // One action ends while the broker is down.
    journal.release("b")?;
    journal.wait("end", "b")?;
    fixture.broker.start()?;
    engine.reconnect()?;
    worker.wait_log(&format!("consuming from {}\n", fixture.topic()), 2)?;
    assert_eq!(engine.result("b")?["data"], "b");
    journal.open_gate()?;
    assert_eq!(engine.result("a")?["data"], "a");
    fixture.assert_serves("c")?;
    fixture.finish(worker, &["a", "b", "c"])
}

/// A broker without memory accepts no messages for longer than the heartbeat timeout.
pub(crate) fn blocked_broker_delays_results(fixture: &Fixture) -> Result<()> {
    let (engine, journal) = (fixture.engine()?, fixture.journal());
    let settings = fixture
        .settings()?
        .set("oslo_messaging_rabbit", "heartbeat_timeout_threshold", 2)
        .set("action_heartbeat", "check_interval", 1);
    let mut worker = fixture.worker(&settings)?;
    engine.send(&Request::new("a", "test.work", &journal.held("a")))?;
    engine.send(&Request::new("b", "test.work", &journal.gated("b")))?;
    journal.wait("begin", "a")?;
    journal.wait("begin", "b")?;
    fixture
        .broker
        .ctl(&["set_vm_memory_high_watermark", "0.00001"])?;
    let result = (|| {
        worker.wait_log("blocks publishers", 1)?;
        journal.release("a")?;
        journal.wait("end", "a")?;
        worker.wait_log("heartbeats of", 8)?;
        // A panic would skip the restoration of the broker's memory limit.
        match engine.results("a").len() {
            0 => Ok(()),
            some => Err(Failure::new(format_args!(
                "the engine received {some} results"
            ))),
        }
    })();
    fixture
        .broker
        .ctl(&["set_vm_memory_high_watermark", "0.4"])?;
    result?;
    assert_eq!(engine.result("a")?["data"], "a");
    journal.open_gate()?;
    assert_eq!(engine.result("b")?["data"], "b");
    until("every message is acknowledged", || {
        Ok((fixture.broker.messages(&fixture.topic())? == (0, 0)).then_some(()))
    })?;
    fixture.assert_serves("c")?;
    fixture.finish(worker, &["a", "b", "c"])
}

/// The broker closes the channel for an oversized message; the confirmations of other messages are lost with it.
pub(crate) fn oversized_message_fails_only_its_action(fixture: &Fixture) -> Result<()> {
    let engine = fixture.engine()?;
    let settings = fixture
        .settings()?
        .set("engine", "execution_field_size_limit_kb", 0);
    let mut worker = fixture.worker(&settings)?;
    let large =
        |id: &str| Request::new(id, "test.text", &json!({"bytes": MESSAGE_LIMIT + 100_000}));
    engine.send(&large("a").call("call-1", &engine.reply_queue))?;
    engine.send(&large("b"))?;
    let ids: Vec<_> = (0..40).map(|number| format!("item-{number}")).collect();
    for id in &ids {
        engine.send(&Request::new(id, "test.echo", &json!({"value": id})))?;
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
    worker.wait_log("the broker refused a message of", 2)?;
    fixture.wait_idle()?;
    fixture.assert_serves("after")?;
    fixture.finish(worker, &["b", "after"])
}
