//! The workflows of Mistral's documentation, run to their end: `workflows/documentation/`.
//!
//! They are those of the documentation with the changes that each file lists; what is expected is what the
//! documentation says.

mod data;
mod flow;
pub(crate) mod javascript;
mod servers;

use std::collections::BTreeMap;

use live_tests::serde_json::{Value, json};
use live_tests::{Execution, Result};

use crate::bed::Bed;
use crate::std_actions::Runner;

type OfRunner = fn(&mut Bed, Runner) -> Result<()>;

pub(crate) const WORKFLOWS: &[(&str, OfRunner)] = &[
    ("branches", data::branches),
    ("global_variables", data::global_variables),
    ("dynamic_sub_workflow", data::dynamic_sub_workflow),
    ("tasks_function", data::tasks_function),
    ("workbook", data::workbook),
    ("namespaces", data::namespaces),
    ("policies", flow::policies),
    ("retry_on_a_line", flow::retry_on_a_line),
    ("fail", flow::fail),
    ("engine_commands", flow::engine_commands),
    ("engine_command_fail", flow::engine_command_fail),
    ("direct", flow::direct),
    ("reverse", flow::reverse),
    ("join", flow::join),
    ("http", servers::http),
    ("email", servers::email),
    ("error_email", servers::error_email),
    ("asynchronous", servers::asynchronous),
    ("ssh_data_flow", servers::ssh_data_flow),
    ("ssh_result_on_error", servers::ssh_result_on_error),
    ("upgrade_kernel", servers::upgrade_kernel),
];

/// A file of `workflows/documentation/`: its name and its text.
macro_rules! document {
    ($name:literal) => {
        (
            $name,
            include_str!(concat!("../workflows/documentation/", $name, ".yaml")),
        )
    };
}
use document;

/// Starts a workflow of a document with an input, and whatever else the request has to say.
///
/// Many are called `wf`: each document has a namespace of its own.
fn start<'a>(
    bed: &'a Bed,
    (file, text): (&str, &str),
    workflow: &str,
    input: &Value,
    params: &Value,
) -> Result<Execution<'a>> {
    bed.mistral.define_workflows_in(file, text)?;
    bed.mistral.request(&json!({
        "workflow_name": workflow, "workflow_namespace": file, "input": input, "params": params,
    }))
}

/// Runs a workflow of a document to its success, and returns its output.
fn output(bed: &Bed, document: (&str, &str), workflow: &str, input: &Value) -> Result<Value> {
    start(bed, document, workflow, input, &json!({}))?
        .wait()?
        .output()
}

/// The states of all tasks.
fn states(execution: &Execution<'_>) -> Result<Value> {
    let tasks = execution.tasks()?;
    let states: BTreeMap<_, _> = tasks
        .into_iter()
        .map(|task| (task.name, task.state))
        .collect();
    Ok(json!(states))
}
