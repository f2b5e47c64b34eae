//! Large results and many items.

use live_tests::Result;
use live_tests::serde_json::json;

use crate::deployment::Deployment;
use crate::harness::Harness;
use crate::outcomes::run_single_task;

/// Mistral stores results of at most one MiB by default.
pub(crate) fn largest_result_is_passed_on(
    harness: &mut Harness,
    deployment: Deployment,
) -> Result<()> {
    harness.deploy(deployment)?;
    let workflow = "
version: '2.0'
large:
  tasks:
    text:
      action: live.text kib=1024
      on-success: length
    length:
      action: live.length text=<% task(text).result %>
      publish:
        length: <% task().result %>
  output:
    length: <% $.length %>
";
    let output = harness
        .run_workflow("large", workflow, &json!({}))?
        .output()?;
    assert_eq!(output["length"], 1024 * 1024);
    Ok(())
}

pub(crate) fn oversized_result_fails_task(
    harness: &mut Harness,
    deployment: Deployment,
) -> Result<()> {
    harness.deploy(deployment)?;
    let (state, result) = run_single_task(harness, "live.text", &json!({"kib": 1100}))?;
    assert_eq!(state, "ERROR");
    let result = result.to_string();
    assert!(
        result.len() < 10_000 && result.contains("1024"),
        "{result:.500}"
    );
    Ok(())
}

pub(crate) fn many_items_complete(harness: &mut Harness, deployment: Deployment) -> Result<()> {
    harness.deploy(deployment)?;
    let items = 1000;
    let workflow = "
version: '2.0'
many:
  input: [count]
  tasks:
    echo:
      with-items: i in <% range($.count) %>
      action: live.echo value=<% $.i %>
      publish:
        items: <% task().result %>
  output:
    items: <% $.items %>
";
    let output = harness
        .run_workflow("many", workflow, &json!({"count": items}))?
        .output()?;
    assert_eq!(output["items"], json!((0..items).collect::<Vec<_>>()));
    Ok(())
}
