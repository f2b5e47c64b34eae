//! The orderly end of a worker.

use live_tests::{Result, Settings, Signal, Worker, until};

use crate::engine::properties;
use crate::journal::Journal;
use crate::proxy::Proxy;
use crate::request::Request;
use crate::scene::Scene;

/// What runs comes to its end, and the engine knows all the time that it runs.
pub(crate) fn finishes_what_runs(scene: &Scene) -> Result<()> {
    let (engine, journal) = (scene.engine()?, scene.journal());
    let settings = scene
        .settings()?
        .set("action_heartbeat", "check_interval", 1);
    let mut worker = scene.worker(&settings)?;
    engine.send(&Request::new("a", "trial.work", &journal.gated("a")))?;
    journal.wait("begin", "a")?;
    worker.signal(Signal::TERM)?;
    worker.wait_log("stopping: 1 actions are running", 1)?;
    let before = engine.heartbeats().len();
    until("there are heartbeats while it stops", || {
        Ok((engine.heartbeats().len() >= before + 2).then_some(()))
    })?;
    journal.open_gate()?;
    let status = worker.wait_end()?;
    assert!(status.success(), "{status}");
    assert_eq!(engine.result("a")?["data"], "a");
    assert_eq!(scene.broker.messages(&scene.topic())?, (0, 0));
    Ok(())
}

/// Starts a worker and an action, and stops the worker, which has no time for the action.
fn stop_too_early(scene: &Scene, settings: &Settings, request: &Request) -> Result<Journal> {
    let (engine, journal) = (scene.engine()?, scene.journal());
    let mut worker = scene.worker(settings)?;
    engine.send(request)?;
    journal.wait("begin", "a")?;
    worker.signal(Signal::TERM)?;
    let status = worker.wait_end()?;
    assert!(status.success(), "{status}");
    assert_eq!(journal.count("stopped", "a")?, 1);
    Ok(journal)
}

fn impatient(scene: &Scene) -> Result<Settings> {
    Ok(scene
        .settings()?
        .set("DEFAULT", "graceful_shutdown_timeout", 1))
}

pub(crate) fn gives_back_to_be_run_again(scene: &Scene) -> Result<()> {
    let request = Request::new("a", "trial.work", &scene.journal().gated("a")).safe_rerun();
    let journal = stop_too_early(scene, &impatient(scene)?, &request)?;
    let second = scene.worker(&scene.settings()?)?;
    runs_again(scene, &journal, second)
}

fn runs_again(scene: &Scene, journal: &Journal, second: Worker) -> Result<()> {
    journal.wait_times("begin", "a", 2)?;
    journal.open_gate()?;
    assert_eq!(scene.engine()?.result("a")?["data"], "a");
    scene.wait_idle()?;
    scene.end(second, &["a"])
}

pub(crate) fn gives_back_to_be_refused(scene: &Scene) -> Result<()> {
    let request = Request::new("a", "trial.work", &scene.journal().gated("a"));
    let journal = stop_too_early(scene, &impatient(scene)?, &request)?;
    let second = scene.worker(&scene.settings()?)?;
    let result = scene.engine()?.result("a")?;
    assert!(
        result["error"].to_string().contains("redelivered"),
        "{result}"
    );
    scene.wait_idle()?;
    assert_eq!(journal.count("begin", "a")?, 1);
    scene.end(second, &["a"])
}

/// What a worker had taken and not begun counts as new, also if it may not run twice.
pub(crate) fn returns_what_was_not_begun(scene: &Scene) -> Result<()> {
    let (engine, journal) = (scene.engine()?, scene.journal());
    let settings = scene
        .settings()?
        .set("DEFAULT", "executor_thread_pool_size", 1);
    let mut first = scene.worker(&settings.clone().set("executor", "host", "first"))?;
    engine.send(&Request::new("a", "trial.work", &journal.gated("a")))?;
    journal.wait("begin", "a")?;
    // It takes one from each of its queues.
    let own = format!("{}.first", scene.topic());
    first.wait_log(&format!("consuming from {own}\n"), 1)?;
    let request = Request::new("own", "trial.work", &journal.quick("own"));
    engine.publish(&own, &request.body(), properties())?;
    let ids = ["b", "c", "d", "e"];
    for id in ids {
        engine.send(&Request::new(id, "trial.work", &journal.quick(id)))?;
    }
    until("the worker has taken its own message", || {
        Ok((scene.broker.messages(&own)? == (0, 1)).then_some(()))
    })?;
    first.signal(Signal::TERM)?;
    // At once, and not when what runs has ended.
    until("the message is returned", || {
        Ok((engine.ready(&scene.topic())? == 5).then_some(()))
    })?;
    journal.open_gate()?;
    let status = first.wait_end()?;
    assert!(status.success(), "{status}");
    assert_eq!(engine.ready(&scene.topic())?, 5);
    assert_eq!(journal.count("begin", "own")?, 0);
    let second = scene.worker(&settings.set("executor", "host", "second"))?;
    for id in ["a", "own", "b", "c", "d", "e"] {
        assert_eq!(engine.result(id)?["data"], id);
    }
    scene.wait_idle()?;
    scene.end(second, &["a", "own", "b", "c", "d", "e"])
}

pub(crate) fn second_signal(scene: &Scene) -> Result<()> {
    let (engine, journal) = (scene.engine()?, scene.journal());
    // As long as it needs.
    let settings = scene
        .settings()?
        .set("DEFAULT", "graceful_shutdown_timeout", 0);
    let mut worker = scene.worker(&settings)?;
    engine.send(&Request::new("a", "trial.work", &journal.gated("a")))?;
    journal.wait("begin", "a")?;
    worker.signal(Signal::TERM)?;
    worker.wait_log("stopping: waiting for 1 actions", 1)?;
    worker.signal(Signal::TERM)?;
    let status = worker.wait_end()?;
    assert!(status.success(), "{status}");
    assert_eq!(journal.count("stopped", "a")?, 1);
    assert_eq!(engine.ready(&scene.topic())?, 1);
    Ok(())
}

/// What is parked goes back to where it came from.
pub(crate) fn gives_back_what_is_parked(scene: &Scene) -> Result<()> {
    let (engine, journal) = (scene.engine()?, scene.journal());
    let settings = impatient(scene)?.set("mistral_actions", "park_after", 1);
    let mut first = scene.worker(&settings)?;
    let request = Request::new("a", "trial.work", &journal.gated("a"));
    engine.send(&request.safe_rerun())?;
    // The worker stays for a while after it has given back the first.
    engine.send(&Request::new("b", "trial.stubborn", &journal.quick("b")))?;
    journal.wait("begin", "a")?;
    journal.wait("begin", "b")?;
    scene.wait_idle()?;
    first.signal(Signal::TERM)?;
    let status = first.wait_end()?;
    assert!(status.success(), "{status}");
    until("the topic has both again", || {
        Ok((engine.ready(&scene.topic())? == 2).then_some(()))
    })?;
    let second = scene.worker(&scene.settings()?)?;
    let result = engine.result("b")?;
    assert!(
        result["error"].to_string().contains("redelivered"),
        "{result}"
    );
    runs_again(scene, &journal, second)
}

/// A broker that no longer answers does not keep a worker from ending.
pub(crate) fn broker_does_not_answer(scene: &Scene) -> Result<()> {
    let proxy = Proxy::to(scene.broker.address()?)?;
    proxy.open()?;
    let url = format!("rabbit://guest:guest@{}/", proxy.address());
    let settings = impatient(scene)?.set("DEFAULT", "transport_url", url).set(
        "oslo_messaging_rabbit",
        "heartbeat_timeout_threshold",
        0,
    );
    let mut worker = scene.worker(&settings)?;
    let journal = scene.journal();
    scene
        .engine()?
        .send(&Request::new("a", "trial.work", &journal.gated("a")))?;
    journal.wait("begin", "a")?;
    proxy.freeze(true);
    worker.signal(Signal::TERM)?;
    let status = worker.wait_end()?;
    assert!(status.success(), "{status}");
    // It did not wait until the connection was given up.
    assert!(!worker.log()?.contains("no sign of life"));
    Ok(())
}
