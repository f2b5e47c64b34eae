//! The broker comes and goes.

use live_tests::Result;
use live_tests::serde_json::json;

use crate::bed::Bed;
use crate::deployment::Deployment;
use crate::drain::NOTES;

/// Services start in any order.
pub(crate) fn worker_before_broker(bed: &mut Bed) -> Result<()> {
    let settings = bed.prepare(Deployment::DropIn)?;
    bed.stack.stop("rabbitmq")?;
    let mut worker = bed.spawn_worker(&settings)?;
    // It says that it cannot connect, and tries again.
    worker.wait_log("cannot connect", 1)?;
    bed.stack.start_broker()?;
    worker.wait_ready()?;
    let journal = bed.journal("early");
    let input = json!({"journal": journal.path(), "items": 5, "pause_ms": 0});
    bed.run_workflow("some_notes", NOTES, &input)?.output()?;
    assert_eq!(journal.items("end")?.len(), 5);
    worker.terminate()
}

/// The broker crashes, and Mistral's queues with all that is in them are gone: what runs comes to its end,
/// once, and its result reaches the engine.
pub(crate) fn crash(bed: &mut Bed) -> Result<()> {
    let settings = bed.prepare(Deployment::DropIn)?;
    bed.mistral.define_workflows(NOTES)?;
    let mut worker = bed.start_worker(&settings)?;
    let journal = bed.journal("crash");
    // As many as it runs at a time, so that none waits in a queue.
    let input = json!({"journal": journal.path(), "items": 60, "pause_ms": 4000});
    let execution = bed.mistral.start("some_notes", &input)?;
    journal.wait(60, "begin")?;
    bed.stack.kill("rabbitmq")?;
    journal.wait(60, "end")?;
    bed.stack.start_broker()?;
    execution.wait()?.output()?;
    let begun = journal.items("begin")?;
    assert!(
        begun.len() == 60 && begun.values().all(|times| *times == 1),
        "{begun:?}"
    );
    assert!(worker.is_running()?);
    worker.terminate()
}

/// With durable queues the work that waits survives a restart as well. What ran meanwhile is delivered a
/// second time, to the worker that has it, and neither runs again nor fails.
pub(crate) fn restart_with_durable_queues(bed: &mut Bed) -> Result<()> {
    let settings = bed
        .prepare(Deployment::DropIn)?
        .set("DEFAULT", "executor_thread_pool_size", 16);
    let durable = "oslo_messaging_rabbit.amqp_durable_queues=true";
    // A queue or an exchange that is there cannot change.
    bed.stack.stop("engine")?;
    bed.stack.start_empty_broker()?;
    bed.stack.start_engine(&[durable])?;
    bed.mistral.define_workflows(NOTES)?;
    let mut worker = bed.start_worker(&settings)?;
    let journal = bed.journal("durable");
    let input = json!({"journal": journal.path(), "items": 200, "pause_ms": 400});
    let execution = bed.mistral.start("some_notes", &input)?;
    journal.wait(40, "begin")?;
    bed.stack.stop("rabbitmq")?;
    bed.stack.start_broker()?;
    let ended = execution.wait()?;
    let begun = journal.items("begin")?;
    assert!(
        begun.len() == 200 && begun.values().all(|times| *times == 1),
        "{begun:?}"
    );
    ended.output()?;
    assert!(worker.is_running()?);
    worker.terminate()?;

    bed.stack.stop("engine")?;
    bed.stack.start_empty_broker()?;
    bed.stack.start_engine(&[])
}
