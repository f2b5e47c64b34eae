//! Every way for an action to end, as a workflow sees it.

use std::sync::atomic::{AtomicU32, Ordering};

use live_tests::Result;
use live_tests::serde_json::{Value, json};

use crate::bed::Bed;
use crate::deployment::Deployment;

const ECHO: &str = "
version: '2.0'
echo:
  input: [value]
  tasks:
    echo:
      action: live.echo value=<% $.value %>
      publish:
        said: <% task().result %>
  output:
    said: <% $.said %>
";

pub(crate) fn success(bed: &mut Bed, deployment: Deployment) -> Result<()> {
    bed.deploy(deployment)?;
    let value = json!({
        "text": "Grüße, 世界 🦀 \u{202e}\"'\\\n\t",
        "numbers": [0, -1, 1.5, 9_007_199_254_740_993_i64],
        "nothing": null, "yes": true, "empty": [[], {}, ""],
    });
    let ended = bed.run_workflow("echo", ECHO, &json!({"value": value}))?;
    assert_eq!(ended.output()?["said"], value);
    Ok(())
}

pub(crate) fn error_result(bed: &mut Bed, deployment: Deployment) -> Result<()> {
    bed.deploy(deployment)?;
    let workflow = "
version: '2.0'
refused:
  input: [reason]
  tasks:
    refuse:
      action: live.refuse reason=<% $.reason %>
      publish-on-error:
        reason: <% task().result %>
      on-error: handle
    handle:
      action: live.echo value=<% $.reason.code + 1 %>
      publish:
        handled: <% task().result %>
  output:
    reason: <% $.reason %>
    handled: <% $.handled %>
";
    let reason = json!({"code": 7, "why": "zu groß"});
    let ended = bed.run_workflow("refused", workflow, &json!({"reason": reason}))?;
    assert_eq!(ended.output()?, json!({"reason": reason, "handled": 8}));
    Ok(())
}

pub(crate) fn raised_error(bed: &mut Bed, deployment: Deployment) -> Result<()> {
    bed.deploy(deployment)?;
    let (state, result) = run_one(bed, "live.fail", &json!({"message": "the disk is füll"}))?;
    assert_eq!(state, "ERROR");
    assert_eq!(result, "the disk is füll");
    Ok(())
}

pub(crate) fn panic(bed: &mut Bed, deployment: Deployment) -> Result<()> {
    bed.deploy(deployment)?;
    let (state, result) = run_one(bed, "live.panic", &json!({"message": "out of cheese"}))?;
    assert_eq!(state, "ERROR");
    assert!(result.to_string().contains("out of cheese"), "{result}");
    // It is the error of that one action.
    let (state, result) = run_one(bed, "live.say", &json!({"value": "alive"}))?;
    assert_eq!((state.as_str(), result), ("SUCCESS", json!("alive")));
    Ok(())
}

pub(crate) fn cancel(bed: &mut Bed, deployment: Deployment) -> Result<()> {
    bed.deploy(deployment)?;
    let (state, _) = run_one(bed, "live.cancel", &json!({}))?;
    assert_eq!(state, "CANCELLED");
    Ok(())
}

pub(crate) fn contexts(bed: &mut Bed, deployment: Deployment) -> Result<()> {
    bed.deploy(deployment)?;
    let workflow = "
version: '2.0'
contexts:
  tasks:
    two:
      with-items: i in <% [0, 1] %>
      action: live.context
      publish:
        seen: <% task().result %>
  output:
    seen: <% $.seen %>
";
    bed.mistral.define_workflows(workflow)?;
    let mistral = bed
        .mistral
        .clone()
        .with_token("a token of 28 characters....");
    let output = mistral.start("contexts", &json!({}))?.wait()?.output()?;
    for seen in output["seen"].as_array().expect("a list") {
        assert_eq!(seen["workflow"], "contexts");
        assert_eq!(seen["token_length"], 28);
        assert_eq!(seen["has_id"], true);
    }
    assert_eq!(output["seen"].as_array().map(Vec::len), Some(2));
    Ok(())
}

pub(crate) fn ad_hoc_action(bed: &mut Bed, deployment: Deployment) -> Result<()> {
    bed.deploy(deployment)?;
    bed.mistral.define_actions(
        "
version: '2.0'
live_welcome:
  base: live.echo
  base-input:
    value: Welcome, <% $.name %>!
  input: [name]
  output:
    text: <% $ %>
",
    )?;
    let (state, result) = run_one(bed, "live_welcome", &json!({"name": "Ada"}))?;
    assert_eq!(state, "SUCCESS");
    assert_eq!(result, json!({"text": "Welcome, Ada!"}));
    Ok(())
}

pub(crate) fn run_action(bed: &mut Bed, deployment: Deployment) -> Result<()> {
    bed.deploy(deployment)?;
    let said = bed
        .mistral
        .run_action("live.echo", &json!({"value": ["ü", 1]}))??;
    assert_eq!(said, json!({"state": "SUCCESS", "result": ["ü", 1]}));
    let failed = bed
        .mistral
        .run_action("live.fail", &json!({"message": "no"}))??;
    assert_eq!(failed, json!({"state": "ERROR", "result": "no"}));
    Ok(())
}

/// What our worker does not have is run by whoever has it, or fails at once.
pub(crate) fn action_of_mistral(bed: &mut Bed, deployment: Deployment) -> Result<()> {
    bed.deploy(deployment)?;
    let (state, result) = run_one(bed, "std.echo", &json!({"output": "von Mistral"}))?;
    if deployment == Deployment::DropIn {
        assert_eq!(state, "ERROR");
        assert!(result.to_string().contains("EchoAction"), "{result}");
    } else {
        assert_eq!((state.as_str(), result), ("SUCCESS", json!("von Mistral")));
    }
    Ok(())
}

/// Runs a workflow of one task: state and result of the task.
pub(crate) fn run_one(bed: &Bed, action: &str, input: &Value) -> Result<(String, Value)> {
    static RUN: AtomicU32 = AtomicU32::new(0);
    // Mistral may take the old definition of a workflow that is defined twice within a second.
    let name = format!("one_{}", RUN.fetch_add(1, Ordering::Relaxed));
    let task = match input.as_object() {
        // Its language knows no empty input.
        Some(none) if none.is_empty() => json!({"action": action}),
        _ => json!({"action": action, "input": input}),
    };
    let workflow = json!({"version": "2.0", &name: {"tasks": {"one": task}}});
    bed.mistral.define_workflows(&workflow.to_string())?;
    let execution = bed.mistral.start(&name, &json!({}))?;
    let ended = execution.wait()?;
    let task = execution.task("one")?;
    assert_eq!(task.state, ended.state(), "of task and workflow");
    Ok((task.state.clone(), task.result()?))
}
