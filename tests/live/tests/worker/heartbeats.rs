//! Heartbeats of running actions.

use std::collections::BTreeSet;

use live_tests::{Result, until};

use crate::fixture::Fixture;
use crate::request::Request;

pub(crate) fn heartbeats_list_running_actions(fixture: &Fixture) -> Result<()> {
    let (engine, journal) = (fixture.engine()?, fixture.journal());
    let settings = fixture
        .settings()?
        .set("action_heartbeat", "check_interval", 1);
    let worker = fixture.worker(&settings)?;
    let ids = ["a", "b", "c"];
    for id in ids {
        engine.send(&Request::new(id, "test.work", &journal.gated(id)))?;
    }
    // A call has no action execution.
    let call = Request::new("call", "test.work", &journal.gated("call"));
    engine.send(&call.call("call-1", &engine.reply_queue))?;
    for id in ids.iter().chain(&["call"]) {
        journal.wait("begin", id)?;
    }
    fixture.assert_serves("ended")?;
    let before = engine.heartbeats().len();
    let beats = until("the engine has received three heartbeats", || {
        let beats = engine.heartbeats().split_off(before);
        // The first heartbeat may be older than the state asserted here.
        Ok((beats.len() >= 3).then_some(beats))
    })?;
    for beat in &beats[1..] {
        let beat: BTreeSet<_> = beat.iter().map(String::as_str).collect();
        assert_eq!(beat, BTreeSet::from(ids));
    }
    let received = engine.received();
    let beat = received
        .iter()
        .find(|received| received.message["method"] == "report_running_actions");
    assert_eq!(
        beat.expect("the engine has received heartbeats").message["_context_is_admin"],
        true
    );
    journal.open_gate()?;
    for id in ids {
        engine.result(id)?;
    }
    fixture.finish(worker, &ids)
}

pub(crate) fn zero_interval_disables_heartbeats(fixture: &Fixture) -> Result<()> {
    let (engine, journal) = (fixture.engine()?, fixture.journal());
    let settings = fixture
        .settings()?
        .set("action_heartbeat", "check_interval", 0);
    let worker = fixture.worker(&settings)?;
    engine.send(&Request::new("a", "test.work", &journal.gated("a")))?;
    // This action runs long enough for several heartbeats.
    let other = Request::new("b", "test.work", &journal.gated("b"));
    engine.send(&other.timeout(3))?;
    engine.result("b")?;
    journal.open_gate()?;
    engine.result("a")?;
    fixture.finish(worker, &["a", "b"])?;
    assert_eq!(engine.heartbeats(), Vec::<Vec<String>>::new());
    Ok(())
}
