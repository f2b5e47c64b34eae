//! Actions that run longer than the broker's `consumer_timeout`.

use live_tests::{Result, until};

use crate::fixture::Fixture;
use crate::kinds::Kind;
use crate::request::Request;

pub(crate) fn parked_action_outlives_consumer_timeout(fixture: &Fixture) -> Result<()> {
    let (engine, journal) = (fixture.engine()?, fixture.journal());
    let settings = fixture.settings()?.set("mistral_actions", "park_after", 1);
    let worker = fixture.worker(&settings)?;
    engine.send(&Request::new("a", "test.work", &journal.gated("a")))?;
    let call = Request::new("b", "test.work", &journal.gated("b"));
    engine.send(&call.call("call-1", &engine.reply_queue))?;
    journal.wait("begin", "a")?;
    journal.wait("begin", "b")?;
    for _ in 0..2 {
        engine.wait_for_consumer_timeout(&format!("{}_timeout", fixture.name))?;
    }
    let log = worker.log()?;
    assert!(
        !log.contains("consuming again") && !log.contains("trying again"),
        "{log}"
    );
    journal.open_gate()?;
    assert_eq!(engine.result("a")?["data"], "a");
    engine.reply("call-1")?;
    fixture.wait_queues_empty()?;
    assert_eq!(
        (journal.count("begin", "a")?, journal.count("begin", "b")?),
        (1, 1)
    );
    fixture.assert_serves("c")?;
    fixture.finish(worker, &["a", "c"])?;
    assert_eq!(engine.replies("call-1").len(), 1);
    Ok(())
}

/// Without parking, the broker takes the message back; the running action continues.
pub(crate) fn action_survives_consumer_timeout(fixture: &Fixture) -> Result<()> {
    // RabbitMQ 4.3 knows this timeout for quorum queues only.
    fixture.set_kind(Kind::Quorum);
    let (engine, journal) = (fixture.engine()?, fixture.journal());
    let mut worker = fixture.worker(&fixture.settings()?)?;
    engine.send(&Request::new("a", "test.work", &journal.gated("a")))?;
    journal.wait("begin", "a")?;
    worker.wait_log("was delivered again while it runs here", 1)?;
    // From now on its message is in the queue of this worker, a classic one.
    if fixture.broker.version() < (4, 3) {
        worker.wait_log("timed out. Timeout value used", 3)?;
    }
    journal.open_gate()?;
    assert_eq!(engine.result("a")?["data"], "a");
    fixture.wait_idle()?;
    assert_eq!(journal.count("begin", "a")?, 1);
    fixture.assert_serves("b")?;
    fixture.finish(worker, &["a", "b"])
}

/// The broker takes a message back and gives it to another worker, which leaves it to the worker that runs its action.
pub(crate) fn timed_out_message_leaves_action_with_owner(fixture: &Fixture) -> Result<()> {
    fixture.set_kind(Kind::Quorum);
    let (engine, journal) = (fixture.engine()?, fixture.journal());
    let settings = fixture.holding_settings()?;
    let owner = fixture.worker(&settings)?;
    engine.send(&Request::new("a", "test.work", &journal.gated("a")))?;
    journal.wait("begin", "a")?;
    let mut other = fixture.worker(&settings)?;
    other.wait_log("it is held back", 1)?;
    fixture.wait_held(0)?;
    fixture.wait_idle()?;
    assert!(engine.results("a").is_empty());
    journal.open_gate()?;
    assert_eq!(engine.result("a")?["data"], "a");
    fixture.wait_queues_empty()?;
    assert_eq!(journal.count("begin", "a")?, 1);
    owner.terminate()?;
    fixture.finish(other, &["a"])
}

/// A quorum queue drops a message that has returned too often. An action that ends its worker each time is not lost.
pub(crate) fn crashes_exhaust_no_delivery_limit(fixture: &Fixture) -> Result<()> {
    fixture.set_kind(Kind::Quorum);
    let (engine, journal) = (fixture.engine()?, fixture.journal());
    let settings =
        fixture
            .settings()?
            .set("oslo_messaging_rabbit", "rabbit_quorum_delivery_limit", 1);
    let mut worker = fixture.worker(&settings)?;
    engine.send(&Request::new("a", "test.work", &journal.gated("a")).safe_rerun())?;
    for times in 1..4 {
        journal.wait_times("begin", "a", times)?;
        worker.kill()?;
        worker = fixture.worker(&settings)?;
    }
    journal.wait_times("begin", "a", 4)?;
    journal.open_gate()?;
    assert_eq!(engine.result("a")?["data"], "a");
    fixture.wait_queues_empty()?;
    fixture.finish_after_kill(worker, &["a"])
}

/// The connection breaks while the message is parked.
pub(crate) fn parked_message_survives_closed_connection(fixture: &Fixture) -> Result<()> {
    let (engine, journal) = (fixture.engine()?, fixture.journal());
    let settings = fixture.settings()?.set("mistral_actions", "park_after", 1);
    let mut worker = fixture.worker(&settings)?;
    engine.send(&Request::new("a", "test.work", &journal.gated("a")))?;
    journal.wait("begin", "a")?;
    fixture.wait_idle()?;
    for times in 2..4 {
        let name = format!("mistral-executor:{}:receiving", worker.pid());
        assert_eq!(fixture.broker.close_connection(&name)?, 1);
        worker.wait_log(&format!("consuming from {}\n", fixture.topic()), times)?;
    }
    journal.open_gate()?;
    assert_eq!(engine.result("a")?["data"], "a");
    fixture.wait_queues_empty()?;
    assert_eq!(journal.count("begin", "a")?, 1);
    fixture.finish(worker, &["a"])
}

/// After a crash the broker returns a parked message to the topic, marked as redelivered.
pub(crate) fn parked_message_returns_after_crash(fixture: &Fixture) -> Result<()> {
    let (engine, journal) = (fixture.engine()?, fixture.journal());
    let settings = fixture
        .holding_settings()?
        .set("mistral_actions", "park_after", 1);
    let first = fixture.worker(&settings)?;
    engine.send(&Request::new("a", "test.work", &journal.gated("a")))?;
    engine.send(&Request::new("b", "test.work", &journal.gated("b")).safe_rerun())?;
    journal.wait("begin", "a")?;
    journal.wait("begin", "b")?;
    fixture.wait_idle()?;
    first.kill()?;
    wait_ready(fixture, 2)?;
    let second = fixture.worker(&settings)?;
    let result = engine.result("a")?;
    assert!(
        result["error"].to_string().contains("redelivered"),
        "{result}"
    );
    journal.wait_times("begin", "b", 2)?;
    journal.open_gate()?;
    assert_eq!(engine.result("b")?["data"], "b");
    fixture.wait_queues_empty()?;
    assert_eq!(journal.count("begin", "a")?, 1);
    fixture.finish_after_kill(second, &["a", "b"])
}

fn wait_ready(fixture: &Fixture, messages: u32) -> Result<()> {
    until("the topic has the messages again", || {
        Ok((fixture.ready()? >= messages).then_some(()))
    })
}

/// Several workers crash one after the other without losing the message.
pub(crate) fn parked_message_survives_repeated_crashes(fixture: &Fixture) -> Result<()> {
    let (engine, journal) = (fixture.engine()?, fixture.journal());
    let settings = fixture.settings()?.set("mistral_actions", "park_after", 1);
    let mut worker = fixture.worker(&settings)?;
    engine.send(&Request::new("a", "test.work", &journal.gated("a")).safe_rerun())?;
    for times in 1..4 {
        journal.wait_times("begin", "a", times)?;
        fixture.wait_idle()?;
        worker.kill()?;
        wait_ready(fixture, 1)?;
        worker = fixture.worker(&settings)?;
    }
    journal.wait_times("begin", "a", 4)?;
    journal.open_gate()?;
    assert_eq!(engine.result("a")?["data"], "a");
    fixture.wait_queues_empty()?;
    fixture.finish_after_kill(worker, &["a"])
}

/// Parking lets the broker deliver another message, which must not wait for this worker while another is idle.
pub(crate) fn waiting_message_moves_to_idle_worker(fixture: &Fixture) -> Result<()> {
    let (engine, journal) = (fixture.engine()?, fixture.journal());
    let settings = fixture
        .settings()?
        .set("mistral_actions", "park_after", 1)
        .set("DEFAULT", "executor_thread_pool_size", 1);
    let first = fixture.worker(&settings)?;
    engine.send(&Request::new("a", "test.work", &journal.gated("a")))?;
    journal.wait("begin", "a")?;
    fixture.wait_idle()?;
    engine.send(&Request::new("b", "test.work", &journal.quick("b")))?;
    until(
        "the worker has prefetched a message without a free slot",
        // Without a slot, it soon moves on to other queues.
        || Ok((fixture.broker.messages(&fixture.topic())?.0 == 0).then_some(())),
    )?;
    let second = fixture.worker(&settings)?;
    assert_eq!(engine.result("b")?["data"], "b");
    assert_eq!(journal.count("end", "a")?, 0);
    journal.open_gate()?;
    assert_eq!(engine.result("a")?["data"], "a");
    fixture.wait_queues_empty()?;
    first.terminate()?;
    fixture.finish(second, &["a", "b"])?;
    assert_eq!(
        (journal.count("begin", "a")?, journal.count("begin", "b")?),
        (1, 1)
    );
    Ok(())
}
