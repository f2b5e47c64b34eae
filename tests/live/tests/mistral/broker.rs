//! Stops, restarts and crashes of the broker.

use live_tests::Result;
use live_tests::serde_json::json;

use crate::deployment::Deployment;
use crate::drain::NOTES;
use crate::harness::Harness;

/// Services may start in any order.
pub(crate) fn worker_starts_before_broker(harness: &mut Harness) -> Result<()> {
    let settings = harness.prepare(Deployment::DropIn)?;
    harness.stack.stop("rabbitmq")?;
    let mut worker = harness.spawn_worker(&settings)?;
    // The worker logs the failure and retries.
    worker.wait_log("cannot connect", 1)?;
    harness.stack.start_broker()?;
    worker.wait_ready()?;
    let journal = harness.journal("early");
    let input = json!({"journal": journal.path(), "items": 5, "pause_ms": 0});
    harness
        .run_workflow("some_notes", NOTES, &input)?
        .output()?;
    assert_eq!(journal.items("end")?.len(), 5);
    worker.terminate()
}

/// A broker crash deletes Mistral's transient queues. Running actions finish once, and their results reach the
/// engine.
pub(crate) fn broker_crash_keeps_running_actions(harness: &mut Harness) -> Result<()> {
    let settings = harness.prepare(Deployment::DropIn)?;
    harness.mistral.define_workflows(NOTES)?;
    let mut worker = harness.start_worker(&settings)?;
    let journal = harness.journal("crash");
    // No more than the worker runs at a time, so that no message waits in a queue.
    let input = json!({"journal": journal.path(), "items": 60, "pause_ms": 4000});
    let execution = harness.mistral.start("some_notes", &input)?;
    journal.wait(60, "begin")?;
    harness.stack.kill("rabbitmq")?;
    journal.wait(60, "end")?;
    harness.stack.start_broker()?;
    execution.wait()?.output()?;
    let started = journal.items("begin")?;
    assert!(
        started.len() == 60 && started.values().all(|times| *times == 1),
        "{started:?}"
    );
    assert!(worker.is_running()?);
    worker.terminate()
}

/// With durable queues, waiting messages survive a restart. Messages of running actions are delivered again to the
/// same worker; these actions neither run again nor fail.
pub(crate) fn broker_restart_keeps_durable_queues(harness: &mut Harness) -> Result<()> {
    let settings =
        harness
            .prepare(Deployment::DropIn)?
            .set("DEFAULT", "executor_thread_pool_size", 16);
    let durable = "oslo_messaging_rabbit.amqp_durable_queues=true";
    // Properties of existing queues and exchanges cannot change.
    harness.stack.stop("engine")?;
    harness.stack.start_empty_broker()?;
    harness.stack.start_engine(&[durable])?;
    harness.mistral.define_workflows(NOTES)?;
    let mut worker = harness.start_worker(&settings)?;
    let journal = harness.journal("durable");
    let input = json!({"journal": journal.path(), "items": 200, "pause_ms": 400});
    let execution = harness.mistral.start("some_notes", &input)?;
    journal.wait(40, "begin")?;
    harness.stack.stop("rabbitmq")?;
    harness.stack.start_broker()?;
    let finished = execution.wait()?;
    let started = journal.items("begin")?;
    assert!(
        started.len() == 200 && started.values().all(|times| *times == 1),
        "{started:?}"
    );
    finished.output()?;
    assert!(worker.is_running()?);
    worker.terminate()?;

    harness.stack.stop("engine")?;
    harness.stack.start_empty_broker()?;
    harness.stack.start_engine(&[])
}
