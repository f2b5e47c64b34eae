//! Requests that a worker hands back, or has forgotten, while its connections break.

use live_tests::{Result, Signal, until};

use crate::engine::is_refusal;
use crate::fixture::Fixture;
use crate::kinds::Kind;
use crate::proxy::{Frozen, Proxy};
use crate::request::Request;

/// Settings of a worker with one slot, which parks the message of its action soon, so that another one comes.
fn with_one_slot(settings: live_tests::Settings) -> live_tests::Settings {
    settings
        .set("mistral_actions", "park_after", 1)
        .set("DEFAULT", "executor_thread_pool_size", 1)
}

/// Waits until the broker has a number of messages in the queues of workers.
fn wait_parked(fixture: &Fixture, messages: u32) -> Result<()> {
    until(&format!("{messages} messages are parked"), || {
        let queues = fixture.broker.ctl(&["list_queues", "name", "messages"])?;
        let parked = queues
            .lines()
            .filter(|line| line.starts_with(&fixture.topic()) && line.contains(".parking_"))
            .filter_map(|line| line.rsplit('\t').next()?.parse::<u32>().ok());
        Ok((parked.sum::<u32>() >= messages).then_some(()))
    })
}

/// A request that finds no slot goes back to its queue more often than the queue's delivery limit allows deliveries.
pub(crate) fn waiting_message_outlives_delivery_limit(fixture: &Fixture) -> Result<()> {
    const LIMIT: usize = 2;
    fixture.set_kind(Kind::Quorum);
    let (engine, journal) = (fixture.engine()?, fixture.journal());
    let group = "oslo_messaging_rabbit";
    let settings = with_one_slot(fixture.holding_settings()?)
        .set("mistral_actions", "park_after", 5)
        .set("DEFAULT", "debug", true)
        .set(group, "rabbit_quorum_delivery_limit", LIMIT);
    let mut worker = fixture.worker(&settings)?;
    engine.send(&Request::new("a", "test.work", &journal.gated("a")))?;
    journal.wait("begin", "a")?;
    // The worker receives no other message before it has parked the first.
    let request = |id| Request::new(id, "test.work", &journal.quick(id));
    engine.send(&request("safe").safe_rerun())?;
    engine.redeliver(&fixture.topic(), 1)?;
    engine.send(&request("new"))?;
    for id in ["safe", "new"] {
        worker.wait_log(&format!("action execution {id} finds no slot"), LIMIT + 2)?;
    }
    journal.open_gate()?;
    for id in ["a", "safe", "new"] {
        assert_eq!(engine.result(id)?["data"], id);
    }
    fixture.wait_queues_empty()?;
    fixture.finish(worker, &["a", "safe", "new"])?;
    assert_eq!(journal.count("begin", "new")?, 1);
    Ok(())
}

/// A worker gives up a parked action while it has no connection, and receives its message again before it ends.
pub(crate) fn drain_returns_parked_message_of_abandoned_action(fixture: &Fixture) -> Result<()> {
    let settings = fixture.holding_settings()?;
    let (engine, journal) = (fixture.engine()?, fixture.journal());
    let proxy = Proxy::open_for(fixture)?;
    let parks = proxy
        .settings(settings.clone())
        .set("mistral_actions", "park_after", 1)
        .set("DEFAULT", "graceful_shutdown_timeout", 1);
    let mut owner = fixture.worker(&parks)?;
    engine.send(&Request::new("a", "test.work", &journal.gated("a")))?;
    journal.wait("begin", "a")?;
    fixture.wait_idle()?;
    // Its result keeps the worker busy.
    engine.delete(&engine.queue)?;
    engine.send(&Request::new("b", "test.work", &journal.quick("b")))?;
    owner.wait_log("no queue bound for routing key", 1)?;
    proxy.close();
    owner.wait_log("for receiving lost", 1)?;
    owner.wait_log("for sending lost", 1)?;
    owner.signal(Signal::TERM)?;
    owner.wait_log("requeueing the unfinished action execution a", 1)?;
    proxy.open()?;
    let status = owner.wait_exit()?;
    assert!(status.success(), "{status}");
    engine.listen()?;
    let other = fixture.worker(&settings)?;
    let result = engine.result("a")?;
    assert!(is_refusal(&result), "{result}");
    engine.result("b")?;
    fixture.wait_queues_empty()?;
    fixture.finish_after_kill(other, &["a", "b"])?;
    for id in ["a", "b"] {
        assert_eq!(journal.count("begin", id)?, 1, "{id}");
    }
    Ok(())
}

/// A request waits for a slot while the network of its worker stalls; meanwhile another worker refuses it.
pub(crate) fn refused_message_is_not_handed_back(fixture: &Fixture) -> Result<()> {
    let settings = fixture.holding_settings()?;
    let (engine, journal) = (fixture.engine()?, fixture.journal());
    let proxy = Proxy::open_for(fixture)?;
    let mut owner = fixture.worker(&proxy.settings(with_one_slot(settings.clone())))?;
    engine.send(&Request::new("a", "test.work", &journal.gated("a")))?;
    journal.wait("begin", "a")?;
    fixture.wait_idle()?;
    engine.send(&Request::new("b", "test.work", &journal.quick("b")))?;
    until("the worker has the second message", || {
        Ok((engine.ready(&fixture.topic())? == 0).then_some(()))
    })?;
    proxy.freeze(Frozen::Everything);
    let other = fixture.worker(&settings)?;
    for purpose in ["receiving", "sending"] {
        let name = format!("mistral-executor:{}:{purpose}", owner.pid());
        fixture.broker.close_connection(&name)?;
    }
    let result = engine.result("b")?;
    assert!(is_refusal(&result), "{result}");
    proxy.freeze(Frozen::Nothing);
    owner.wait_log(&format!("consuming from {}\n", fixture.topic()), 2)?;
    journal.open_gate()?;
    engine.result("a")?;
    fixture.wait_queues_empty()?;
    owner.terminate()?;
    fixture.finish_after_kill(other, &["a", "b"])?;
    assert_eq!(
        (journal.count("begin", "a")?, journal.count("begin", "b")?),
        (1, 0)
    );
    Ok(())
}

/// The same at a drain, after a short break: the request returns, and runs elsewhere.
pub(crate) fn drain_during_break_returns_waiting_message(fixture: &Fixture) -> Result<()> {
    let settings = fixture.holding_settings()?;
    let (engine, journal) = (fixture.engine()?, fixture.journal());
    let proxy = Proxy::open_for(fixture)?;
    let mut owner = fixture.worker(&proxy.settings(with_one_slot(settings.clone())))?;
    engine.send(&Request::new("a", "test.work", &journal.gated("a")))?;
    journal.wait("begin", "a")?;
    fixture.wait_idle()?;
    engine.send(&Request::new("b", "test.work", &journal.quick("b")))?;
    until("the worker has the second message", || {
        Ok((engine.ready(&fixture.topic())? == 0).then_some(()))
    })?;
    proxy.close();
    owner.signal(Signal::TERM)?;
    let other = fixture.worker(&settings)?;
    proxy.open()?;
    engine.result("b")?;
    journal.open_gate()?;
    let status = owner.wait_exit()?;
    assert!(status.success(), "{status}");
    fixture.wait_queues_empty()?;
    fixture.finish(other, &["a", "b"])?;
    let is_refused = is_refusal(&engine.result("b")?);
    assert_eq!(journal.count("begin", "b")?, usize::from(!is_refused));
    assert_eq!(journal.count("begin", "a")?, 1);
    Ok(())
}

/// A request without a slot is in the queue of its worker when the connections break.
pub(crate) fn waiting_message_survives_break_in_own_queue(fixture: &Fixture) -> Result<()> {
    let settings = fixture.holding_settings()?;
    let (engine, journal) = (fixture.engine()?, fixture.journal());
    let proxy = Proxy::open_for(fixture)?;
    // It does not give up on its action while the script looks at the queues.
    let settings = with_one_slot(settings).set("mistral_actions", "hold_time", 30);
    let mut worker = fixture.worker(&proxy.settings(settings))?;
    engine.send(&Request::new("a", "test.work", &journal.gated("a")))?;
    journal.wait("begin", "a")?;
    fixture.wait_idle()?;
    engine.send(&Request::new("b", "test.work", &journal.quick("b")))?;
    until("the worker has the second message", || {
        Ok((engine.ready(&fixture.topic())? == 0).then_some(()))
    })?;
    // The worker publishes the copy, and does not receive it.
    proxy.freeze(Frozen::Receiving);
    wait_parked(fixture, 2)?;
    proxy.close();
    proxy.freeze(Frozen::Nothing);
    proxy.open()?;
    worker.wait_log(&format!("consuming from {}\n", fixture.topic()), 2)?;
    journal.open_gate()?;
    assert_eq!(engine.result("a")?["data"], "a");
    // It is refused if the break was longer than a copy waits for its worker.
    let is_refused = is_refusal(&engine.result("b")?);
    fixture.wait_queues_empty()?;
    fixture.finish(worker, &["a", "b"])?;
    assert_eq!(journal.count("begin", "a")?, 1);
    assert_eq!(journal.count("begin", "b")?, usize::from(!is_refused));
    Ok(())
}
