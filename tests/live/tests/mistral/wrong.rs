//! Workflows with mistakes.

use live_tests::Result;
use live_tests::serde_json::json;

use crate::bed::Bed;
use crate::deployment::Deployment;
use crate::outcomes::run_one;

/// The engine refuses the input, all of it at once, before anything is scheduled.
pub(crate) fn bad_input(bed: &mut Bed, deployment: Deployment) -> Result<()> {
    bed.deploy(deployment)?;
    let input = json!({"number": 11, "wrod": "x"});
    let ran = bed.mistral.run_action("live.limited", &input)?;
    let refusal = ran.expect_err("the input is wrong");
    assert_eq!(refusal.status, 400, "{refusal}");
    for part in ["live.limited", "/number", "/word", "/wrod"] {
        assert!(refusal.message.contains(part), "no {part}: {refusal}");
    }

    let workflow = "
version: '2.0'
limited:
  input: [number]
  tasks:
    limited:
      action: live.limited number=<% $.number %> word=x
";
    bed.mistral.define_workflows(workflow)?;
    let execution = bed.mistral.start("limited", &json!({"number": 11}))?;
    let ended = execution.wait()?;
    assert_eq!(ended.state(), "ERROR");
    assert!(
        ended.state_info().contains("/number"),
        "{}",
        ended.state_info()
    );
    assert_eq!(execution.action_executions("limited")?.len(), 0);
    Ok(())
}

pub(crate) fn unknown_to_engine(bed: &mut Bed, deployment: Deployment) -> Result<()> {
    bed.deploy(deployment)?;
    let ran = bed.mistral.run_action("live.nobody", &json!({}))?;
    let refusal = ran.expect_err("there is no such action");
    assert_eq!(refusal.status, 400, "{refusal}");
    assert!(refusal.message.contains("live.nobody"), "{refusal}");
    Ok(())
}

/// An older or newer worker than the catalog: the task fails at once instead of hanging.
pub(crate) fn unknown_to_worker(bed: &mut Bed, deployment: Deployment) -> Result<()> {
    bed.deploy(deployment)?;
    let (state, result) = run_one(bed, "live.gone", &json!({"message": "x"}))?;
    assert_eq!(state, "ERROR");
    assert!(result.to_string().contains("live.gone"), "{result}");
    let ran = bed
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
