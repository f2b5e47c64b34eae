//! [`ApiSink`]: the results of asynchronous actions, delivered through Mistral's API.

use std::ffi::OsString;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use mistral_actions::{ActionError, ActionResult, ResultSink, ResultTarget, Secret};
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

use super::api::{Api, ApiError, fault};
use crate::config::{Config, Sources};

const FIRST_WAIT: Duration = Duration::from_secs(1);
const LONGEST_WAIT: Duration = Duration::from_secs(30);

/// Delivers the results of asynchronous actions through Mistral's API (`PUT /v2/action_executions/<id>`),
/// again and again until they are accepted. For handles that were stored: those of a worker that is still
/// there deliver by themselves.
///
/// ```no_run
/// use std::sync::Arc;
/// use mistral_actions::ResultHandle;
/// use mistral_actions::serde_json::{self, json};
/// use mistral_worker::ApiSink;
///
/// # async fn deliver(stored: &str) -> Result<(), mistral_actions::ActionError> {
/// let handle: ResultHandle = serde_json::from_str(stored)?;
/// let sink = ApiSink::new("http://localhost:8989/v2").map_err(mistral_actions::ActionError::new)?;
/// handle.attach(Arc::new(sink)).succeed(json!({"ready": true})).await
/// # }
/// ```
///
/// Mistral's API takes objects only: any other value arrives as `{"result": value}`.
#[derive(Clone, Debug)]
pub struct ApiSink(pub(crate) Arc<Api>);

impl ApiSink {
    /// Delivers to the Mistral with this URL, `http://localhost:8989/v2` for instance, without a token.
    ///
    /// # Errors
    ///
    /// If no HTTP client can be made.
    pub fn new(url: impl Into<String>) -> Result<Self, String> {
        Api::at(&url.into(), None).map(|api| Self(Arc::new(api)))
    }

    /// Delivers on behalf of the user of a Keystone token.
    ///
    /// # Errors
    ///
    /// If no HTTP client can be made.
    pub fn with_token(url: impl Into<String>, token: Secret<String>) -> Result<Self, String> {
        Api::at(&url.into(), Some(token)).map(|api| Self(Arc::new(api)))
    }

    /// Delivers on behalf of the user of `[keystone_authtoken]` in these files, `mistral.conf` for instance,
    /// and the environment, as `serve` reads them. Mistral is where `[mistral_actions] mistral_url` says, or
    /// that user's service catalog. Whenever its token is refused it gets another, so results may come
    /// however late. Results for the workflows of any project take the role `admin`.
    ///
    /// ```no_run
    /// let sink = mistral_worker::ApiSink::from_config_files(["/etc/mistral/mistral.conf"])?;
    /// # Ok::<(), String>(())
    /// ```
    ///
    /// # Errors
    ///
    /// If a file or an option is wrong, or nothing says where Mistral is.
    pub fn from_config_files(
        files: impl IntoIterator<Item = impl Into<PathBuf>>,
    ) -> Result<Self, String> {
        let files: Vec<PathBuf> = files.into_iter().map(Into::into).collect();
        let mut sources = Sources::read(&files, &process_variables());
        let config = Config::read(&mut sources).map_err(|problems| problems.join("; "))?;
        let api = Api::new(&config)?;
        if !api.is_configured() {
            return Err(
                "nothing says where Mistral's API is: set [keystone_authtoken] or [mistral_actions] mistral_url"
                    .to_owned(),
            );
        }
        Ok(Self(Arc::new(api)))
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
                // An earlier attempt was accepted, and only its answer was lost.
                Err(ApiError::Final(problem)) if wait > FIRST_WAIT && is_completed(&problem) => {
                    return Ok(());
                }
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

/// Returns the variables of the process whose values are text.
fn process_variables() -> Vec<(String, String)> {
    let texts = |(name, value): (OsString, OsString)| {
        Some((name.into_string().ok()?, value.into_string().ok()?))
    };
    std::env::vars_os().filter_map(texts).collect()
}

/// Whether Mistral has a result already, which it says by an internal error.
fn is_completed(problem: &str) -> bool {
    problem.ends_with("is already completed")
}

/// What the API takes, and hands on as it is.
fn object(value: Value) -> Value {
    match value {
        Value::Object(_) => value,
        other => json!({"result": other}),
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
        if let (StatusCode::UNAUTHORIZED, Some(token)) = (status, &token)
            && self.0.forget(token).await
        {
            return Err(ApiError::Temporary(problem));
        }
        let is_temporary = status.is_server_error() && !is_completed(&problem)
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
