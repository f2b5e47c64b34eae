//! The workflows of Mistral's documentation, in `workflows/documentation/`.
//!
//! Each file lists its changes to the documented workflow; the expected results are those of the documentation.

mod control_flow;
mod data_flow;
pub(crate) mod javascript;
mod network;

use std::collections::BTreeMap;

use live_tests::serde_json::{Value, json};
use live_tests::{Execution, Result, named_tests};

use crate::harness::Harness;
use crate::std_actions::Runner;

type RunnerTest = fn(&mut Harness, Runner) -> Result<()>;

pub(crate) const WORKFLOWS: &[(&str, RunnerTest)] = named_tests![
    data_flow::branches,
    data_flow::global_variables,
    data_flow::dynamic_sub_workflow,
    data_flow::tasks_function,
    data_flow::workbook,
    data_flow::namespaces,
    control_flow::policies,
    control_flow::retry_on_a_line,
    control_flow::fail,
    control_flow::engine_commands,
    control_flow::engine_command_fail,
    control_flow::direct,
    control_flow::reverse,
    control_flow::join,
    network::http,
    network::email,
    network::error_email,
    network::asynchronous,
    network::ssh_data_flow,
    network::ssh_result_on_error,
    network::upgrade_kernel,
];

/// Returns the name and the text of a file of `workflows/documentation/`.
macro_rules! document {
    ($name:literal) => {
        (
            $name,
            include_str!(concat!("../workflows/documentation/", $name, ".yaml")),
        )
    };
}
use document;

/// Starts a workflow of a document with an input and parameters.
///
/// Each document has its own namespace, because many of their workflows are called `wf`.
fn start<'a>(
    harness: &'a Harness,
    (file, text): (&str, &str),
    workflow: &str,
    input: &Value,
    params: &Value,
) -> Result<Execution<'a>> {
    harness.mistral.define_workflows_in(file, text)?;
    harness.mistral.start_with(&json!({
        "workflow_name": workflow, "workflow_namespace": file, "input": input, "params": params,
    }))
}

/// Runs a workflow of a document, which must succeed, and returns its output.
fn run_to_output(
    harness: &Harness,
    document: (&str, &str),
    workflow: &str,
    input: &Value,
) -> Result<Value> {
    start(harness, document, workflow, input, &json!({}))?
        .wait()?
        .output()
}

/// Returns the states of all tasks.
fn task_states(execution: &Execution<'_>) -> Result<Value> {
    let tasks = execution.tasks()?;
    let states: BTreeMap<_, _> = tasks
        .into_iter()
        .map(|task| (task.name, task.state))
        .collect();
    Ok(json!(states))
}
