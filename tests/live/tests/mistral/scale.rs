//! Much of everything.

use live_tests::Result;
use live_tests::serde_json::json;

use crate::bed::Bed;
use crate::deployment::Deployment;
use crate::outcomes::run_one;

/// One MiB is all that Mistral keeps of a result, unless told otherwise.
pub(crate) fn large_result(bed: &mut Bed, deployment: Deployment) -> Result<()> {
    bed.deploy(deployment)?;
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
    let output = bed.run_workflow("large", workflow, &json!({}))?.output()?;
    assert_eq!(output["length"], 1024 * 1024);
    Ok(())
}

pub(crate) fn too_large_result(bed: &mut Bed, deployment: Deployment) -> Result<()> {
    bed.deploy(deployment)?;
    let (state, result) = run_one(bed, "live.text", &json!({"kib": 1100}))?;
    assert_eq!(state, "ERROR");
    let result = result.to_string();
    assert!(
        result.len() < 10_000 && result.contains("1024"),
        "{result:.500}"
    );
    Ok(())
}

pub(crate) fn thousand_items(bed: &mut Bed, deployment: Deployment) -> Result<()> {
    bed.deploy(deployment)?;
    let workflow = "
version: '2.0'
thousand:
  tasks:
    echo:
      with-items: i in <% range(1000) %>
      action: live.echo value=<% $.i %>
      publish:
        items: <% task().result %>
  output:
    items: <% $.items %>
";
    let output = bed
        .run_workflow("thousand", workflow, &json!({}))?
        .output()?;
    assert_eq!(output["items"], json!((0..1000).collect::<Vec<_>>()));
    Ok(())
}
