//! [`MistralActions`]: actions that only Mistral has, for reuse by actions of this process.

use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use mistral_actions::catalog::ActionEntry;
use mistral_actions::provider::DynAction;
use mistral_actions::{ActionContext, ActionDescriptor, ActionError, ActionProvider, ActionResult};
use reqwest::Method;
use serde_json::{Value, json};

use super::api::{MistralApi, Response};
use super::problem::{Problem, fault};
use crate::keystone::Token;

const FIRST_WAIT: Duration = Duration::from_millis(100);
const MAX_WAIT: Duration = Duration::from_secs(5);

/// A provider of every action name that has no action in this binary. Mistral's response to the call decides whether
/// the action exists.
///
/// ```
/// use std::sync::Arc;
/// use mistral_actions::Dispatcher;
/// use mistral_cloud::mistral::{MistralActions, MistralApi};
///
/// # fn example() -> Result<(), Box<dyn std::error::Error>> {
/// let api = MistralApi::new().url("http://localhost:8989/v2")?;
/// let dispatcher = Dispatcher::builder().provider(MistralActions::new(Arc::new(api))).build()?;
/// # Ok(()) }
/// ```
pub struct MistralActions(Arc<MistralApi>);

impl MistralActions {
    /// Runs the actions through this API, in the name of the calling workflow's user.
    pub fn new(api: Arc<MistralApi>) -> Self {
        Self(api)
    }
}

#[async_trait]
impl ActionProvider for MistralActions {
    async fn find(&self, name: &str) -> Result<Option<ActionDescriptor>, ActionError> {
        let input = json!({"type": "object"});
        Ok(Some(ActionDescriptor::provided(Arc::new(MistralAction {
            api: Arc::clone(&self.0),
            entry: ActionEntry::new(name, input),
        }))))
    }

    async fn find_all(&self) -> Result<Vec<ActionDescriptor>, ActionError> {
        Ok(Vec::new())
    }
}

/// An action that Mistral runs on one of its executors.
struct MistralAction {
    api: Arc<MistralApi>,
    entry: ActionEntry,
}

#[async_trait]
impl DynAction for MistralAction {
    fn entry(&self) -> &ActionEntry {
        &self.entry
    }

    async fn run(
        &self,
        input: Value,
        ctx: &ActionContext,
    ) -> Result<ActionResult<Value>, ActionError> {
        let security = ctx.security();
        let url = self.api.url_for(
            security.service_catalog.as_ref(),
            security.region_name.as_deref(),
            security.project_id.as_deref(),
        );
        let url = url.ok_or_else(|| self.unknown_url())?;
        let token = security.auth_token.as_ref().map(Token::new).transpose()?;
        let token = token.as_ref();
        let body = json!({
            "name": self.entry.name,
            "input": input.to_string(),
            // A saved result can be polled for, however long the action takes.
            "params": json!({"save_result": true}).to_string(),
        });
        let url = format!("{url}/action_executions");
        let started = self.api.send(Method::POST, &url, token, Some(&body)).await;
        let mut execution = self.body(started)?;
        let mut wait = FIRST_WAIT;
        loop {
            if let Some(result) = ended(&execution) {
                return Ok(result);
            }
            tokio::time::sleep(wait).await;
            wait = (wait * 2).min(MAX_WAIT);
            let id = execution["id"].as_str().unwrap_or_default();
            let asked = self
                .api
                .send(Method::GET, &format!("{url}/{id}"), token, None)
                .await;
            execution = match asked {
                Err(Problem::Temporary(problem)) => {
                    tracing::warn!("cannot read action execution {id}, retrying: {problem}");
                    continue;
                }
                asked => self.body(asked)?,
            };
        }
    }
}

impl MistralAction {
    /// The JSON of a successful response.
    fn body(&self, response: Result<Response, Problem>) -> Result<Value, ActionError> {
        let problem = match response {
            Ok((status, body)) if status.is_success() => return Ok(body),
            Ok((status, body)) => fault(status, &body),
            Err(problem) => problem.to_string(),
        };
        Err(ActionError::new(format_args!(
            "this binary has no action `{}`, and Mistral cannot run it: {problem}",
            self.entry.name
        )))
    }

    fn unknown_url(&self) -> ActionError {
        ActionError::new(self.api.with_hint(format!(
            "this binary has no action `{}`, and the URL of the Mistral that could run it is unknown",
            self.entry.name
        )))
    }
}

/// The result of an action execution; `None` while it runs.
fn ended(execution: &Value) -> Option<ActionResult<Value>> {
    // The API encodes the output as a JSON text.
    let output = match &execution["output"] {
        Value::String(text) => serde_json::from_str(text).unwrap_or(Value::Null),
        output => output.clone(),
    };
    let result = output.get("result").cloned().unwrap_or(output);
    match execution["state"].as_str()? {
        "SUCCESS" => Some(ActionResult::Data(result)),
        "ERROR" => Some(ActionResult::error(result)),
        "CANCELLED" => Some(ActionResult::Cancel),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn completed_execution_has_a_result() {
        assert_eq!(ended(&json!({"state": "RUNNING", "output": "{}"})), None);
        assert_eq!(
            ended(&json!({"state": "SUCCESS", "output": "{\"result\": 3}"})),
            Some(ActionResult::Data(json!(3)))
        );
        assert_eq!(
            ended(&json!({"state": "ERROR", "output": {"result": "boom"}})),
            Some(ActionResult::error("boom"))
        );
    }
}
