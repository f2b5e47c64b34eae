//! Workers start and stop under load.

use std::collections::BTreeSet;

use live_tests::serde_json::json;
use live_tests::{Result, Signal};

use crate::deployment::Deployment;
use crate::harness::Harness;

pub(crate) const NOTES: &str = "
version: '2.0'
some_notes:
  input: [journal, items, pause_ms]
  tasks:
    note:
      with-items: i in <% range($.items) %>
      action: live.note
      input:
        journal: <% $.journal %>
        item: <% $.i %>
        pause_ms: <% $.pause_ms %>
";

/// On SIGTERM the worker finishes running actions and requeues unstarted ones. No action runs twice.
pub(crate) fn drain_finishes_running_and_requeues_rest(harness: &mut Harness) -> Result<()> {
    let settings =
        harness
            .prepare(Deployment::DropIn)?
            .set("DEFAULT", "executor_thread_pool_size", 4);
    harness.mistral.define_workflows(NOTES)?;
    let journal = harness.journal("drain");
    let mut first = harness.start_worker(&settings)?;
    let input = json!({"journal": journal.path(), "items": 40, "pause_ms": 700});
    let execution = harness.mistral.start("some_notes", &input)?;
    journal.wait(6, "begin")?;
    first.signal(Signal::TERM)?;
    let status = first.wait_exit()?;
    assert!(status.success(), "{status}");

    let (started, finished) = (journal.items("begin")?, journal.items("end")?);
    assert_eq!(started, finished, "every started action must finish");
    assert!(started.len() < 40, "no action was left for the next worker");

    let second = harness.start_worker(&settings)?;
    execution.wait()?.output()?;
    let (started, finished) = (journal.items("begin")?, journal.items("end")?);
    assert_eq!(started.len(), 40);
    assert!(
        started
            .values()
            .chain(finished.values())
            .all(|times| *times == 1),
        "{started:?}"
    );
    second.terminate()
}

pub(crate) fn two_workers_share_load(harness: &mut Harness) -> Result<()> {
    let settings =
        harness
            .prepare(Deployment::DropIn)?
            .set("DEFAULT", "executor_thread_pool_size", 4);
    harness.mistral.define_workflows(NOTES)?;
    let journal = harness.journal("share");
    let workers = [
        harness.start_worker(&settings)?,
        harness.start_worker(&settings)?,
    ];
    let input = json!({"journal": journal.path(), "items": 100, "pause_ms": 100});
    harness
        .mistral
        .start("some_notes", &input)?
        .wait()?
        .output()?;
    let shares = journal.by_process()?;
    assert_eq!(shares.len(), 2, "{shares:?}");
    assert!(shares.values().all(|items| items.len() >= 20), "{shares:?}");
    assert_eq!(shares.values().map(BTreeSet::len).sum::<usize>(), 100);
    for worker in workers {
        worker.terminate()?;
    }
    Ok(())
}
