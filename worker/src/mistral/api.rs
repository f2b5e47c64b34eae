//! [`Api`]: requests to Mistral.

use std::path::Path;
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use mistral_actions::Secret;
use reqwest::header::CONTENT_TYPE;
use reqwest::{Certificate, Client, Method, StatusCode};
use serde_json::Value;

use super::keystone::{Login, Token};
use crate::config::{Config, without_passwords};

/// Longer, an API does not think about one request.
const REQUEST_TIMEOUT: Duration = Duration::from_secs(60);

/// Mistral's API, with the worker's own credentials if it has any.
#[derive(Debug)]
pub(crate) struct Api {
    http: Arc<Http>,
    url: Option<String>,
    login: Option<Login>,
    /// A token that was given.
    token: Option<Secret<String>>,
}

/// The HTTP client. Made when it is needed: the certificates of all authorities take megabytes, and most
/// workers never speak HTTP.
#[derive(Debug)]
pub(super) struct Http {
    authorities: Vec<Certificate>,
    insecure: bool,
    client: OnceLock<Result<Client, String>>,
}

impl Http {
    /// # Errors
    ///
    /// If no client can be made.
    pub(super) fn client(&self) -> Result<&Client, String> {
        let client = self.client.get_or_init(|| {
            crate::tls::use_ring();
            let builder = Client::builder()
                .timeout(REQUEST_TIMEOUT)
                .tls_danger_accept_invalid_certs(self.insecure);
            let authorities = self.authorities.iter().cloned();
            let builder = authorities.fold(builder, reqwest::ClientBuilder::add_root_certificate);
            builder
                .build()
                .map_err(|error| format!("no HTTP client can be made: {}", chain(&error)))
        });
        client.as_ref().map_err(Clone::clone)
    }
}

/// Why a request led to nothing.
#[derive(Debug)]
pub(super) enum ApiError {
    /// It may succeed later.
    Temporary(String),
    /// It never will.
    Final(String),
}

/// An answer: its status and its JSON, null if it is none.
pub(super) type Answer = (StatusCode, Value);

impl Api {
    /// # Errors
    ///
    /// If a file of certificates cannot be read.
    pub(crate) fn new(config: &Config) -> Result<Self, String> {
        let authorities = config.cafile.as_deref().map(certificates).transpose()?;
        let http = Arc::new(Http {
            authorities: authorities.unwrap_or_default(),
            insecure: config.insecure,
            client: OnceLock::new(),
        });
        let keystone = config.keystone.clone();
        let url = config.mistral_url.as_deref();
        Ok(Self {
            login: keystone.map(|keystone| Login::new(keystone, Arc::clone(&http))),
            url: url.map(|url| url.trim_end_matches('/').to_owned()),
            http,
            token: None,
        })
    }

    /// The API at this URL, on behalf of whoever has the token.
    ///
    /// # Errors
    ///
    /// If no HTTP client can be made.
    pub(super) fn at(url: &str, token: Option<Secret<String>>) -> Result<Self, String> {
        let http = Http {
            authorities: Vec::new(),
            insecure: false,
            client: OnceLock::new(),
        };
        http.client()?;
        Ok(Self {
            http: Arc::new(http),
            url: Some(url.trim_end_matches('/').to_owned()),
            login: None,
            token,
        })
    }

    /// Where Mistral is, and on whose behalf the worker speaks to it.
    pub(super) async fn own_access(&self) -> Result<(String, Option<Token>), ApiError> {
        let token = match &self.login {
            Some(login) => Some(login.token().await.map_err(ApiError::Temporary)?),
            None => self.token.clone().map(|id| Token {
                id,
                mistral_url: None,
            }),
        };
        let found = self
            .url
            .clone()
            .or_else(|| token.as_ref()?.mistral_url.clone());
        match found {
            Some(url) => Ok((url, token)),
            None => {
                let region = self.login.as_ref().and_then(Login::region);
                let region = region
                    .map(|region| format!(" (the service catalog has none in region `{region}`)"));
                Err(ApiError::Final(format!(
                    "nobody knows where Mistral's API is: set [mistral_actions] mistral_url{}",
                    region.unwrap_or_default()
                )))
            }
        }
    }

    /// Whether there is anything to be checked.
    pub(crate) fn is_configured(&self) -> bool {
        self.url.is_some() || self.login.is_some()
    }

    /// Logs in, and asks Mistral for next to nothing. Returns where Mistral is.
    ///
    /// # Errors
    ///
    /// What is wrong.
    pub(crate) async fn check(&self) -> Result<String, String> {
        let checking = async {
            let (url, token) = self.own_access().await?;
            let asked = format!("{url}/action_executions?limit=1");
            let url = without_passwords(&url);
            let token = token.as_ref().map(|token| &token.id);
            match self.send(Method::GET, &asked, token, None).await? {
                (status, _) if status.is_success() => Ok(url),
                (status, answer) => Err(ApiError::Final(format!(
                    "{url}: {}",
                    fault(status, &answer)
                ))),
            }
        };
        checking.await.map_err(|error| match error {
            ApiError::Temporary(problem) | ApiError::Final(problem) => problem,
        })
    }

    /// Where Mistral is, as the operator says.
    pub(super) fn url(&self) -> Option<&str> {
        self.url.as_deref()
    }

    /// Forgets a token that was refused. Returns whether the next one will be another.
    pub(super) async fn forget(&self, token: &Token) -> bool {
        match &self.login {
            Some(login) => {
                login.forget(token).await;
                true
            }
            None => false,
        }
    }

    /// Sends a request.
    ///
    /// # Errors
    ///
    /// If no answer comes.
    pub(super) async fn send(
        &self,
        method: Method,
        url: &str,
        token: Option<&Secret<String>>,
        body: Option<&Value>,
    ) -> Result<Answer, ApiError> {
        let client = self.http.client().map_err(ApiError::Final)?;
        let mut request = client.request(method, url);
        if let Some(token) = token {
            request = request.header("X-Auth-Token", token.expose());
        }
        if let Some(body) = body {
            request = request
                .header(CONTENT_TYPE, "application/json")
                .body(body.to_string());
        }
        let failed = |error: reqwest::Error| ApiError::Temporary(chain(&error));
        let response = request.send().await.map_err(failed)?;
        let status = response.status();
        let text = response.text().await.map_err(failed)?;
        let answer = serde_json::from_str(&text).unwrap_or(Value::Null);
        Ok((status, answer))
    }
}

/// What an API says is wrong.
pub(super) fn fault(status: StatusCode, answer: &Value) -> String {
    match answer["faultstring"]
        .as_str()
        .or_else(|| answer["error"]["message"].as_str())
    {
        // Mistral adds a traceback.
        Some(fault) => format!("{status}: {}", fault.lines().next().unwrap_or_default()),
        None => status.to_string(),
    }
}

fn certificates(path: &Path) -> Result<Vec<Certificate>, String> {
    let problem = |error: &dyn std::fmt::Display| format!("{}: {error}", path.display());
    let pem = std::fs::read(path).map_err(|error| problem(&error))?;
    Certificate::from_pem_bundle(&pem).map_err(|error| problem(&error))
}

/// An error with its causes: the HTTP client's own text leaves out what went wrong.
pub(super) fn chain(error: &dyn std::error::Error) -> String {
    let causes = std::iter::successors(Some(error), |error| error.source());
    causes
        .map(ToString::to_string)
        .collect::<Vec<_>>()
        .join(": ")
}
