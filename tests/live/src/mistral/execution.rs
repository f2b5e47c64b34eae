//! [`Execution`]: a started workflow and its result.

use std::fmt::Write;

use serde::Deserialize;
use serde_json::{Value, json};

use super::Mistral;
use crate::{Failure, Result, until};

/// A workflow execution.
#[derive(Debug)]
pub struct Execution<'a> {
    mistral: &'a Mistral,
    id: String,
}

impl<'a> Execution<'a> {
    pub(crate) fn new(mistral: &'a Mistral, created: &Value) -> Result<Self> {
        let id = created["id"].as_str();
        let id = id.ok_or_else(|| {
            Failure::new(format_args!("the created execution has no id: {created}"))
        })?;
        Ok(Self {
            mistral,
            id: id.to_owned(),
        })
    }

    /// The id.
    pub fn id(&self) -> &str {
        &self.id
    }

    /// Waits until it has finished, in any state.
    ///
    /// # Errors
    ///
    /// If it does not finish within [`WAIT_TIMEOUT`](crate::WAIT_TIMEOUT). The error lists its tasks and running actions.
    pub fn wait(&self) -> Result<FinishedExecution> {
        let path = format!("/executions/{}", self.id);
        let finished = until("the workflow has finished", || {
            let state = self.mistral.get(&path)?;
            Ok(match state["state"].as_str() {
                Some("SUCCESS" | "ERROR" | "CANCELLED") => Some(state),
                _ => None,
            })
        });
        match finished {
            Ok(execution) => Ok(FinishedExecution(serde_json::from_value(execution)?)),
            Err(failure) => Err(Failure::new(format_args!(
                "{failure}\n{}",
                self.describe().unwrap_or_else(|error| error.to_string())
            ))),
        }
    }

    /// Waits until it is paused.
    ///
    /// # Errors
    ///
    /// If it is not paused within [`WAIT_TIMEOUT`](crate::WAIT_TIMEOUT).
    pub fn wait_paused(&self) -> Result<()> {
        let path = format!("/executions/{}", self.id);
        until("the workflow is paused", || {
            let execution = self.mistral.get(&path)?;
            Ok((execution["state"] == "PAUSED").then_some(()))
        })
    }

    /// Resumes it after a pause.
    ///
    /// # Errors
    ///
    /// If Mistral refuses.
    pub fn resume(&self) -> Result<()> {
        let path = format!("/executions/{}", self.id);
        let body = json!({"state": "RUNNING"});
        self.mistral.put(&path, &body).map(drop)
    }

    /// Returns the tasks that exist so far.
    ///
    /// # Errors
    ///
    /// If the API does not respond.
    pub fn tasks(&self) -> Result<Vec<Task>> {
        let list = self
            .mistral
            .get(&format!("/executions/{}/tasks", self.id))?;
        let tasks: Vec<Value> = serde_json::from_value(list["tasks"].clone())?;
        let ids = tasks.iter().filter_map(|task| task["id"].as_str());
        // The list of tasks does not contain their results.
        ids.map(|id| {
            Ok(serde_json::from_value(
                self.mistral.get(&format!("/tasks/{id}"))?,
            )?)
        })
        .collect()
    }

    /// Returns the task with this name.
    ///
    /// # Errors
    ///
    /// If no task has this name.
    pub fn task(&self, name: &str) -> Result<Task> {
        let found = self.tasks()?.into_iter().find(|task| task.name == name);
        found.ok_or_else(|| Failure::new(format_args!("no task is called `{name}`")))
    }

    /// Returns the action executions of a task.
    ///
    /// # Errors
    ///
    /// If the API does not respond.
    pub fn action_executions(&self, task: &str) -> Result<Vec<ActionExecution>> {
        let id = self.task(task)?.id;
        let path = format!("/tasks/{id}/action_executions?include_output=true");
        let list = self.mistral.get(&path)?;
        Ok(serde_json::from_value(list["action_executions"].clone())?)
    }

    /// Describes the tasks and their running actions, for an error message.
    fn describe(&self) -> Result<String> {
        let mut text = String::new();
        for task in self.tasks()? {
            let Task {
                name,
                state,
                state_info,
                ..
            } = &task;
            writeln!(
                text,
                "  task {name}: {state} {}",
                state_info.as_deref().unwrap_or_default()
            )?;
            let actions = self.action_executions(name)?;
            let running = actions.iter().filter(|action| action.state == "RUNNING");
            let running: Vec<_> = running.map(|action| action.id.as_str()).collect();
            let total = actions.len();
            writeln!(
                text,
                "    {} of {total} actions are running: {running:?}",
                running.len()
            )?;
        }
        Ok(text)
    }
}

/// A workflow execution that has finished.
#[derive(Clone, Debug)]
pub struct FinishedExecution(Outcome);

#[derive(Clone, Debug, Deserialize)]
struct Outcome {
    state: String,
    state_info: Option<String>,
    output: Option<String>,
}

impl FinishedExecution {
    /// `SUCCESS`, `ERROR` or `CANCELLED`.
    pub fn state(&self) -> &str {
        &self.0.state
    }

    /// Mistral's explanation of the state.
    pub fn state_info(&self) -> &str {
        self.0.state_info.as_deref().unwrap_or_default()
    }

    /// Returns the output of a workflow that succeeded.
    ///
    /// # Errors
    ///
    /// If the workflow did not succeed.
    pub fn output(&self) -> Result<Value> {
        if self.state() != "SUCCESS" {
            return Err(Failure::new(format_args!(
                "the workflow finished in state {}: {}",
                self.state(),
                self.state_info()
            )));
        }
        Ok(serde_json::from_str(
            self.0.output.as_deref().unwrap_or("null"),
        )?)
    }
}

/// A task of a workflow execution.
#[derive(Clone, Debug, Deserialize)]
pub struct Task {
    /// The id.
    pub id: String,
    /// The name in the workflow.
    pub name: String,
    /// `RUNNING`, `SUCCESS`, `ERROR`, …
    pub state: String,
    /// Mistral's explanation of the state.
    pub state_info: Option<String>,
    result: Option<String>,
}

impl Task {
    /// Returns the result.
    ///
    /// # Errors
    ///
    /// If it is not valid JSON.
    pub fn result(&self) -> Result<Value> {
        Ok(serde_json::from_str(
            self.result.as_deref().unwrap_or("null"),
        )?)
    }
}

/// One run of an action, as Mistral records it.
#[derive(Clone, Debug, Deserialize)]
pub struct ActionExecution {
    /// The id, `action_ex_id` on the wire.
    pub id: String,
    /// `RUNNING`, `SUCCESS`, `ERROR`, …
    pub state: String,
    input: Option<String>,
    output: Option<String>,
}

impl ActionExecution {
    /// Returns the input of the action.
    ///
    /// # Errors
    ///
    /// If it is not valid JSON.
    pub fn input(&self) -> Result<Value> {
        Ok(serde_json::from_str(
            self.input.as_deref().unwrap_or("null"),
        )?)
    }

    /// Returns the result of the action, or the reason of its failure.
    ///
    /// # Errors
    ///
    /// If it is not valid JSON.
    pub fn result(&self) -> Result<Value> {
        let output: Value = serde_json::from_str(self.output.as_deref().unwrap_or("null"))?;
        Ok(output["result"].clone())
    }
}
