//! [`ApiSink`]: the results of asynchronous actions, delivered through Mistral's API.

use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use mistral_actions::{ActionError, ActionResult, ResultSink, ResultTarget};
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

use super::api::{Api, ApiError, fault};

const FIRST_WAIT: Duration = Duration::from_secs(1);
const LONGEST_WAIT: Duration = Duration::from_secs(30);

/// Delivers results by `PUT /v2/action_executions/<id>`, again and again until Mistral has accepted them.
pub(crate) struct ApiSink(pub(crate) Arc<Api>);

#[async_trait]
impl ResultSink for ApiSink {
    async fn deliver(
        &self,
        target: &ResultTarget,
        result: ActionResult<Value>,
    ) -> Result<(), ActionError> {
        let Some(id) = &target.action_execution_id else {
            return Err(ActionError::new(format_args!(
                "the result of `{}` belongs to no action execution, so Mistral cannot take it",
                target.action
            )));
        };
        let body = match result {
            ActionResult::Data(data) => json!({"state": "SUCCESS", "output": {"result": data}}),
            ActionResult::Error { error, .. } => {
                json!({"state": "ERROR", "output": {"result": error}})
            }
            ActionResult::Cancel => json!({"state": "CANCELLED"}),
        };
        let mut wait = FIRST_WAIT;
        loop {
            match self.put(id, &body).await {
                Ok(()) => return Ok(()),
                Err(ApiError::Final(problem)) => {
                    return Err(ActionError::new(format_args!(
                        "Mistral does not accept the result of action execution {id}: {problem}"
                    )));
                }
                Err(ApiError::Temporary(problem)) => {
                    tracing::warn!(
                        "the result of action execution {id} is delivered again in {} s: {problem}",
                        wait.as_secs()
                    );
                    tokio::time::sleep(wait).await;
                    wait = (wait * 2).min(LONGEST_WAIT);
                }
            }
        }
    }
}

impl ApiSink {
    async fn put(&self, id: &str, body: &Value) -> Result<(), ApiError> {
        let (url, token) = self.0.own_access().await?;
        let url = format!("{url}/action_executions/{id}");
        let (status, answer) = self
            .0
            .send(
                Method::PUT,
                &url,
                token.as_ref().map(|token| &token.id),
                Some(body),
            )
            .await?;
        if status.is_success() {
            return Ok(());
        }
        let problem = fault(status, &answer);
        if let (StatusCode::UNAUTHORIZED, Some(token)) = (status, &token) {
            self.0.forget(token).await;
            return Err(ApiError::Temporary(problem));
        }
        let is_temporary = status.is_server_error()
            || matches!(
                status,
                StatusCode::TOO_MANY_REQUESTS | StatusCode::REQUEST_TIMEOUT
            );
        Err(if is_temporary {
            ApiError::Temporary(problem)
        } else {
            ApiError::Final(problem)
        })
    }
}
