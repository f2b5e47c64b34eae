//! Connections that break while actions run.

use live_tests::Result;

use crate::journal::Journal;
use crate::process::Worker;
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
