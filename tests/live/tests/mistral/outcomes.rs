//! Outcomes of actions from the perspective of a workflow.

use std::sync::atomic::{AtomicU32, Ordering};

use live_tests::Result;
use live_tests::serde_json::{Value, json};

use crate::deployment::Deployment;
use crate::harness::Harness;

const ECHO: &str = "
version: '2.0'
echo:
  input: [value]
  tasks:
    echo:
      action: live.echo value=<% $.value %>
      publish:
        result: <% task().result %>
  output:
    result: <% $.result %>
";

pub(crate) fn result_is_published(harness: &mut Harness, deployment: Deployment) -> Result<()> {
    harness.deploy(deployment)?;
    let value = json!({
        "text": "Grüße, 世界 🦀 \u{202e}\"'\\\n\t",
        "numbers": [0, -1, 1.5, 9_007_199_254_740_993_i64],
        "nothing": null, "yes": true, "empty": [[], {}, ""],
    });
    let finished = harness.run_workflow("echo", ECHO, &json!({"value": value}))?;
    assert_eq!(finished.output()?["result"], value);
    Ok(())
}

pub(crate) fn error_result_is_handled(harness: &mut Harness, deployment: Deployment) -> Result<()> {
    harness.deploy(deployment)?;
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
    let finished = harness.run_workflow("refused", workflow, &json!({"reason": reason}))?;
    assert_eq!(finished.output()?, json!({"reason": reason, "handled": 8}));
    Ok(())
}

pub(crate) fn raised_error_fails_task(harness: &mut Harness, deployment: Deployment) -> Result<()> {
    harness.deploy(deployment)?;
    let (state, result) = run_single_task(
        harness,
        "live.fail",
        &json!({"message": "the disk is füll"}),
    )?;
    assert_eq!(state, "ERROR");
    assert_eq!(result, "the disk is füll");
    Ok(())
}

pub(crate) fn panic_fails_only_its_task(
    harness: &mut Harness,
    deployment: Deployment,
) -> Result<()> {
    harness.deploy(deployment)?;
    let (state, result) =
        run_single_task(harness, "live.panic", &json!({"message": "out of cheese"}))?;
    assert_eq!(state, "ERROR");
    assert!(result.to_string().contains("out of cheese"), "{result}");
    // The worker continues.
    let (state, result) = run_single_task(harness, "live.say", &json!({"value": "alive"}))?;
    assert_eq!((state.as_str(), result), ("SUCCESS", json!("alive")));
    Ok(())
}

pub(crate) fn cancel_result_cancels_task(
    harness: &mut Harness,
    deployment: Deployment,
) -> Result<()> {
    harness.deploy(deployment)?;
    let (state, _) = run_single_task(harness, "live.cancel", &json!({}))?;
    assert_eq!(state, "CANCELLED");
    Ok(())
}

pub(crate) fn contexts_reach_action(harness: &mut Harness, deployment: Deployment) -> Result<()> {
    harness.deploy(deployment)?;
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
    harness.mistral.define_workflows(workflow)?;
    let mistral = harness
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

pub(crate) fn ad_hoc_action_wraps_action(
    harness: &mut Harness,
    deployment: Deployment,
) -> Result<()> {
    harness.deploy(deployment)?;
    harness.mistral.define_actions(
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
    let (state, result) = run_single_task(harness, "live_welcome", &json!({"name": "Ada"}))?;
    assert_eq!(state, "SUCCESS");
    assert_eq!(result, json!({"text": "Welcome, Ada!"}));
    Ok(())
}

pub(crate) fn run_action_returns_result(
    harness: &mut Harness,
    deployment: Deployment,
) -> Result<()> {
    harness.deploy(deployment)?;
    let result = harness
        .mistral
        .run_action("live.echo", &json!({"value": ["ü", 1]}))??;
    assert_eq!(result, json!({"state": "SUCCESS", "result": ["ü", 1]}));
    let failed = harness
        .mistral
        .run_action("live.fail", &json!({"message": "no"}))??;
    assert_eq!(failed, json!({"state": "ERROR", "result": "no"}));
    Ok(())
}

/// Mistral's own executor runs an action that the worker does not have; without one, the action fails immediately.
pub(crate) fn mistral_action_is_forwarded_or_fails(
    harness: &mut Harness,
    deployment: Deployment,
) -> Result<()> {
    harness.deploy(deployment)?;
    let (state, result) = run_single_task(harness, "std.echo", &json!({"output": "von Mistral"}))?;
    if deployment == Deployment::DropIn {
        assert_eq!(state, "ERROR");
        assert!(result.to_string().contains("EchoAction"), "{result}");
    } else {
        assert_eq!((state.as_str(), result), ("SUCCESS", json!("von Mistral")));
    }
    Ok(())
}

/// Runs a workflow of one task; returns the state and the result of the task.
pub(crate) fn run_single_task(
    harness: &Harness,
    action: &str,
    input: &Value,
) -> Result<(String, Value)> {
    static RUN: AtomicU32 = AtomicU32::new(0);
    // Mistral may use the old definition of a workflow that is defined twice within a second.
    let name = format!("one_{}", RUN.fetch_add(1, Ordering::Relaxed));
    let task = match input.as_object() {
        // Mistral's workflow language does not allow an empty input.
        Some(none) if none.is_empty() => json!({"action": action}),
        _ => json!({"action": action, "input": input}),
    };
    let workflow = json!({"version": "2.0", &name: {"tasks": {"one": task}}});
    harness.mistral.define_workflows(&workflow.to_string())?;
    let execution = harness.mistral.start(&name, &json!({}))?;
    let finished = execution.wait()?;
    let task = execution.task("one")?;
    assert_eq!(task.state, finished.state(), "states of task and workflow");
    Ok((task.state.clone(), task.result()?))
}
