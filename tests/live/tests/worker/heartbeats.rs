//! Signs of life of what runs.

use std::collections::BTreeSet;

use live_tests::{Result, until};

use crate::request::Request;
use crate::scene::Scene;

pub(crate) fn of_what_runs(scene: &Scene) -> Result<()> {
    let (engine, journal) = (scene.engine()?, scene.journal());
    let settings = scene
        .settings()?
        .set("action_heartbeat", "check_interval", 1);
    let worker = scene.worker(&settings)?;
    let ids = ["a", "b", "c"];
    for id in ids {
        engine.send(&Request::new(id, "trial.work", &journal.gated(id)))?;
    }
    // A call is no action execution.
    let call = Request::new("call", "trial.work", &journal.gated("call"));
    engine.send(&call.call("call-1", &engine.reply_queue))?;
    for id in ids.iter().chain(&["call"]) {
        journal.wait("begin", id)?;
    }
    scene.still_works("ended")?;
    let before = engine.heartbeats().len();
    let beats = until("there are heartbeats", || {
        let beats = engine.heartbeats().split_off(before);
        // The first may be older than what was asserted.
        Ok((beats.len() >= 3).then_some(beats))
    })?;
    for beat in &beats[1..] {
        let beat: BTreeSet<_> = beat.iter().map(String::as_str).collect();
        assert_eq!(beat, BTreeSet::from(ids));
    }
    let told = engine.told();
    let beat = told
        .iter()
        .find(|told| told.message["method"] == "report_running_actions");
    assert_eq!(
        beat.expect("there are some").message["_context_is_admin"],
        true
    );
    journal.open_gate()?;
    for id in ids {
        engine.result(id)?;
    }
    scene.end(worker, &ids)
}

pub(crate) fn off(scene: &Scene) -> Result<()> {
    let (engine, journal) = (scene.engine()?, scene.journal());
    let settings = scene
        .settings()?
        .set("action_heartbeat", "check_interval", 0);
    let worker = scene.worker(&settings)?;
    engine.send(&Request::new("a", "trial.work", &journal.gated("a")))?;
    // Another one has time for some heartbeats.
    let other = Request::new("b", "trial.work", &journal.gated("b"));
    engine.send(&other.timeout(3))?;
    engine.result("b")?;
    journal.open_gate()?;
    engine.result("a")?;
    scene.end(worker, &["a", "b"])?;
    assert_eq!(engine.heartbeats(), Vec::<Vec<String>>::new());
    Ok(())
}
