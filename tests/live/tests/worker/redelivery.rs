//! Requests that the broker delivers to a second worker, and the decision which of the two answers for them.

use std::time::{Duration, Instant};

use live_tests::serde_json::json;
use live_tests::{Result, until};

use crate::engine::is_refusal;
use crate::fixture::Fixture;
use crate::proxy::{Frozen, Proxy};
use crate::request::Request;

/// A worker is killed while the broker has two copies of its message, which two other workers receive.
pub(crate) fn two_copies_of_killed_worker_are_refused(fixture: &Fixture) -> Result<()> {
    let settings = fixture.holding_settings()?;
    let (engine, journal) = (fixture.engine()?, fixture.journal());
    let proxy = Proxy::open_for(fixture)?;
    // It does not give up on its action before it is killed.
    let parks = proxy
        .settings(settings.clone())
        .set("mistral_actions", "hold_time", 60)
        .set("mistral_actions", "park_after", 1);
    let owner = fixture.worker(&parks)?;
    engine.send(&Request::new("a", "test.work", &journal.gated("a")))?;
    journal.wait("begin", "a")?;
    fixture.wait_idle()?;
    let others = [fixture.worker(&settings)?, fixture.worker(&settings)?];
    proxy.freeze(Frozen::Receiving);
    until("the broker has two copies of the message", || {
        let queues = fixture.broker.ctl(&["list_queues", "name", "messages"])?;
        let mut lines = queues
            .lines()
            .filter(|line| line.starts_with(&fixture.topic()) && line.contains(".parking_"));
        Ok(lines
            .any(|line| !line.ends_with("\t0") && !line.ends_with("\t1"))
            .then_some(()))
    })?;
    owner.kill()?;
    drop(proxy);
    engine.result("a")?;
    fixture.wait_queues_empty()?;
    for worker in others {
        worker.terminate()?;
    }
    engine.settle()?;
    // The engine ignores a second result, which says the same.
    let results = engine.results("a");
    assert!(results.iter().all(is_refusal), "{results:?}");
    assert_eq!(journal.count("begin", "a")?, 1);
    Ok(())
}

/// The network of the worker that got the message a second time stalls; meanwhile the action ends, and its worker too.
pub(crate) fn stalled_worker_refuses_no_finished_action(fixture: &Fixture) -> Result<()> {
    let settings = fixture.holding_settings()?;
    let (engine, journal) = (fixture.engine()?, fixture.journal());
    let mut owner = fixture.worker(&settings)?;
    engine.send(&Request::new("a", "test.work", &journal.gated("a")))?;
    journal.wait("begin", "a")?;
    let proxy = Proxy::open_for(fixture)?;
    let mut other = fixture.worker(&proxy.settings(settings))?;
    proxy.freeze(Frozen::Everything);
    let name = format!("mistral-executor:{}:receiving", owner.pid());
    assert_eq!(fixture.broker.close_connection(&name)?, 1);
    owner.wait_log(&format!("consuming from {}\n", fixture.topic()), 2)?;
    journal.open_gate()?;
    assert_eq!(engine.result("a")?["data"], "a");
    other.wait_log("receiving lost: no answer from the broker", 1)?;
    owner.terminate()?;
    proxy.freeze(Frozen::Nothing);
    other.wait_log(&format!("consuming from {}\n", fixture.topic()), 2)?;
    fixture.wait_queues_empty()?;
    fixture.finish(other, &["a"])?;
    assert_eq!(journal.count("begin", "a")?, 1);
    Ok(())
}

/// Many redelivered requests delay neither new ones nor those that may run twice.
pub(crate) fn backlog_of_redelivered_requests_delays_no_others(fixture: &Fixture) -> Result<()> {
    const UNSAFE: usize = 300;
    const OTHERS: usize = 20;
    /// A request that waits in a place of the prefetch for an answer of others takes much longer.
    const MOST: Duration = Duration::from_secs(10);
    let settings = fixture.holding_settings()?;
    let engine = fixture.engine()?;
    // Declares the queue.
    fixture.worker(&settings)?.terminate()?;
    let request = |id: String| {
        let value = json!({"value": id});
        Request::new(&id, "test.echo", &value)
    };
    let redelivered = (0..UNSAFE)
        .map(|number| request(format!("redelivered-{number}")))
        .chain((0..OTHERS).map(|number| request(format!("safe-{number}")).safe_rerun()));
    engine.send_all(&redelivered.collect::<Vec<_>>())?;
    engine.redeliver(&fixture.topic(), UNSAFE + OTHERS)?;
    let new = (0..OTHERS).map(|number| request(format!("new-{number}")));
    engine.send_all(&new.collect::<Vec<_>>())?;
    let settings = settings.set("DEFAULT", "executor_thread_pool_size", 8);
    let worker = fixture.worker(&settings)?;
    let began = Instant::now();
    let is_other = |id: &str| !id.starts_with("redelivered-");
    until("the other requests have results", || {
        let completions = engine.completions();
        let others = completions.iter().filter(|(id, _)| is_other(id));
        Ok((others.count() >= 2 * OTHERS).then_some(()))
    })?;
    let time = began.elapsed();
    assert!(time < MOST, "the other requests took {time:?}");
    let all = UNSAFE + 2 * OTHERS;
    until("every request has a result", || {
        Ok((engine.completions().len() >= all).then_some(()))
    })?;
    fixture.wait_queues_empty()?;
    worker.terminate()?;
    engine.settle()?;
    let completions = engine.completions();
    assert_eq!(completions.len(), all);
    for (id, is_refused) in &completions {
        assert_eq!(*is_refused, !is_other(id), "{id}");
    }
    let mut ids: Vec<_> = completions.into_iter().map(|(id, _)| id).collect();
    ids.sort_unstable();
    ids.dedup();
    assert_eq!(ids.len(), all);
    Ok(())
}

/// A connection is half open when the action ends, so that the acknowledgement is lost; then the worker ends.
pub(crate) fn result_over_half_open_connection_is_the_only_one(fixture: &Fixture) -> Result<()> {
    let settings = fixture.holding_settings()?;
    let (engine, journal) = (fixture.engine()?, fixture.journal());
    let proxy = Proxy::open_for(fixture)?;
    let mut owner = fixture.worker(&proxy.settings(settings.clone()))?;
    engine.send(&Request::new("a", "test.work", &journal.gated("a")))?;
    journal.wait("begin", "a")?;
    let mut other = fixture.worker(&settings)?;
    proxy.lose_clients();
    // A result whose confirm is lost would be published twice.
    owner.wait_log("for receiving lost", 1)?;
    owner.wait_log("for sending lost", 1)?;
    journal.open_gate()?;
    assert_eq!(engine.result("a")?["data"], "a");
    let name = format!("mistral-executor:{}:receiving", owner.pid());
    owner.terminate()?;
    // As after missed heartbeats; the broker delivers the message again.
    assert_eq!(fixture.broker.close_connection(&name)?, 1);
    other.wait_log("it is held back", 1)?;
    fixture.wait_held(0)?;
    fixture.wait_queues_empty()?;
    fixture.finish(other, &["a"])?;
    assert_eq!(journal.count("begin", "a")?, 1);
    Ok(())
}

/// The connections break while a parked action runs. The worker drains, and the action ends before it is connected again.
pub(crate) fn drain_leaves_no_parked_copy_behind(fixture: &Fixture) -> Result<()> {
    let settings = fixture.holding_settings()?;
    let (engine, journal) = (fixture.engine()?, fixture.journal());
    let proxy = Proxy::open_for(fixture)?;
    let parks = proxy
        .settings(settings.clone())
        .set("mistral_actions", "park_after", 1);
    let mut owner = fixture.worker(&parks)?;
    engine.send(&Request::new("a", "test.work", &journal.gated("a")))?;
    journal.wait("begin", "a")?;
    fixture.wait_idle()?;
    let other = fixture.worker(&settings)?;
    proxy.close();
    owner.wait_log("for receiving lost", 1)?;
    owner.wait_log("for sending lost", 1)?;
    owner.signal(live_tests::Signal::TERM)?;
    journal.open_gate()?;
    journal.wait("end", "a")?;
    proxy.open()?;
    let status = owner.wait_exit()?;
    assert!(status.success(), "{status}");
    fixture.wait_queues_empty()?;
    fixture.finish(other, &["a"])?;
    assert_eq!(journal.count("begin", "a")?, 1);
    Ok(())
}

/// The queue of the topic is deleted while a delivered message waits for a slot.
pub(crate) fn waiting_message_survives_deleted_queue(fixture: &Fixture) -> Result<()> {
    let settings = fixture.holding_settings()?;
    let (engine, journal) = (fixture.engine()?, fixture.journal());
    let settings = settings.set("mistral_actions", "park_after", 1).set(
        "DEFAULT",
        "executor_thread_pool_size",
        1,
    );
    let mut worker = fixture.worker(&settings)?;
    engine.send(&Request::new("a", "test.work", &journal.gated("a")))?;
    journal.wait("begin", "a")?;
    fixture.wait_idle()?;
    engine.send(&Request::new("b", "test.work", &journal.quick("b")))?;
    until("the worker has the second message", || {
        Ok((engine.ready(&fixture.topic())? == 0).then_some(()))
    })?;
    engine.delete(&fixture.topic())?;
    worker.wait_log(&format!("consuming from {}\n", fixture.topic()), 2)?;
    assert_eq!(journal.count("begin", "b")?, 0);
    journal.open_gate()?;
    for id in ["a", "b"] {
        assert_eq!(engine.result(id)?["data"], id);
    }
    fixture.wait_queues_empty()?;
    fixture.finish(worker, &["a", "b"])?;
    for id in ["a", "b"] {
        assert_eq!(journal.count("begin", id)?, 1, "{id}");
    }
    Ok(())
}
