//! [`ApiSink`]: the delivery of asynchronous results through Mistral's API.

use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use mistral_actions::async_result::{ResultSink, ResultTarget};
use mistral_actions::{ActionError, ActionResult, Secret};
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

use super::api::MistralApi;
use super::problem::{Problem, fault};
use crate::keystone::Token;

const FIRST_WAIT: Duration = Duration::from_secs(1);
const MAX_WAIT: Duration = Duration::from_secs(30);

/// Delivers the results of asynchronous actions through Mistral's API (`PUT /v2/action_executions/<id>`) and retries
/// until Mistral accepts them.
///
/// It is for handles that were stored. Handles of a worker that still runs deliver automatically.
///
/// ```no_run
/// use std::sync::Arc;
/// use mistral_actions::async_result::ResultHandle;
/// use mistral_actions::serde_json::{self, json};
/// use mistral_cloud::mistral::ApiSink;
///
/// # async fn deliver(stored: &str) -> Result<(), mistral_actions::ActionError> {
/// let handle: ResultHandle = serde_json::from_str(stored)?;
/// let sink = ApiSink::new("http://localhost:8989/v2").map_err(mistral_actions::ActionError::new)?;
/// handle.attach(Arc::new(sink)).succeed(json!({"ready": true})).await
/// # }
/// ```
///
/// Mistral's API accepts only objects: any other value arrives as `{"result": value}`.
#[derive(Clone, Debug)]
pub struct ApiSink(Arc<MistralApi>);

impl ApiSink {
    /// Delivers to the Mistral with this URL, such as `http://localhost:8989/v2`, without a token.
    ///
    /// # Errors
    ///
    /// If the URL is not an HTTP URL.
    pub fn new(url: impl AsRef<str>) -> Result<Self, String> {
        Ok(MistralApi::new().url(url.as_ref())?.into())
    }

    /// Delivers in the name of a Keystone token's user.
    ///
    /// # Errors
    ///
    /// If the URL is not an HTTP URL, or the token cannot be sent in a header.
    #[allow(
        clippy::needless_pass_by_value,
        reason = "the sink takes the token over"
    )]
    pub fn with_token(url: impl AsRef<str>, token: Secret<String>) -> Result<Self, String> {
        let token = Token::new(&token).map_err(|error| error.to_string())?;
        Ok(MistralApi::new().url(url.as_ref())?.token(token).into())
    }
}

impl From<MistralApi> for ApiSink {
    fn from(api: MistralApi) -> Self {
        Self(Arc::new(api))
    }
}

impl From<Arc<MistralApi>> for ApiSink {
    fn from(api: Arc<MistralApi>) -> Self {
        Self(api)
    }
}

#[async_trait]
impl ResultSink for ApiSink {
    async fn deliver(
        &self,
        target: &ResultTarget,
        result: ActionResult<Value>,
    ) -> Result<(), ActionError> {
        let id = target.action_execution()?;
        let body = match result {
            ActionResult::Data(data) => json!({"state": "SUCCESS", "output": object(data)}),
            ActionResult::Error { error, .. } => json!({"state": "ERROR", "output": object(error)}),
            ActionResult::Cancel => json!({"state": "CANCELLED"}),
        };
        let mut wait = FIRST_WAIT;
        loop {
            match self.put(id, &body).await {
                Ok(()) => return Ok(()),
                // Mistral accepted an earlier attempt, whose response was lost.
                Err(Problem::Final(problem)) if wait > FIRST_WAIT && is_completed(&problem) => {
                    return Ok(());
                }
                Err(Problem::Final(problem)) => {
                    return Err(ActionError::new(format_args!(
                        "Mistral rejected the result of action execution {id}: {problem}"
                    )));
                }
                Err(Problem::Temporary(problem)) => {
                    tracing::warn!(
                        "cannot deliver the result of action execution {id}, retrying in {} s: {problem}",
                        wait.as_secs()
                    );
                    tokio::time::sleep(wait).await;
                    wait = (wait * 2).min(MAX_WAIT);
                }
            }
        }
    }
}

impl ApiSink {
    async fn put(&self, id: &str, body: &Value) -> Result<(), Problem> {
        let access = self.0.own_access().await?;
        let url = format!("{}/action_executions/{id}", access.url);
        let token = access.token.as_ref();
        let (status, response) = self.0.send(Method::PUT, &url, token, Some(body)).await?;
        if status.is_success() {
            return Ok(());
        }
        let problem = fault(status, &response);
        if status == StatusCode::UNAUTHORIZED && self.0.forget(&access).await {
            return Err(Problem::Temporary(problem));
        }
        let is_temporary = status.is_server_error() && !is_completed(&problem)
            || matches!(
                status,
                StatusCode::TOO_MANY_REQUESTS | StatusCode::REQUEST_TIMEOUT
            );
        Err(if is_temporary {
            Problem::Temporary(problem)
        } else {
            Problem::Final(problem)
        })
    }
}

/// Returns true if Mistral has a result already, which it reports as an internal error.
fn is_completed(problem: &str) -> bool {
    problem.ends_with("is already completed")
}

/// An object as it is, any other value as `{"result": value}`.
fn object(value: Value) -> Value {
    match value {
        Value::Object(_) => value,
        other => json!({"result": other}),
    }
}
