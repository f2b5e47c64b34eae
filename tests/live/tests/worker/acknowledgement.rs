//! A message is acknowledged when the engine has the result, and not before.

use std::collections::HashSet;

use lapin::types::FieldTable;
use live_tests::serde_json::json;
use live_tests::{Result, until};

use crate::request::Request;
use crate::scene::Scene;

/// A result that nobody has yet must not be lost with the worker that has it.
pub(crate) fn only_after_the_engine_has_the_result(scene: &Scene) -> Result<()> {
    let engine = scene.engine()?;
    let settings = scene.settings()?;
    let mut first = scene.worker(&settings)?;
    engine.delete(&engine.queue)?;
    engine.send(&Request::new("a", "trial.redelivered", &json!({})).safe_rerun())?;
    first.wait_log("the result of a waits", 1)?;
    assert_eq!(scene.broker.messages(&scene.topic())?, (0, 1));
    first.kill()?;
    until("the broker has the message again", || {
        Ok((engine.ready(&scene.topic())? == 1).then_some(()))
    })?;
    engine.listen()?;
    let second = scene.worker(&settings)?;
    assert_eq!(engine.result("a")?["data"], true);
    scene.wait_idle()?;
    scene.end(second, &["a"])
}

pub(crate) fn redelivered_and_unsafe(scene: &Scene) -> Result<()> {
    let (engine, journal) = (scene.engine()?, scene.journal());
    crash_while_it_runs(scene, &Request::new("a", "trial.work", &journal.gated("a")))?;
    let second = scene.worker(&scene.settings()?)?;
    let result = engine.result("a")?;
    let error = result["error"].as_str().unwrap_or_default();
    assert!(
        error.contains("redelivered") && error.contains("safe"),
        "{result}"
    );
    scene.wait_idle()?;
    assert_eq!(journal.count("begin", "a")?, 1);
    scene.end(second, &["a"])
}

pub(crate) fn redelivered_and_safe(scene: &Scene) -> Result<()> {
    let (engine, journal) = (scene.engine()?, scene.journal());
    let request = Request::new("a", "trial.work", &journal.gated("a"));
    crash_while_it_runs(scene, &request.safe_rerun())?;
    let second = scene.worker(&scene.settings()?)?;
    journal.wait_times("begin", "a", 2)?;
    journal.open_gate()?;
    assert_eq!(engine.result("a")?["data"], "a");
    scene.wait_idle()?;
    scene.end(second, &["a"])
}

fn crash_while_it_runs(scene: &Scene, request: &Request) -> Result<()> {
    let engine = scene.engine()?;
    let first = scene.worker(&scene.settings()?)?;
    engine.send(request)?;
    scene.journal().wait("begin", "a")?;
    assert_eq!(scene.broker.messages(&scene.topic())?, (0, 1));
    first.kill()?;
    until("the broker has the message again", || {
        Ok((engine.ready(&scene.topic())? == 1).then_some(()))
    })
}

/// What a worker cannot run yet stays with the broker.
pub(crate) fn bounded_prefetch(scene: &Scene) -> Result<()> {
    const MESSAGES: usize = 5000;
    let (engine, journal) = (scene.engine()?, scene.journal());
    engine.declare(&scene.topic(), FieldTable::default())?;
    let id = |number: usize| format!("item-{number}");
    let requests: Vec<_> = (0..MESSAGES)
        .map(|number| Request::new(&id(number), "trial.work", &journal.gated(&id(number))))
        .collect();
    engine.send_all(&requests)?;
    let settings = scene
        .settings()?
        .set("DEFAULT", "executor_thread_pool_size", 4);
    let worker = scene.worker(&settings)?;
    for number in 0..4 {
        journal.wait("begin", &id(number))?;
    }
    assert_eq!(scene.broker.messages(&scene.topic())?, (4996, 4));
    journal.open_gate()?;
    scene.wait_idle()?;
    worker.terminate()?;
    engine.settle()?;
    let told = engine.told();
    let told = told
        .iter()
        .filter(|told| told.message["method"] == "on_action_complete");
    let ids: Vec<_> = told
        .map(|told| told.message["args"]["action_ex_id"].to_string())
        .collect();
    assert_eq!(ids.len(), MESSAGES);
    assert_eq!(ids.into_iter().collect::<HashSet<_>>().len(), MESSAGES);
    Ok(())
}
