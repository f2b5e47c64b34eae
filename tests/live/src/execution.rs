//! [`Execution`]: a workflow that was started, and how it ended.

use std::fmt::Write;

use serde::Deserialize;
use serde_json::{Value, json};

use crate::{Failure, Mistral, Result, until};

/// A workflow execution.
#[derive(Debug)]
pub struct Execution<'a> {
    mistral: &'a Mistral,
    id: String,
}

impl<'a> Execution<'a> {
    pub(crate) fn new(mistral: &'a Mistral, created: &Value) -> Result<Self> {
        let id = created["id"].as_str();
        let id =
            id.ok_or_else(|| Failure::new(format_args!("an execution without id: {created}")))?;
        Ok(Self {
            mistral,
            id: id.to_owned(),
        })
    }

    /// Its id.
    pub fn id(&self) -> &str {
        &self.id
    }

    /// Waits until it has ended, however.
    ///
    /// # Errors
    ///
    /// If it has not within [`LIMIT`](crate::LIMIT); the error lists its tasks and the actions that still run.
    pub fn wait(&self) -> Result<Ended> {
        let path = format!("/executions/{}", self.id);
        let ended = until("the workflow ends", || {
            let state = self.mistral.get(&path)?;
            Ok(match state["state"].as_str() {
                Some("SUCCESS" | "ERROR" | "CANCELLED") => Some(state),
                _ => None,
            })
        });
        match ended {
            Ok(execution) => Ok(Ended(serde_json::from_value(execution)?)),
            Err(failure) => Err(Failure::new(format_args!(
                "{failure}\n{}",
                self.describe().unwrap_or_else(|why| why.to_string())
            ))),
        }
    }

    /// Waits until it is paused.
    ///
    /// # Errors
    ///
    /// If it is not within [`LIMIT`](crate::LIMIT).
    pub fn wait_paused(&self) -> Result<()> {
        let path = format!("/executions/{}", self.id);
        until("the workflow is paused", || {
            let execution = self.mistral.get(&path)?;
            Ok((execution["state"] == "PAUSED").then_some(()))
        })
    }

    /// Lets it go on after a pause.
    ///
    /// # Errors
    ///
    /// If Mistral refuses to.
    pub fn resume(&self) -> Result<()> {
        let path = format!("/executions/{}", self.id);
        let body = json!({"state": "RUNNING"});
        self.mistral.put(&path, &body).map(drop)
    }

    /// The tasks that there are so far.
    ///
    /// # Errors
    ///
    /// If the API does not answer.
    pub fn tasks(&self) -> Result<Vec<Task>> {
        let list = self
            .mistral
            .get(&format!("/executions/{}/tasks", self.id))?;
        let tasks: Vec<Value> = serde_json::from_value(list["tasks"].clone())?;
        let ids = tasks.iter().filter_map(|task| task["id"].as_str());
        // Only a task by itself comes with its result.
        ids.map(|id| {
            Ok(serde_json::from_value(
                self.mistral.get(&format!("/tasks/{id}"))?,
            )?)
        })
        .collect()
    }

    /// The task of this name.
    ///
    /// # Errors
    ///
    /// If there is none.
    pub fn task(&self, name: &str) -> Result<Task> {
        let found = self.tasks()?.into_iter().find(|task| task.name == name);
        found.ok_or_else(|| Failure::new(format_args!("there is no task `{name}`")))
    }

    /// The action executions of a task.
    ///
    /// # Errors
    ///
    /// If the API does not answer.
    pub fn action_executions(&self, task: &str) -> Result<Vec<ActionExecution>> {
        let id = self.task(task)?.id;
        let path = format!("/tasks/{id}/action_executions?include_output=true");
        let list = self.mistral.get(&path)?;
        Ok(serde_json::from_value(list["action_executions"].clone())?)
    }

    /// What there is to see, for people.
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
                "    {} of {total} actions still run: {running:?}",
                running.len()
            )?;
        }
        Ok(text)
    }
}

/// A workflow execution that has ended.
#[derive(Clone, Debug)]
pub struct Ended(Outcome);

#[derive(Clone, Debug, Deserialize)]
struct Outcome {
    state: String,
    state_info: Option<String>,
    output: Option<String>,
}

impl Ended {
    /// `SUCCESS`, `ERROR` or `CANCELLED`.
    pub fn state(&self) -> &str {
        &self.0.state
    }

    /// What Mistral says of the reason.
    pub fn state_info(&self) -> &str {
        self.0.state_info.as_deref().unwrap_or_default()
    }

    /// The output of a workflow that succeeded.
    ///
    /// # Errors
    ///
    /// If it did not.
    pub fn output(&self) -> Result<Value> {
        if self.state() != "SUCCESS" {
            return Err(Failure::new(format_args!(
                "the workflow ended with {}: {}",
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
    /// Its id.
    pub id: String,
    /// Its name in the workflow.
    pub name: String,
    /// `RUNNING`, `SUCCESS`, `ERROR`, …
    pub state: String,
    /// What Mistral says of the reason.
    pub state_info: Option<String>,
    result: Option<String>,
}

impl Task {
    /// Its result.
    ///
    /// # Errors
    ///
    /// If it is not JSON.
    pub fn result(&self) -> Result<Value> {
        Ok(serde_json::from_str(
            self.result.as_deref().unwrap_or("null"),
        )?)
    }
}

/// One run of an action, as Mistral keeps it.
#[derive(Clone, Debug, Deserialize)]
pub struct ActionExecution {
    /// Its id, `action_ex_id` on the wire.
    pub id: String,
    /// `RUNNING`, `SUCCESS`, `ERROR`, …
    pub state: String,
    input: Option<String>,
    output: Option<String>,
}

impl ActionExecution {
    /// What the action was given.
    ///
    /// # Errors
    ///
    /// If it is not JSON.
    pub fn input(&self) -> Result<Value> {
        Ok(serde_json::from_str(
            self.input.as_deref().unwrap_or("null"),
        )?)
    }

    /// What the action returned, or why it failed.
    ///
    /// # Errors
    ///
    /// If it is not JSON.
    pub fn result(&self) -> Result<Value> {
        let output: Value = serde_json::from_str(self.output.as_deref().unwrap_or("null"))?;
        Ok(output["result"].clone())
    }
}
