//! [`MistralApi`]: requests to Mistral.

use std::sync::Arc;
use std::time::Duration;

use reqwest::header::CONTENT_TYPE;
use reqwest::{Method, StatusCode};
use serde_json::Value;

use super::login::Login;
use super::problem::{Problem, fault};
use crate::http::{self, Trust, cause};
use crate::keystone::{Access, Catalog, Identity, Token};
use crate::url::{fill_project, is_http, without_password};

/// Limit on one request to Mistral.
const REQUEST_TIMEOUT: Duration = Duration::from_secs(60);
/// The service types of Mistral; the last one is preferred.
const SERVICE_TYPES: [&str; 2] = ["workflow", "workflowv2"];

/// Mistral's REST API.
///
/// ```no_run
/// use mistral_cloud::mistral::MistralApi;
///
/// # async fn example() -> Result<(), String> {
/// let api = MistralApi::new().url("http://localhost:8989/v2")?;
/// let url = api.check().await?;
/// # Ok(()) }
/// ```
#[derive(Debug, Default)]
pub struct MistralApi {
    url: Option<String>,
    region: Option<String>,
    authentication: Authentication,
    trust: Trust,
    url_hint: Option<&'static str>,
}

#[derive(Debug, Default)]
enum Authentication {
    #[default]
    None,
    Token(Token),
    Login(Box<Login>),
}

/// The status of a response and its JSON; null for another format.
pub(super) type Response = (StatusCode, Value);

/// Mistral's URL and the token for requests in the name of this process.
pub(super) struct OwnAccess {
    pub(super) url: String,
    pub(super) token: Option<Token>,
    login: Option<Arc<Access>>,
}

impl MistralApi {
    /// An API without URL and authentication.
    pub fn new() -> Self {
        Self::default()
    }

    /// Sets the URL: `http://localhost:8989/v2`. Without it, the URL is that of the login's service catalog.
    ///
    /// # Errors
    ///
    /// If the URL is not an HTTP URL.
    pub fn url(mut self, url: &str) -> Result<Self, String> {
        if !is_http(url) {
            return Err(format!(
                "expected an http:// or https:// URL, got `{}`",
                without_password(url)
            ));
        }
        self.url = Some(url.trim_end_matches('/').to_owned());
        Ok(self)
    }

    /// Sends this token with requests in the name of this process.
    #[must_use]
    pub fn token(mut self, token: Token) -> Self {
        self.authentication = Authentication::Token(token);
        self
    }

    /// Logs in as this identity for requests in the name of this process. A refused token is replaced.
    #[must_use]
    pub fn login(mut self, identity: Identity) -> Self {
        self.authentication = Authentication::Login(Box::new(Login::new(identity)));
        self
    }

    /// Limits the endpoints in the login's service catalog to a region.
    #[must_use]
    pub fn region(mut self, region: Option<String>) -> Self {
        self.region = region;
        self
    }

    /// Sets the trust in Mistral's certificate.
    #[must_use]
    pub fn trust(mut self, trust: Trust) -> Self {
        self.trust = trust;
        self
    }

    /// Sets the hint for errors about an unknown URL: `set [mistral_actions] mistral_url`.
    #[must_use]
    pub fn url_hint(mut self, hint: &'static str) -> Self {
        self.url_hint = Some(hint);
        self
    }

    /// Returns true if a URL or a login is set.
    pub fn is_configured(&self) -> bool {
        self.url.is_some() || matches!(self.authentication, Authentication::Login(_))
    }

    /// Logs in and sends a small request to Mistral. Returns Mistral's URL without passwords.
    ///
    /// # Errors
    ///
    /// If the login or the request fails.
    pub async fn check(&self) -> Result<String, String> {
        let checked = async {
            let access = self.own_access().await?;
            let url = format!("{}/action_executions?limit=1", access.url);
            let token = access.token.as_ref();
            let (status, body) = self.send(Method::GET, &url, token, None).await?;
            let url = without_password(&access.url);
            if status.is_success() {
                Ok(url)
            } else {
                Err(Problem::Final(format!("{url}: {}", fault(status, &body))))
            }
        };
        checked
            .await
            .map_err(|problem: Problem| problem.to_string())
    }

    /// Returns Mistral's URL and the token of this process.
    pub(super) async fn own_access(&self) -> Result<OwnAccess, Problem> {
        let (token, login) = match &self.authentication {
            Authentication::None => (None, None),
            Authentication::Token(token) => (Some(token.clone()), None),
            Authentication::Login(login) => {
                let access = login.access().await;
                let access = access.map_err(|error| Problem::Temporary(error.to_string()))?;
                (Some(access.token.clone()), Some(access))
            }
        };
        let of_catalog = || {
            let access = login.as_deref()?;
            url_in(
                &access.catalog,
                self.region.as_deref(),
                access.project_id.as_deref(),
            )
        };
        let url = self.url.clone().or_else(of_catalog);
        let url = url.ok_or_else(|| Problem::Final(self.unknown_url(login.is_some())))?;
        Ok(OwnAccess { url, token, login })
    }

    /// The error about an unknown URL.
    fn unknown_url(&self, has_catalog: bool) -> String {
        let region = self.region.as_deref();
        let region = region.map(|region| format!(" in region `{region}`"));
        let region = region.unwrap_or_default();
        let catalog = if has_catalog {
            format!(" (no workflow endpoint{region} in the service catalog)")
        } else {
            String::new()
        };
        self.with_hint(format!("the URL of Mistral's API is unknown{catalog}"))
    }

    pub(super) fn with_hint(&self, text: String) -> String {
        match self.url_hint {
            Some(hint) => format!("{text}; {hint}"),
            None => text,
        }
    }

    /// The configured URL, else the one in a user's service catalog.
    pub(super) fn url_for(
        &self,
        catalog: Option<&Value>,
        region: Option<&str>,
        project_id: Option<&str>,
    ) -> Option<String> {
        let of_catalog = || url_in(&Catalog::read(catalog?)?, region, project_id);
        self.url.clone().or_else(of_catalog)
    }

    /// Drops a refused token. Returns whether the next request has another one.
    pub(super) async fn forget(&self, access: &OwnAccess) -> bool {
        match (&self.authentication, &access.login) {
            (Authentication::Login(login), Some(refused)) => {
                login.forget(refused).await;
                true
            }
            _ => false,
        }
    }

    /// Sends a request.
    ///
    /// # Errors
    ///
    /// If no response arrives.
    pub(super) async fn send(
        &self,
        method: Method,
        url: &str,
        token: Option<&Token>,
        body: Option<&Value>,
    ) -> Result<Response, Problem> {
        let client = http::client(&self.trust).map_err(Problem::Final)?;
        let mut request = client.request(method, url).timeout(REQUEST_TIMEOUT);
        if let Some(token) = token {
            request = request.header("X-Auth-Token", token.header());
        }
        if let Some(body) = body {
            request = request
                .header(CONTENT_TYPE, "application/json")
                .body(body.to_string());
        }
        let no_response = |error| {
            Problem::Temporary(format!(
                "no answer from {}: {}",
                without_password(url),
                cause(error)
            ))
        };
        let response = request.send().await.map_err(no_response)?;
        let status = response.status();
        let body = response.bytes().await.map_err(no_response)?;
        Ok((status, serde_json::from_slice(&body).unwrap_or_default()))
    }
}

/// Mistral's public URL in a service catalog.
fn url_in(catalog: &Catalog, region: Option<&str>, project_id: Option<&str>) -> Option<String> {
    let url = catalog.find(&SERVICE_TYPES, "public", region)?;
    Some(fill_project(url.trim_end_matches('/'), project_id))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn url_is_found_in_the_catalog_by_region() {
        let endpoint = |region: &str, interface: &str| json!({"region": region, "interface": interface, "url": format!("http://{region}-{interface}/v2/")});
        let catalog = json!({"catalog": [
            {"type": "compute", "endpoints": [endpoint("one", "public")]},
            {"type": "workflowv2", "endpoints": [endpoint("one", "internal"), endpoint("one", "public"), endpoint("two", "public")]},
        ]});
        let found = |region| MistralApi::new().url_for(Some(&catalog), region, None);
        assert_eq!(found(None).as_deref(), Some("http://one-public/v2"));
        assert_eq!(found(Some("two")).as_deref(), Some("http://two-public/v2"));
        assert_eq!(found(Some("three")), None);
    }

    #[test]
    fn unknown_url_is_reported_with_region_and_hint() {
        let api = MistralApi::new()
            .region(Some("nowhere".to_owned()))
            .url_hint("set [mistral_actions] mistral_url");
        assert_eq!(
            api.unknown_url(true),
            "the URL of Mistral's API is unknown (no workflow endpoint in region `nowhere` in the service catalog); \
             set [mistral_actions] mistral_url"
        );
        assert_eq!(
            MistralApi::new().unknown_url(false),
            "the URL of Mistral's API is unknown"
        );
    }
}
