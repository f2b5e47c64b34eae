//! A worker is killed in the middle of its work, and another one takes over.

use live_tests::serde_json::{Value, json};
use live_tests::{ActionExecution, Result};

use crate::bed::Bed;
use crate::deployment::Deployment;
use crate::journal::Journal;

const ITEMS: usize = 500;
/// How many have begun when the worker is killed.
const BEGUN: usize = 150;

/// Every action ends; what ran may not run again, and says so.
pub(crate) fn without_safe_rerun(bed: &mut Bed, deployment: Deployment) -> Result<()> {
    let (actions, journal) = kill_in_the_middle(bed, deployment, false)?;
    let begun = journal.items("begin")?;
    assert!(
        begun.values().all(|times| *times == 1),
        "ran more than once: {begun:?}"
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
    assert!(redelivered > 0, "the worker was killed while nothing ran");
    Ok(())
}

/// Every action succeeds.
pub(crate) fn with_safe_rerun(bed: &mut Bed, deployment: Deployment) -> Result<()> {
    if !deployment.knows_policies() {
        // `safe-rerun` does not reach the worker, so the actions are treated as if it were not there.
        let (actions, _) = kill_in_the_middle(bed, deployment, true)?;
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
    let (actions, journal) = kill_in_the_middle(bed, deployment, true)?;
    for action in &actions {
        let result = action.result()?;
        assert_eq!(action.state, "SUCCESS", "{result}");
        assert_eq!(result, action.input()?["item"]);
    }
    let ended = journal.items("end")?;
    assert_eq!(ended.len(), ITEMS, "all came to their end");
    let begun = journal.items("begin")?;
    assert!(
        begun.values().any(|times| *times == 2),
        "the worker was killed while nothing ran"
    );
    Ok(())
}

/// Runs the actions; returns all of them as they have ended, and what they wrote.
fn kill_in_the_middle(
    bed: &mut Bed,
    deployment: Deployment,
    safe_rerun: bool,
) -> Result<(Vec<ActionExecution>, Journal)> {
    let settings = bed.prepare(deployment)?;
    let workflow = json!({"version": "2.0", "notes": {
        "input": ["journal"],
        "tasks": {"note": {
            "with-items": format!("i in <% range({ITEMS}) %>"),
            "action": "live.note",
            "input": {"journal": "<% $.journal %>", "item": "<% $.i %>", "pause_ms": 200},
            "safe-rerun": safe_rerun,
        }},
    }});
    let journal = bed.journal("crash");
    bed.mistral.define_workflows(&workflow.to_string())?;
    let first = bed.start_worker(&settings)?;
    let execution = bed
        .mistral
        .start("notes", &json!({"journal": journal.path()}))?;
    journal.wait(BEGUN, "begin")?;
    first.kill()?;
    assert!(
        journal.items("begin")?.len() < ITEMS,
        "the worker was killed too late"
    );

    let second = bed.start_worker(&settings)?;
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
