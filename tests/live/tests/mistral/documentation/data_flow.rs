//! Data flow between tasks, and name resolution.

use live_tests::Result;
use live_tests::serde_json::json;

use super::{document, run_to_output, start, task_states};
use crate::harness::Harness;
use crate::std_actions::Runner;

pub(super) fn branches(harness: &mut Harness, runner: Runner) -> Result<()> {
    runner.prepare(harness)?;
    let output = run_to_output(harness, document!("branches"), "wf", &json!({}))?;
    assert_eq!((&output["a1"], &output["b1"]), (&json!(1), &json!(2)));
    Ok(())
}

pub(super) fn global_variables(harness: &mut Harness, runner: Runner) -> Result<()> {
    runner.prepare(harness)?;
    let output = run_to_output(harness, document!("global_variables"), "wf", &json!({}))?;
    let expected = json!({"param1": "branch value", "param2": "global value"});
    assert_eq!(output["a1"], expected);
    Ok(())
}

pub(super) fn dynamic_sub_workflow(harness: &mut Harness, runner: Runner) -> Result<()> {
    runner.prepare(harness)?;
    let document = document!("dynamic_sub_workflow");
    let output = run_to_output(harness, document, "framework", &json!({}))?;
    assert_eq!(output["result"], "wherever: 22C");
    Ok(())
}

pub(super) fn tasks_function(harness: &mut Harness, runner: Runner) -> Result<()> {
    runner.prepare(harness)?;
    let output = run_to_output(harness, document!("tasks_function"), "wf", &json!({}))?;
    assert_eq!(output["yaql"], json!(["task"]));
    assert_eq!(output["jinja"].to_string().trim_matches('"'), "1");
    Ok(())
}

pub(super) fn workbook(harness: &mut Harness, runner: Runner) -> Result<()> {
    runner.prepare(harness)?;
    harness
        .mistral
        .define_workflows(document!("workbook_global").1)?;
    harness.mistral.define_workbook(document!("workbook").1)?;
    let direct = harness
        .mistral
        .start("my_workbook.local_workflow1", &json!({}))?;
    assert_eq!(direct.wait()?.output()?["result"], "Hi Mistral!");
    let reverse = harness.mistral.start_with(&json!({
        "workflow_name": "my_workbook.local_workflow2", "params": {"task_name": "task2"},
    }))?;
    assert_eq!(reverse.wait()?.state(), "SUCCESS");
    let expected = json!({"task1": "SUCCESS", "task2": "SUCCESS"});
    assert_eq!(task_states(&reverse)?, expected);
    assert_eq!(reverse.task("task2")?.result()?["result"], "val1 val2");
    Ok(())
}

pub(super) fn namespaces(harness: &mut Harness, runner: Runner) -> Result<()> {
    runner.prepare(harness)?;
    let mistral = &harness.mistral;
    mistral.define_workflows(document!("namespace_wf2").1)?;
    mistral.define_workflows(document!("namespace_wf3_default").1)?;
    mistral.define_workflows_in("abc", document!("namespace_wf3").1)?;
    let (_, wf1) = document!("namespace_wf1");
    let in_namespace = start(harness, ("abc", wf1), "wf1", &json!({}), &json!({}))?;
    assert_eq!(in_namespace.wait()?.state(), "SUCCESS");
    let in_none = mistral.start("wf2", &json!({}))?;
    assert_eq!(in_none.wait()?.state(), "ERROR");
    Ok(())
}
