//! Actions that run longer than the broker waits for an acknowledgement (`consumer_timeout`).

use live_tests::{Result, Settings, until};

use crate::request::Request;
use crate::scene::Scene;

fn set_patience(scene: &Scene, timeout_ms: u32, tick_ms: u32) -> Result<()> {
    let set = |name: &str, value: u32| {
        scene
            .broker
            .eval(&format!("application:set_env(rabbit, {name}, {value})."))
    };
    set("consumer_timeout", timeout_ms)?;
    set("channel_tick_interval", tick_ms)?;
    Ok(())
}

pub(crate) fn outlives_the_patience_of_the_broker(scene: &Scene) -> Result<()> {
    set_patience(scene, 4000, 500)?;
    let outlived = outlive(scene);
    set_patience(scene, 1_800_000, 60_000)?;
    outlived
}

fn outlive(scene: &Scene) -> Result<()> {
    let (engine, journal) = (scene.engine()?, scene.journal());
    let settings = scene.settings()?.set("mistral_actions", "park_after", 1);
    let worker = scene.worker(&settings)?;
    engine.send(&Request::new("a", "trial.work", &journal.gated("a")))?;
    let call = Request::new("b", "trial.work", &journal.gated("b"));
    engine.send(&call.call("call-1", &engine.reply_queue))?;
    journal.wait("begin", "a")?;
    journal.wait("begin", "b")?;
    for _ in 0..2 {
        engine.try_patience(&format!("{}_patience", scene.name))?;
    }
    let log = worker.log()?;
    assert!(
        !log.contains("consuming again") && !log.contains("trying again"),
        "{log}"
    );
    journal.open_gate()?;
    assert_eq!(engine.result("a")?["data"], "a");
    engine.reply("call-1")?;
    wait_nothing_is_left(scene)?;
    assert_eq!(
        (journal.count("begin", "a")?, journal.count("begin", "b")?),
        (1, 1)
    );
    scene.still_works("c")?;
    scene.end(worker, &["a", "c"])?;
    assert_eq!(engine.replies("call-1").len(), 1);
    Ok(())
}

/// A worker that does not know how little patience the broker has: its channel is closed again and again,
/// and what runs goes on.
pub(crate) fn patience_ends(scene: &Scene) -> Result<()> {
    set_patience(scene, 2000, 500)?;
    let ended = lose_patience(scene);
    set_patience(scene, 1_800_000, 60_000)?;
    ended
}

fn lose_patience(scene: &Scene) -> Result<()> {
    let (engine, journal) = (scene.engine()?, scene.journal());
    let mut worker = scene.worker(&scene.settings()?)?;
    engine.send(&Request::new("a", "trial.work", &journal.gated("a")))?;
    journal.wait("begin", "a")?;
    worker.wait_log("was delivered again while it runs here", 2)?;
    journal.open_gate()?;
    assert_eq!(engine.result("a")?["data"], "a");
    scene.wait_idle()?;
    assert_eq!(journal.count("begin", "a")?, 1);
    scene.still_works("b")?;
    scene.end(worker, &["a", "b"])
}

fn wait_nothing_is_left(scene: &Scene) -> Result<()> {
    until("nothing is left in any queue", || {
        let queues = scene.broker.ctl(&["list_queues", "name", "messages"])?;
        let mut ours = queues
            .lines()
            .filter(|line| line.starts_with(&scene.topic()));
        Ok(ours.all(|line| line.ends_with("\t0")).then_some(()))
    })
}

/// The connection breaks while the message is parked.
pub(crate) fn connection_closed(scene: &Scene) -> Result<()> {
    let (engine, journal) = (scene.engine()?, scene.journal());
    let settings = scene.settings()?.set("mistral_actions", "park_after", 1);
    let mut worker = scene.worker(&settings)?;
    engine.send(&Request::new("a", "trial.work", &journal.gated("a")))?;
    journal.wait("begin", "a")?;
    scene.wait_idle()?;
    for times in 2..4 {
        let name = format!("mistral-executor:{}:receiving", worker.pid());
        assert_eq!(scene.broker.close_connection(&name)?, 1);
        worker.wait_log(&format!("consuming from {}\n", scene.topic()), times)?;
    }
    journal.open_gate()?;
    assert_eq!(engine.result("a")?["data"], "a");
    wait_nothing_is_left(scene)?;
    assert_eq!(journal.count("begin", "a")?, 1);
    scene.end(worker, &["a"])
}

/// A crash brings what is parked back to the topic, and it counts as delivered before.
pub(crate) fn comes_back_after_a_crash(scene: &Scene) -> Result<()> {
    come_back(scene, &scene.settings()?)
}

pub(crate) fn comes_back_from_a_quorum_queue(scene: &Scene) -> Result<()> {
    scene.durable();
    let settings = scene.settings()?;
    come_back(
        scene,
        &settings.set("oslo_messaging_rabbit", "rabbit_quorum_queue", true),
    )
}

fn come_back(scene: &Scene, settings: &Settings) -> Result<()> {
    let (engine, journal) = (scene.engine()?, scene.journal());
    let settings = settings.clone().set("mistral_actions", "park_after", 1);
    let first = scene.worker(&settings)?;
    engine.send(&Request::new("a", "trial.work", &journal.gated("a")))?;
    engine.send(&Request::new("b", "trial.work", &journal.gated("b")).safe_rerun())?;
    journal.wait("begin", "a")?;
    journal.wait("begin", "b")?;
    scene.wait_idle()?;
    first.kill()?;
    wait_ready(scene, 2)?;
    let second = scene.worker(&settings)?;
    let result = engine.result("a")?;
    assert!(
        result["error"].to_string().contains("redelivered"),
        "{result}"
    );
    journal.wait_times("begin", "b", 2)?;
    journal.open_gate()?;
    assert_eq!(engine.result("b")?["data"], "b");
    wait_nothing_is_left(scene)?;
    assert_eq!(journal.count("begin", "a")?, 1);
    scene.end(second, &["a", "b"])
}

fn wait_ready(scene: &Scene, messages: u32) -> Result<()> {
    let engine = scene.engine()?;
    until("the topic has the messages again", || {
        Ok((engine.ready(&scene.topic())? == messages).then_some(()))
    })
}

/// One worker after the other crashes, and none of them loses it.
pub(crate) fn comes_back_again_and_again(scene: &Scene) -> Result<()> {
    let (engine, journal) = (scene.engine()?, scene.journal());
    let settings = scene.settings()?.set("mistral_actions", "park_after", 1);
    let mut worker = scene.worker(&settings)?;
    engine.send(&Request::new("a", "trial.work", &journal.gated("a")).safe_rerun())?;
    for times in 1..4 {
        journal.wait_times("begin", "a", times)?;
        scene.wait_idle()?;
        worker.kill()?;
        wait_ready(scene, 1)?;
        worker = scene.worker(&settings)?;
    }
    journal.wait_times("begin", "a", 4)?;
    journal.open_gate()?;
    assert_eq!(engine.result("a")?["data"], "a");
    wait_nothing_is_left(scene)?;
    scene.end(worker, &["a"])
}

/// A parked message lets another one come, which must not wait here while others are idle.
pub(crate) fn waits_for_nobody(scene: &Scene) -> Result<()> {
    let (engine, journal) = (scene.engine()?, scene.journal());
    let settings = scene
        .settings()?
        .set("mistral_actions", "park_after", 1)
        .set("DEFAULT", "executor_thread_pool_size", 1);
    let first = scene.worker(&settings)?;
    engine.send(&Request::new("a", "trial.work", &journal.gated("a")))?;
    journal.wait("begin", "a")?;
    scene.wait_idle()?;
    engine.send(&Request::new("b", "trial.work", &journal.quick("b")))?;
    until("the worker has taken what it has no slot for", || {
        Ok((scene.broker.messages(&scene.topic())? == (0, 1)).then_some(()))
    })?;
    let second = scene.worker(&settings)?;
    assert_eq!(engine.result("b")?["data"], "b");
    assert_eq!(journal.count("end", "a")?, 0);
    journal.open_gate()?;
    assert_eq!(engine.result("a")?["data"], "a");
    wait_nothing_is_left(scene)?;
    first.terminate()?;
    scene.end(second, &["a", "b"])?;
    assert_eq!(
        (journal.count("begin", "a")?, journal.count("begin", "b")?),
        (1, 1)
    );
    Ok(())
}
