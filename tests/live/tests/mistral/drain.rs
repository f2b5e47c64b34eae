//! Workers come and go while there is work.

use std::collections::BTreeSet;

use live_tests::serde_json::json;
use live_tests::{Result, Signal};

use crate::bed::Bed;
use crate::deployment::Deployment;

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

/// SIGTERM: what runs is finished, what has not begun goes to the next worker. Nothing runs twice.
pub(crate) fn finishes_what_runs_and_returns_the_rest(bed: &mut Bed) -> Result<()> {
    let settings = bed
        .prepare(Deployment::DropIn)?
        .set("DEFAULT", "executor_thread_pool_size", 4);
    bed.mistral.define_workflows(NOTES)?;
    let journal = bed.journal("drain");
    let mut first = bed.start_worker(&settings)?;
    let input = json!({"journal": journal.path(), "items": 40, "pause_ms": 700});
    let execution = bed.mistral.start("some_notes", &input)?;
    journal.wait(6, "begin")?;
    first.signal(Signal::TERM)?;
    let status = first.wait_end()?;
    assert!(status.success(), "{status}");

    let (begun, ended) = (journal.items("begin")?, journal.items("end")?);
    assert_eq!(begun, ended, "what had begun was finished");
    assert!(begun.len() < 40, "nothing was left for the next worker");

    let second = bed.start_worker(&settings)?;
    execution.wait()?.output()?;
    let (begun, ended) = (journal.items("begin")?, journal.items("end")?);
    assert_eq!(begun.len(), 40);
    assert!(
        begun
            .values()
            .chain(ended.values())
            .all(|times| *times == 1),
        "{begun:?}"
    );
    second.terminate()
}

pub(crate) fn two_workers_share_the_load(bed: &mut Bed) -> Result<()> {
    let settings = bed
        .prepare(Deployment::DropIn)?
        .set("DEFAULT", "executor_thread_pool_size", 4);
    bed.mistral.define_workflows(NOTES)?;
    let journal = bed.journal("share");
    let workers = [bed.start_worker(&settings)?, bed.start_worker(&settings)?];
    let input = json!({"journal": journal.path(), "items": 100, "pause_ms": 100});
    bed.mistral.start("some_notes", &input)?.wait()?.output()?;
    let shares = journal.by_process()?;
    assert_eq!(shares.len(), 2, "{shares:?}");
    assert!(shares.values().all(|items| items.len() >= 20), "{shares:?}");
    assert_eq!(shares.values().map(BTreeSet::len).sum::<usize>(), 100);
    for worker in workers {
        worker.terminate()?;
    }
    Ok(())
}
