//! Results that come later, too late, or only after several tries.

use std::sync::Arc;

use live_tests::serde_json::{self, json};
use live_tests::{Failure, Result};
use mistral_actions::async_result::ResultHandle;
use mistral_executor::ApiSink;

use crate::bed::Bed;
use crate::deployment::Deployment;
use crate::outcomes::run_one;

pub(crate) fn async_result(bed: &mut Bed, deployment: Deployment) -> Result<()> {
    bed.deploy(deployment)?;
    let workflow = "
version: '2.0'
later:
  tasks:
    later:
      with-items: i in <% range(20) %>
      action: live.later
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
    let output = bed.run_workflow("later", workflow, &json!({}))?.output()?;
    let items: Vec<_> = (0..20)
        .map(|item| json!({"item": item, "text": "später"}))
        .collect();
    assert_eq!(output["items"], json!(items));

    let (state, result) = run_one(
        bed,
        "live.fail_later",
        &json!({"message": "kein Platz", "pause_ms": 300}),
    )?;
    assert_eq!((state.as_str(), result), ("ERROR", json!("kein Platz")));

    let ran = bed
        .mistral
        .run_action("live.later", &json!({"value": 1, "pause_ms": 0}))?;
    let refusal = ran.expect_err("its result would come too late");
    assert!(refusal.message.contains("synchronous"), "{refusal}");
    Ok(())
}

/// A handle that was stored is used by another process: this one.
pub(crate) fn stored_handle(bed: &mut Bed, deployment: Deployment) -> Result<()> {
    bed.deploy(deployment)?;
    let file = bed.journal("handle");
    let workflow = "
version: '2.0'
entrust:
  input: [file]
  tasks:
    entrust:
      action: live.entrust file=<% $.file %>
      publish:
        result: <% task().result %>
  output:
    result: <% $.result %>
";
    bed.mistral.define_workflows(workflow)?;
    let execution = bed
        .mistral
        .start("entrust", &json!({"file": file.path()}))?;
    file.wait(1, "{")?;
    let handle: ResultHandle = serde_json::from_str(&file.lines()?[0])?;
    let url = bed.stack.variable("MISTRAL_API_URL")?;
    let sink = ApiSink::new(url).map_err(Failure::new)?;
    let handle = handle.attach(Arc::new(sink));
    let runtime = tokio::runtime::Runtime::new()?;
    let delivered = runtime.block_on(handle.succeed(json!({"from": "elsewhere"})));
    delivered.map_err(Failure::new)?;
    assert_eq!(
        execution.wait()?.output()?["result"],
        json!({"from": "elsewhere"})
    );
    // Mistral takes its time to refuse: once is enough.
    if deployment == Deployment::DropIn {
        let again = runtime.block_on(handle.fail("too late"));
        let refusal = again.expect_err("it is delivered already").to_string();
        assert!(refusal.ends_with("is already completed"), "{refusal}");
    }
    Ok(())
}

pub(crate) fn retry(bed: &mut Bed, deployment: Deployment) -> Result<()> {
    bed.deploy(deployment)?;
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
    let journal = bed.journal("retry");
    let input = json!({"journal": journal.path()});
    let output = bed.run_workflow("retry", workflow, &input)?.output()?;
    assert_eq!(output["tries"], 3);
    assert_eq!(journal.lines()?.len(), 3);
    Ok(())
}

pub(crate) fn timeout(bed: &mut Bed, deployment: Deployment) -> Result<()> {
    bed.deploy(deployment)?;
    let workflow = "
version: '2.0'
timeout:
  input: [journal, seconds]
  tasks:
    sleep:
      action: live.sleep journal=<% $.journal %> seconds=<% $.seconds %>
      timeout: 3
";
    let journal = bed.journal("timeout");
    // Where the worker is not told of the limit it goes on sleeping, but not for the whole test.
    let seconds = if deployment.knows_policies() { 600 } else { 8 };
    let input = json!({"journal": journal.path(), "seconds": seconds});
    let ended = bed.run_workflow("timeout", workflow, &input)?;
    assert_eq!(ended.state(), "ERROR");
    if deployment.knows_policies() {
        journal.wait(1, "stopped")?;
        assert_eq!(journal.lines()?, ["begin", "stopped"]);
    } else {
        journal.wait(1, "end")?;
    }
    Ok(())
}
