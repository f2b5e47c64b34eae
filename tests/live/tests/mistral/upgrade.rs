//! Workers of two versions serve one topic under load, as during an upgrade.

use std::path::PathBuf;

use live_tests::serde_json::json;
use live_tests::{Result, Signal, Worker};

use crate::deployment::Deployment;
use crate::drain::NOTES;
use crate::harness::Harness;
use crate::journal::Journal;
use crate::outcomes::run_single_task;

/// Names a worker of an earlier version. Without it, the tests of this module do not exist: `cargo xtask matrix` builds
/// one.
const OLDER_WORKER: &str = "LIVE_OLDER_WORKER";

const ITEMS: usize = 200;

/// Returns the worker of the earlier version.
pub(crate) fn older_worker() -> Option<PathBuf> {
    std::env::var_os(OLDER_WORKER).map(PathBuf::from)
}

/// The newer worker starts next to the older one, asks it for an action, and replaces it while actions run. Every action
/// runs once and succeeds.
pub(crate) fn newer_worker_replaces_older_one_under_load(harness: &mut Harness) -> Result<()> {
    let settings =
        harness
            .prepare(Deployment::DropIn)?
            .set("DEFAULT", "executor_thread_pool_size", 4);
    harness.mistral.define_workflows(NOTES)?;
    let binary = older_worker().expect("the test exists only with an older worker");
    let mut older = Worker::start(&harness.stack, binary, &settings)?;
    let journals = [harness.journal("both"), harness.journal("replaced")];
    let start = |journal: &Journal| {
        let input = json!({"journal": journal.path(), "items": ITEMS, "pause_ms": 200});
        harness.mistral.start("some_notes", &input)
    };
    let [both, replaced] = &journals;
    let first = start(both)?;
    both.wait(8, "end")?;
    let mut newer = harness.start_worker(&settings)?;
    first.wait()?.output()?;

    // The broker distributes requests in turn. The newer worker asks the older one, which does not know the question.
    for _ in 0..4 {
        let (state, result) = run_single_task(harness, "live.gone", &json!({"message": "x"}))?;
        assert_eq!(state, "ERROR", "{result}");
        assert!(result.to_string().contains("live.gone"), "{result}");
    }
    assert!(older.is_running()?, "{}", older.log_tail());
    assert!(newer.log()?.contains("live.gone"), "{}", newer.log_tail());

    let second = start(replaced)?;
    replaced.wait(16, "begin")?;
    older.signal(Signal::TERM)?;
    let status = older.wait_exit()?;
    assert!(status.success(), "{status}");
    assert!(replaced.items("begin")?.len() < ITEMS, "no load was left");
    second.wait()?.output()?;
    for journal in &journals {
        let (started, finished) = (journal.items("begin")?, journal.items("end")?);
        assert_eq!((started.len(), finished.len()), (ITEMS, ITEMS));
        assert!(
            started.values().all(|times| *times == 1),
            "an action ran more than once: {started:?}"
        );
        let shares = journal.by_process()?;
        assert_eq!(shares.len(), 2, "both workers must have run actions");
    }
    assert!(newer.is_running()?);
    newer.terminate()
}
