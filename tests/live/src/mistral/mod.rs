//! [`Mistral`]: a client of the part of Mistral's REST API that the tests need.

mod execution;

use std::time::Duration;

use mistral_actions::Secret;
use serde_json::{Value, json};
use ureq::http::Request;

pub use execution::{ActionExecution, Execution, FinishedExecution, Task};

use crate::{Failure, Refusal, Result, Stack};

/// Creates an HTTP client that uses no proxy.
pub(crate) fn http_agent() -> ureq::Agent {
    ureq::Agent::config_builder()
        .http_status_as_error(false)
        .proxy(None)
        // Longer than the engine's own timeout for an executor.
        .timeout_global(Some(Duration::from_secs(120)))
        .build()
        .into()
}

/// A client of Mistral's REST API.
#[derive(Clone, Debug)]
pub struct Mistral {
    agent: ureq::Agent,
    url: String,
    token: Option<Secret<String>>,
}

impl Mistral {
    /// Creates a client of a stack's API.
    ///
    /// # Errors
    ///
    /// If the stack does not print the URL of its API.
    pub fn new(stack: &Stack) -> Result<Self> {
        Ok(Self {
            agent: http_agent(),
            url: stack.variable("MISTRAL_API_URL")?.to_owned(),
            token: None,
        })
    }

    /// Sends a token with every request. Actions get it in their security context.
    pub fn with_token(mut self, token: &str) -> Self {
        self.token = Some(Secret::new(token.to_owned()));
        self
    }

    /// Creates the workflows of a document, or replaces workflows of the same names.
    ///
    /// # Errors
    ///
    /// If Mistral rejects it.
    pub fn define_workflows(&self, document: &str) -> Result<()> {
        self.define("/workflows", document)
    }

    /// Creates the ad-hoc actions of a document, or replaces actions of the same names.
    ///
    /// # Errors
    ///
    /// If Mistral rejects it.
    pub fn define_actions(&self, document: &str) -> Result<()> {
        self.define("/actions", document)
    }

    /// Creates the workflows of a document in a namespace, or replaces workflows of the same names.
    ///
    /// # Errors
    ///
    /// If Mistral rejects it.
    pub fn define_workflows_in(&self, namespace: &str, document: &str) -> Result<()> {
        self.define(&format!("/workflows?namespace={namespace}"), document)
    }

    /// Creates a workbook, or replaces the one of the same name.
    ///
    /// # Errors
    ///
    /// If Mistral rejects it.
    pub fn define_workbook(&self, document: &str) -> Result<()> {
        self.define("/workbooks", document)
    }

    fn define(&self, path: &str, document: &str) -> Result<()> {
        match self.send("POST", path, Some(document.to_owned()), "text/plain")? {
            Err(Refusal { status: 409, .. }) => {
                self.send("PUT", path, Some(document.to_owned()), "text/plain")??
            }
            created => created?,
        };
        Ok(())
    }

    /// Starts a workflow.
    ///
    /// # Errors
    ///
    /// If Mistral refuses.
    pub fn start(&self, workflow: &str, input: &Value) -> Result<Execution<'_>> {
        self.start_with_env(workflow, input, &json!({}))
    }

    /// Starts a workflow with an environment, which its expressions read with `env()`.
    ///
    /// # Errors
    ///
    /// If Mistral refuses.
    pub fn start_with_env(
        &self,
        workflow: &str,
        input: &Value,
        env: &Value,
    ) -> Result<Execution<'_>> {
        let params = json!({"env": env});
        self.start_with(&json!({"workflow_name": workflow, "input": input, "params": params}))
    }

    /// Starts a workflow with a complete request body, for instance in a namespace.
    ///
    /// # Errors
    ///
    /// If Mistral refuses.
    pub fn start_with(&self, body: &Value) -> Result<Execution<'_>> {
        let execution = self.post("/executions", body)??;
        Execution::new(self, &execution)
    }

    /// Runs an action outside a workflow (`mistral run-action`), waits for its result, and returns its state and output.
    ///
    /// # Errors
    ///
    /// The outer error if Mistral cannot be reached, the inner error if Mistral rejects the request.
    pub fn run_action(&self, name: &str, input: &Value) -> Result<Result<Value, Refusal>> {
        let params = json!({"run_sync": true}).to_string();
        let body = json!({"name": name, "input": input.to_string(), "params": params});
        let response = self.post("/action_executions", &body)?;
        Ok(match response {
            Ok(execution) => {
                let output = execution["output"].as_str().unwrap_or("null");
                let output: Value = serde_json::from_str(output)?;
                Ok(json!({"state": execution["state"], "result": output["result"]}))
            }
            Err(refusal) => Err(refusal),
        })
    }

    /// Delivers the result of an action through the API.
    ///
    /// # Errors
    ///
    /// If Mistral rejects it.
    pub fn complete(&self, action_ex_id: &str, state: &str, result: &Value) -> Result<()> {
        let path = format!("/action_executions/{action_ex_id}");
        let body = json!({"state": state, "output": result.to_string()});
        self.put(&path, &body).map(drop)
    }

    /// Returns the definition of an action.
    ///
    /// # Errors
    ///
    /// If the action does not exist.
    pub fn action(&self, name: &str) -> Result<Value> {
        self.get(&format!("/actions/{name}"))
    }

    /// Gets a path below the API's URL.
    ///
    /// # Errors
    ///
    /// If Mistral rejects the request.
    pub fn get(&self, path: &str) -> Result<Value> {
        let response = self.send("GET", path, None, "application/json")?;
        response.map_err(|refusal| Failure::new(format_args!("GET {path}: {refusal}")))
    }

    /// Updates a path below the API's URL.
    ///
    /// # Errors
    ///
    /// If Mistral refuses.
    pub fn put(&self, path: &str, body: &Value) -> Result<Value> {
        Ok(self.send("PUT", path, Some(body.to_string()), "application/json")??)
    }

    fn post(&self, path: &str, body: &Value) -> Result<Result<Value, Refusal>> {
        self.send("POST", path, Some(body.to_string()), "application/json")
    }

    fn send(
        &self,
        method: &str,
        path: &str,
        body: Option<String>,
        content_type: &str,
    ) -> Result<Result<Value, Refusal>> {
        let mut request = Request::builder()
            .method(method)
            .uri(format!("{}{path}", self.url))
            .header("Content-Type", content_type);
        if let Some(token) = &self.token {
            request = request.header("X-Auth-Token", token.expose());
        }
        let sent = match body {
            Some(body) => self.agent.run(request.body(body)?),
            None => self.agent.run(request.body(())?),
        };
        let mut response =
            sent.map_err(|error| Failure::new(format_args!("{method} {path}: {error}")))?;
        let status = response.status().as_u16();
        // Enough for a list of a thousand large results.
        let body = response.body_mut().with_config().limit(1 << 30);
        let text = body.read_to_string()?;
        let json = serde_json::from_str::<Value>(&text);
        if status < 400 {
            return Ok(Ok(json?));
        }
        let fault = json.ok();
        let message = fault
            .as_ref()
            .and_then(|fault| fault["faultstring"].as_str());
        let message = message.unwrap_or(&text).to_owned();
        Ok(Err(Refusal { status, message }))
    }
}
