//! A worker is killed while actions run, and another worker continues.

use live_tests::serde_json::{Value, json};
use live_tests::{ActionExecution, Result};

use crate::deployment::Deployment;
use crate::harness::Harness;
use crate::journal::Journal;

const ITEMS: usize = 500;
/// Number of started actions at which the worker is killed.
const STARTED: usize = 150;

/// Every action ends. Actions that were running do not run again; their error explains why.
pub(crate) fn crash_fails_unsafe_actions(
    harness: &mut Harness,
    deployment: Deployment,
) -> Result<()> {
    let (actions, journal) = kill_while_running(harness, deployment, false)?;
    let started = journal.items("begin")?;
    assert!(
        started.values().all(|times| *times == 1),
        "an action ran more than once: {started:?}"
    );
    let mut redelivered = 0;
    for action in &actions {
        let item = action.input()?["item"].as_u64().expect("a number");
        let result = action.result()?;
        match action.state.as_str() {
            "SUCCESS" => assert_eq!(result, item),
            "ERROR" => {
                assert!(is_redelivery(&result), "{result}");
                redelivered += 1;
            }
            other => panic!("item {item} is {other}: {result}"),
        }
    }
    assert!(
        redelivered > 0,
        "no action was running when the worker was killed"
    );
    Ok(())
}

/// Every action succeeds, because running actions are run again.
pub(crate) fn crash_reruns_safe_actions(
    harness: &mut Harness,
    deployment: Deployment,
) -> Result<()> {
    if !deployment.knows_policies() {
        // `safe-rerun` does not reach the worker, which treats the actions as unsafe.
        let (actions, _) = kill_while_running(harness, deployment, true)?;
        for action in &actions {
            let result = action.result()?;
            assert!(
                action.state == "SUCCESS" || is_redelivery(&result),
                "{}: {result}",
                action.state
            );
        }
        return Ok(());
    }
    let (actions, journal) = kill_while_running(harness, deployment, true)?;
    for action in &actions {
        let result = action.result()?;
        assert_eq!(action.state, "SUCCESS", "{result}");
        assert_eq!(result, action.input()?["item"]);
    }
    let finished = journal.items("end")?;
    assert_eq!(finished.len(), ITEMS, "every action must finish");
    let started = journal.items("begin")?;
    assert!(
        started.values().any(|times| *times == 2),
        "no action was running when the worker was killed"
    );
    Ok(())
}

/// Runs the actions and kills the worker meanwhile; returns the finished actions and their journal.
fn kill_while_running(
    harness: &mut Harness,
    deployment: Deployment,
    safe_rerun: bool,
) -> Result<(Vec<ActionExecution>, Journal)> {
    let settings = harness.prepare(deployment)?;
    let workflow = json!({"version": "2.0", "notes": {
        "input": ["journal"],
        "tasks": {"note": {
            "with-items": format!("i in <% range({ITEMS}) %>"),
            "action": "live.note",
            "input": {"journal": "<% $.journal %>", "item": "<% $.i %>", "pause_ms": 200},
            "safe-rerun": safe_rerun,
        }},
    }});
    let journal = harness.journal("crash");
    harness.mistral.define_workflows(&workflow.to_string())?;
    let first = harness.start_worker(&settings)?;
    let execution = harness
        .mistral
        .start("notes", &json!({"journal": journal.path()}))?;
    journal.wait(STARTED, "begin")?;
    first.kill()?;
    assert!(
        journal.items("begin")?.len() < ITEMS,
        "all actions had started when the worker was killed"
    );

    let second = harness.start_worker(&settings)?;
    execution.wait()?;
    let actions = execution.action_executions("note")?;
    second.terminate()?;
    assert_eq!(actions.len(), ITEMS);
    Ok((actions, journal))
}

fn is_redelivery(result: &Value) -> bool {
    let text = result.to_string();
    text.contains("redelivered") && text.contains("safe")
}
