//! Asynchronous results, retries and timeouts.

use std::sync::Arc;

use live_tests::serde_json::{self, json};
use live_tests::{Failure, Result};
use mistral_actions::async_result::ResultHandle;
use mistral_executor::ApiSink;

use crate::deployment::Deployment;
use crate::harness::Harness;
use crate::outcomes::run_single_task;

pub(crate) fn async_result_completes_task(
    harness: &mut Harness,
    deployment: Deployment,
) -> Result<()> {
    harness.deploy(deployment)?;
    let workflow = "
version: '2.0'
later:
  tasks:
    later:
      with-items: i in <% range(20) %>
      action: live.async_result
      input:
        value:
          item: <% $.i %>
          text: später
        pause_ms: 300
      publish:
        items: <% task().result %>
  output:
    items: <% $.items %>
";
    let output = harness
        .run_workflow("later", workflow, &json!({}))?
        .output()?;
    let items: Vec<_> = (0..20)
        .map(|item| json!({"item": item, "text": "später"}))
        .collect();
    assert_eq!(output["items"], json!(items));

    let (state, result) = run_single_task(
        harness,
        "live.async_error",
        &json!({"message": "kein Platz", "pause_ms": 300}),
    )?;
    assert_eq!((state.as_str(), result), ("ERROR", json!("kein Platz")));

    let ran = harness
        .mistral
        .run_action("live.async_result", &json!({"value": 1, "pause_ms": 0}))?;
    let refusal = ran.expect_err("a synchronous run of an asynchronous action must be rejected");
    assert!(refusal.message.contains("synchronous"), "{refusal}");
    Ok(())
}

/// Another process, namely this one, uses a stored handle.
pub(crate) fn stored_handle_delivers_from_another_process(
    harness: &mut Harness,
    deployment: Deployment,
) -> Result<()> {
    harness.deploy(deployment)?;
    let file = harness.journal("handle");
    let workflow = "
version: '2.0'
entrust:
  input: [file]
  tasks:
    entrust:
      action: live.store_handle file=<% $.file %>
      publish:
        result: <% task().result %>
  output:
    result: <% $.result %>
";
    harness.mistral.define_workflows(workflow)?;
    let execution = harness
        .mistral
        .start("entrust", &json!({"file": file.path()}))?;
    file.wait(1, "{")?;
    let handle: ResultHandle = serde_json::from_str(&file.lines()?[0])?;
    let url = harness.stack.variable("MISTRAL_API_URL")?;
    let sink = ApiSink::new(url).map_err(Failure::new)?;
    let handle = handle.attach(Arc::new(sink));
    let runtime = tokio::runtime::Runtime::new()?;
    let delivered = runtime.block_on(handle.succeed(json!({"from": "elsewhere"})));
    delivered.map_err(Failure::new)?;
    assert_eq!(
        execution.wait()?.output()?["result"],
        json!({"from": "elsewhere"})
    );
    // Mistral rejects slowly, so only one deployment checks it.
    if deployment == Deployment::DropIn {
        let again = runtime.block_on(handle.fail("too late"));
        let refusal = again
            .expect_err("the result is already delivered")
            .to_string();
        assert!(refusal.ends_with("is already completed"), "{refusal}");
    }
    Ok(())
}

pub(crate) fn retry_policy_runs_action_again(
    harness: &mut Harness,
    deployment: Deployment,
) -> Result<()> {
    harness.deploy(deployment)?;
    let workflow = "
version: '2.0'
retry:
  input: [journal]
  tasks:
    flaky:
      action: live.flaky journal=<% $.journal %> failures=2
      retry:
        count: 4
        delay: 1
      publish:
        tries: <% task().result %>
  output:
    tries: <% $.tries %>
";
    let journal = harness.journal("retry");
    let input = json!({"journal": journal.path()});
    let output = harness.run_workflow("retry", workflow, &input)?.output()?;
    assert_eq!(output["tries"], 3);
    assert_eq!(journal.lines()?.len(), 3);
    Ok(())
}

pub(crate) fn timeout_policy_stops_action(
    harness: &mut Harness,
    deployment: Deployment,
) -> Result<()> {
    harness.deploy(deployment)?;
    let workflow = "
version: '2.0'
timeout:
  input: [journal, seconds]
  tasks:
    sleep:
      action: live.sleep journal=<% $.journal %> seconds=<% $.seconds %>
      timeout: 3
";
    let journal = harness.journal("timeout");
    // A worker that does not know the timeout sleeps to the end, so the sleep must be short.
    let seconds = if deployment.knows_policies() { 600 } else { 8 };
    let input = json!({"journal": journal.path(), "seconds": seconds});
    let finished = harness.run_workflow("timeout", workflow, &input)?;
    assert_eq!(finished.state(), "ERROR");
    if deployment.knows_policies() {
        journal.wait(1, "stopped")?;
        assert_eq!(journal.lines()?, ["begin", "stopped"]);
    } else {
        journal.wait(1, "end")?;
    }
    Ok(())
}
