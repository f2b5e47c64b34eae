//! Connections that break while actions run.

use live_tests::serde_json::json;
use live_tests::{Result, Signal, Worker, until};

use crate::journal::Journal;
use crate::monitoring::Site;
use crate::proxy::Proxy;
use crate::request::Request;
use crate::scene::Scene;

/// The message comes a second time, to the worker that has it already.
pub(crate) fn receiving_closed(scene: &Scene) -> Result<()> {
    let (mut worker, journal) = start(scene)?;
    let name = format!("mistral-executor:{}:receiving", worker.pid());
    assert_eq!(scene.broker.close_connection(&name)?, 1);
    worker.wait_log("was delivered again while it runs here", 1)?;
    finish(scene, worker, &journal)
}

pub(crate) fn sending_closed(scene: &Scene) -> Result<()> {
    let (mut worker, journal) = start(scene)?;
    let name = format!("mistral-executor:{}:sending", worker.pid());
    assert_eq!(scene.broker.close_connection(&name)?, 1);
    worker.wait_log("for sending lost", 1)?;
    finish(scene, worker, &journal)
}

/// The message comes a second time, to another worker, which leaves it to the one that runs its action.
pub(crate) fn delivered_to_another(scene: &Scene) -> Result<()> {
    let (first, second, journal) = taken_over(scene)?;
    journal.open_gate()?;
    assert_eq!(scene.engine()?.result("a")?["data"], "a");
    scene.wait_idle()?;
    assert_eq!(journal.count("begin", "a")?, 1);
    second.terminate()?;
    scene.still_works("b")?;
    scene.end(first, &["a", "b"])
}

/// What was left to a worker is not lost with it.
pub(crate) fn left_to_one_that_crashes(scene: &Scene) -> Result<()> {
    let (first, second, journal) = taken_over(scene)?;
    first.kill()?;
    let result = scene.engine()?.result("a")?;
    let error = result["error"].as_str().unwrap_or_default();
    assert!(error.contains("redelivered"), "{result}");
    scene.wait_idle()?;
    assert_eq!(journal.count("begin", "a")?, 1);
    scene.end(second, &["a"])
}

/// A worker runs an action, and another has got its message because the connection of the first broke.
fn taken_over(scene: &Scene) -> Result<(Worker, Worker, Journal)> {
    let (mut first, journal) = start(scene)?;
    let second = scene.worker(&scene.settings()?)?;
    let name = format!("mistral-executor:{}:receiving", first.pid());
    assert_eq!(scene.broker.close_connection(&name)?, 1);
    first.wait_log("came to another executor, and belongs here", 1)?;
    Ok((first, second, journal))
}

fn start(scene: &Scene) -> Result<(Worker, Journal)> {
    let journal = scene.journal();
    let worker = scene.worker(&scene.settings()?)?;
    scene
        .engine()?
        .send(&Request::new("a", "trial.work", &journal.gated("a")))?;
    journal.wait("begin", "a")?;
    Ok((worker, journal))
}

/// What ran goes on, and ends once.
fn finish(scene: &Scene, worker: Worker, journal: &Journal) -> Result<()> {
    journal.open_gate()?;
    assert_eq!(scene.engine()?.result("a")?["data"], "a");
    scene.wait_idle()?;
    assert_eq!(journal.count("begin", "a")?, 1);
    scene.still_works("b")?;
    scene.end(worker, &["a", "b"])
}

/// The network goes away without a word, while many results are on their way.
pub(crate) fn network_cut(scene: &Scene) -> Result<()> {
    let (engine, journal) = (scene.engine()?, scene.journal());
    let proxy = Proxy::to(scene.broker.address()?)?;
    proxy.open()?;
    let url = format!("rabbit://guest:guest@{}/", proxy.address());
    let worker = scene.worker(&scene.settings()?.set("DEFAULT", "transport_url", url))?;
    let ids: Vec<_> = (0..40).map(|number| format!("item-{number}")).collect();
    for id in &ids {
        engine.send(&Request::new(id, "trial.work", &journal.gated(id)))?;
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
    scene.wait_idle()?;
    for id in &ids {
        assert_eq!(journal.count("begin", id)?, 1, "{id}");
    }
    scene.still_works("after")?;
    worker.terminate()?;
    // One that could not be confirmed was sent again, and no other result is an error.
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

/// Nothing comes through any more, but the connection stands.
pub(crate) fn network_frozen(scene: &Scene) -> Result<()> {
    let (engine, journal) = (scene.engine()?, scene.journal());
    let proxy = Proxy::to(scene.broker.address()?)?;
    proxy.open()?;
    let url = format!("rabbit://guest:guest@{}/", proxy.address());
    let settings = scene.settings()?.set("DEFAULT", "transport_url", url).set(
        "oslo_messaging_rabbit",
        "heartbeat_timeout_threshold",
        2,
    );
    let mut worker = scene.worker(&settings)?;
    engine.send(&Request::new("a", "trial.work", &journal.gated("a")))?;
    journal.wait("begin", "a")?;
    proxy.freeze(true);
    worker.wait_log("for receiving lost", 1)?;
    worker.wait_log("for sending lost", 1)?;
    proxy.freeze(false);
    worker.wait_log("was delivered again while it runs here", 1)?;
    finish(scene, worker, &journal)
}

/// An action blocks the thread that it runs on, as none should, for longer than the broker and the engine wait for a
/// sign of life.
pub(crate) fn blocked_thread(scene: &Scene) -> Result<()> {
    let (engine, journal) = (scene.engine()?, scene.journal());
    let settings = scene
        .settings()?
        .set("oslo_messaging_rabbit", "heartbeat_timeout_threshold", 2)
        .set("action_heartbeat", "check_interval", 1)
        .set("mistral_actions", "monitoring_address", "127.0.0.1:0")
        // So that there is no other one for whatever does not go on.
        .set("mistral_actions", "threads", 1);
    let mut worker = scene.worker(&settings)?;
    let site = Site::of(&worker)?;
    engine.send(&Request::new("a", "trial.block", &journal.gated("a")))?;
    journal.wait("begin", "a")?;
    // The broker gives a connection up after twice the time.
    until("the engine has heard from it for six seconds", || {
        Ok((engine.heartbeats().len() >= 6).then_some(()))
    })?;
    assert_eq!(site.get("/healthz")?.0, 200);
    worker.signal(Signal::TERM)?;
    worker.wait_log("stopping: 1 actions are running", 1)?;
    journal.open_gate()?;
    let status = worker.wait_end()?;
    assert!(status.success(), "{status}");
    engine.settle()?;
    let results = engine.results("a");
    assert_eq!((results.len(), &results[0]["data"]), (1, &json!("a")));
    assert_eq!(scene.broker.messages(&scene.topic())?, (0, 0));
    assert_eq!(journal.count("begin", "a")?, 1);
    let log = worker.log()?;
    assert!(!log.contains("lost"), "{log}");
    Ok(())
}

/// What a worker finishes before it ends stays its own, also if it loses the connection.
pub(crate) fn lost_while_stopping(scene: &Scene) -> Result<()> {
    let (mut first, journal) = start(scene)?;
    let second = scene.worker(&scene.settings()?)?;
    first.signal(Signal::TERM)?;
    first.wait_log("stopping: 1 actions are running", 1)?;
    let name = format!("mistral-executor:{}:receiving", first.pid());
    assert_eq!(scene.broker.close_connection(&name)?, 1);
    first.wait_log("came to another executor, and belongs here", 1)?;
    journal.open_gate()?;
    assert_eq!(scene.engine()?.result("a")?["data"], "a");
    let status = first.wait_end()?;
    assert!(status.success(), "{status}");
    scene.wait_idle()?;
    assert_eq!(journal.count("begin", "a")?, 1);
    scene.still_works("b")?;
    scene.end(second, &["a", "b"])
}
