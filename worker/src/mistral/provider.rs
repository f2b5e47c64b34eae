//! [`MistralActions`]: actions that only Mistral has, for actions of ours that reuse them.

use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use mistral_actions::{
    ActionContext, ActionDescriptor, ActionEntry, ActionError, ActionProvider, ActionResult,
    DynAction,
};
use reqwest::Method;
use serde_json::{Value, json};

use super::api::{Api, ApiError, fault};
use super::keystone::mistral_url;

const FIRST_WAIT: Duration = Duration::from_millis(100);
const LONGEST_WAIT: Duration = Duration::from_secs(5);

/// Every action that this binary does not have: Mistral may have it, which only the call can tell.
pub(crate) struct MistralActions(pub(crate) Arc<Api>);

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

/// An action that Mistral runs, wherever one of its executors is.
struct MistralAction {
    api: Arc<Api>,
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
        let of_user = || {
            mistral_url(
                security.service_catalog.as_ref()?,
                security.region_name.as_deref(),
            )
        };
        let url = self.api.url().map(str::to_owned).or_else(of_user).ok_or_else(|| {
            ActionError::new(format_args!(
                "this binary has no action `{}`, and nobody knows where Mistral's API is to run it there: \
                 set [mistral_actions] mistral_url",
                self.entry.name
            ))
        })?;
        let token = security.auth_token.as_ref();
        let body = json!({
            "name": self.entry.name,
            "input": input.to_string(),
            // Saved, so that an action of any length can be waited for.
            "params": json!({"save_result": true}).to_string(),
        });
        let url = format!("{url}/action_executions");
        let started = self.api.send(Method::POST, &url, token, Some(&body)).await;
        let mut execution = self.answer(started)?;
        let mut wait = FIRST_WAIT;
        loop {
            if let Some(result) = ended(&execution) {
                return Ok(result);
            }
            tokio::time::sleep(wait).await;
            wait = (wait * 2).min(LONGEST_WAIT);
            let id = execution["id"].as_str().unwrap_or_default();
            let asked = self
                .api
                .send(Method::GET, &format!("{url}/{id}"), token, None)
                .await;
            execution = match asked {
                Err(ApiError::Temporary(problem)) => {
                    tracing::warn!("asking Mistral again for action execution {id}: {problem}");
                    continue;
                }
                asked => self.answer(asked)?,
            };
        }
    }
}

impl MistralAction {
    fn answer(&self, answer: Result<super::api::Answer, ApiError>) -> Result<Value, ActionError> {
        let problem = match answer {
            Ok((status, answer)) if status.is_success() => return Ok(answer),
            Ok((status, answer)) => fault(status, &answer),
            Err(ApiError::Temporary(problem) | ApiError::Final(problem)) => problem,
        };
        Err(ActionError::new(format_args!(
            "this binary has no action `{}`, and Mistral cannot run it: {problem}",
            self.entry.name
        )))
    }
}

/// The result of an action execution, if it has ended.
fn ended(execution: &Value) -> Option<ActionResult<Value>> {
    // The API writes the output as a JSON text.
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
    fn an_execution_that_has_ended_has_a_result() {
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
