//! What flows between tasks, and how names are found.

use live_tests::Result;
use live_tests::serde_json::json;

use super::{document, output, start, states};
use crate::bed::Bed;
use crate::std_actions::Runner;

pub(super) fn branches(bed: &mut Bed, runner: Runner) -> Result<()> {
    runner.prepare(bed)?;
    let output = output(bed, document!("branches"), "wf", &json!({}))?;
    assert_eq!((&output["a1"], &output["b1"]), (&json!(1), &json!(2)));
    Ok(())
}

pub(super) fn global_variables(bed: &mut Bed, runner: Runner) -> Result<()> {
    runner.prepare(bed)?;
    let output = output(bed, document!("global_variables"), "wf", &json!({}))?;
    let expected = json!({"param1": "branch value", "param2": "global value"});
    assert_eq!(output["a1"], expected);
    Ok(())
}

pub(super) fn dynamic_sub_workflow(bed: &mut Bed, runner: Runner) -> Result<()> {
    runner.prepare(bed)?;
    let document = document!("dynamic_sub_workflow");
    let output = output(bed, document, "framework", &json!({}))?;
    assert_eq!(output["said"], "wherever: 22C");
    Ok(())
}

pub(super) fn tasks_function(bed: &mut Bed, runner: Runner) -> Result<()> {
    runner.prepare(bed)?;
    let output = output(bed, document!("tasks_function"), "wf", &json!({}))?;
    assert_eq!(output["yaql"], json!(["task"]));
    assert_eq!(output["jinja"].to_string().trim_matches('"'), "1");
    Ok(())
}

pub(super) fn workbook(bed: &mut Bed, runner: Runner) -> Result<()> {
    runner.prepare(bed)?;
    bed.mistral
        .define_workflows(document!("workbook_global").1)?;
    bed.mistral.define_workbook(document!("workbook").1)?;
    let direct = bed
        .mistral
        .start("my_workbook.local_workflow1", &json!({}))?;
    assert_eq!(direct.wait()?.output()?["said"], "Hi Mistral!");
    let reverse = bed.mistral.request(&json!({
        "workflow_name": "my_workbook.local_workflow2", "params": {"task_name": "task2"},
    }))?;
    assert_eq!(reverse.wait()?.state(), "SUCCESS");
    let expected = json!({"task1": "SUCCESS", "task2": "SUCCESS"});
    assert_eq!(states(&reverse)?, expected);
    assert_eq!(reverse.task("task2")?.result()?["said"], "val1 val2");
    Ok(())
}

pub(super) fn namespaces(bed: &mut Bed, runner: Runner) -> Result<()> {
    runner.prepare(bed)?;
    let mistral = &bed.mistral;
    mistral.define_workflows(document!("namespace_wf2").1)?;
    mistral.define_workflows(document!("namespace_wf3_default").1)?;
    mistral.define_workflows_in("abc", document!("namespace_wf3").1)?;
    let (_, wf1) = document!("namespace_wf1");
    let in_namespace = start(bed, ("abc", wf1), "wf1", &json!({}), &json!({}))?;
    assert_eq!(in_namespace.wait()?.state(), "SUCCESS");
    let in_none = mistral.start("wf2", &json!({}))?;
    assert_eq!(in_none.wait()?.state(), "ERROR");
    Ok(())
}
