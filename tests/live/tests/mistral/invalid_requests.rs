//! Requests with invalid input or unknown actions.

use live_tests::Result;
use live_tests::serde_json::json;

use crate::deployment::Deployment;
use crate::harness::Harness;
use crate::outcomes::run_single_task;

/// The engine reports all problems of the input at once, before it schedules an action.
pub(crate) fn engine_rejects_invalid_input(
    harness: &mut Harness,
    deployment: Deployment,
) -> Result<()> {
    harness.deploy(deployment)?;
    let input = json!({"number": 11, "wrod": "x"});
    let ran = harness.mistral.run_action("live.limited", &input)?;
    let refusal = ran.expect_err("the input is invalid");
    assert_eq!(refusal.status, 400, "{refusal}");
    for part in ["live.limited", "/number", "/word", "/wrod"] {
        assert!(
            refusal.message.contains(part),
            "{part} is missing: {refusal}"
        );
    }

    let workflow = "
version: '2.0'
limited:
  input: [number]
  tasks:
    limited:
      action: live.limited number=<% $.number %> word=x
";
    harness.mistral.define_workflows(workflow)?;
    let execution = harness.mistral.start("limited", &json!({"number": 11}))?;
    let finished = execution.wait()?;
    assert_eq!(finished.state(), "ERROR");
    assert!(
        finished.state_info().contains("/number"),
        "{}",
        finished.state_info()
    );
    assert_eq!(execution.action_executions("limited")?.len(), 0);
    Ok(())
}

pub(crate) fn engine_rejects_unknown_action(
    harness: &mut Harness,
    deployment: Deployment,
) -> Result<()> {
    harness.deploy(deployment)?;
    let ran = harness.mistral.run_action("live.unknown", &json!({}))?;
    let refusal = ran.expect_err("the action does not exist");
    assert_eq!(refusal.status, 400, "{refusal}");
    assert!(refusal.message.contains("live.unknown"), "{refusal}");
    Ok(())
}

/// If the worker does not have an action of the catalog, the task fails immediately instead of hanging.
pub(crate) fn action_missing_from_worker_fails(
    harness: &mut Harness,
    deployment: Deployment,
) -> Result<()> {
    harness.deploy(deployment)?;
    let (state, result) = run_single_task(harness, "live.gone", &json!({"message": "x"}))?;
    assert_eq!(state, "ERROR");
    assert!(result.to_string().contains("live.gone"), "{result}");
    let ran = harness
        .mistral
        .run_action("live.gone", &json!({"message": "x"}))?;
    let answer = match ran {
        Ok(answer) => answer.to_string(),
        Err(refusal) => refusal.to_string(),
    };
    assert!(answer.contains("live.gone"), "{answer}");
    assert!(!answer.contains("SUCCESS"), "{answer}");
    Ok(())
}
