//! [`Login`]: a Keystone token of the worker's own, for as long as it is good.

use std::sync::Arc;

use mistral_actions::Secret;
use reqwest::header::CONTENT_TYPE;
use serde_json::{Value, json};
use tokio::sync::Mutex;

use super::api::{Http, chain, fault};
use crate::config::Keystone;

/// Gets tokens for the worker's own user.
#[derive(Debug)]
pub(super) struct Login {
    keystone: Keystone,
    http: Arc<Http>,
    token: Mutex<Option<Token>>,
}

/// A token, and what came with it.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Token {
    pub(super) id: Secret<String>,
    /// Mistral's API, by the token's service catalog.
    pub(super) mistral_url: Option<String>,
}

impl Login {
    pub(super) fn new(keystone: Keystone, http: Arc<Http>) -> Self {
        Self {
            keystone,
            http,
            token: Mutex::new(None),
        }
    }

    /// Where Mistral has to be.
    pub(super) fn region(&self) -> Option<&str> {
        self.keystone.region.as_deref()
    }

    /// The token; a new one if there is none.
    ///
    /// # Errors
    ///
    /// If Keystone gives none.
    pub(super) async fn token(&self) -> Result<Token, String> {
        let mut token = self.token.lock().await;
        match &*token {
            Some(token) => Ok(token.clone()),
            None => Ok(token.insert(self.log_in().await?).clone()),
        }
    }

    /// Forgets a token that was refused, so that the next one is new.
    pub(super) async fn forget(&self, refused: &Token) {
        let mut token = self.token.lock().await;
        if token.as_ref() == Some(refused) {
            *token = None;
        }
    }

    async fn log_in(&self) -> Result<Token, String> {
        let keystone = &self.keystone;
        let body = json!({"auth": {
            "identity": {"methods": ["password"], "password": {"user": {
                "name": keystone.username,
                "password": keystone.password.expose(),
                "domain": {"name": keystone.user_domain_name},
            }}},
            "scope": {"project": {
                "name": keystone.project_name,
                "domain": {"name": keystone.project_domain_name},
            }},
        }});
        let base = keystone
            .auth_url
            .trim_end_matches('/')
            .trim_end_matches("/v3");
        let request = self.http.client()?.post(format!("{base}/v3/auth/tokens"));
        let request = request
            .header(CONTENT_TYPE, "application/json")
            .body(body.to_string());
        let problem = |text: String| {
            format!(
                "Keystone at {base} gives `{}` no token: {text}",
                keystone.username
            )
        };
        let response = request
            .send()
            .await
            .map_err(|error| problem(chain(&error)))?;
        let status = response.status();
        let id = response.headers().get("X-Subject-Token");
        let id = id.and_then(|id| id.to_str().ok()).map(str::to_owned);
        let text = response
            .text()
            .await
            .map_err(|error| problem(chain(&error)))?;
        let answer: Value = serde_json::from_str(&text).unwrap_or(Value::Null);
        match id {
            Some(id) => Ok(Token {
                id: Secret::new(id),
                mistral_url: mistral_url(&answer["token"], keystone.region.as_deref()),
            }),
            None => Err(problem(fault(status, &answer))),
        }
    }
}

/// Mistral's public URL in the body of a token.
pub(super) fn mistral_url(token: &Value, region: Option<&str>) -> Option<String> {
    let services = token["catalog"].as_array()?;
    let mut endpoints = services
        .iter()
        .filter(|service| service["type"] == "workflowv2" || service["type"] == "workflow")
        .flat_map(|service| service["endpoints"].as_array().into_iter().flatten());
    let endpoint = endpoints.find(|endpoint| {
        let is_here = region
            .is_none_or(|region| endpoint["region"] == region || endpoint["region_id"] == region);
        endpoint["interface"] == "public" && is_here
    })?;
    Some(endpoint["url"].as_str()?.trim_end_matches('/').to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn mistral_is_found_in_the_catalog_by_region() {
        let endpoint = |region: &str, interface: &str| json!({"region": region, "interface": interface, "url": format!("http://{region}-{interface}/v2/")});
        let token = json!({"catalog": [
            {"type": "compute", "endpoints": [endpoint("one", "public")]},
            {"type": "workflowv2", "endpoints": [endpoint("one", "internal"), endpoint("one", "public"), endpoint("two", "public")]},
        ]});
        assert_eq!(
            mistral_url(&token, None).as_deref(),
            Some("http://one-public/v2")
        );
        assert_eq!(
            mistral_url(&token, Some("two")).as_deref(),
            Some("http://two-public/v2")
        );
        assert_eq!(mistral_url(&token, Some("three")), None);
    }
}
