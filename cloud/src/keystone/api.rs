//! Requests to Keystone.

use std::fmt;
use std::time::Duration;

use reqwest::header::CONTENT_TYPE;
use reqwest::{Client, RequestBuilder};
use serde_json::Value;

use super::catalog::Catalog;
use super::credentials::Credentials;
use super::identity::Identity;
use super::token::Token;
use crate::http::cause;
use crate::{OpenStackError, Refusal};

/// Limit on one request to Keystone.
const TIMEOUT: Duration = Duration::from_secs(60);

/// Fetches the catalog of a token. `GET /v3/auth/catalog` works with every token, while a token that is scoped to a
/// trust may not be validated by its user.
pub(super) async fn fetch_catalog(
    http: &Client,
    identity: &Identity,
    token: &Token,
) -> Result<Catalog, OpenStackError> {
    let keystone = identity.keystone().ok_or_else(no_identity)?;
    let request = http
        .get(format!("{keystone}/auth/catalog"))
        .header("X-Auth-Token", token.header());
    let operation = format!("service catalog of Keystone at {keystone}");
    let (body, _) = send(request, &operation).await?;
    Catalog::read(&body).ok_or_else(|| OpenStackError::failed(operation, "the catalog is empty"))
}

/// Exchanges credentials for a token. Returns the token and Keystone's description of it.
pub(super) async fn log_in(
    http: &Client,
    identity: &Identity,
    credentials: &Credentials,
) -> Result<(String, Value), OpenStackError> {
    let keystone = identity.keystone().ok_or_else(no_identity)?;
    let request = http
        .post(format!("{keystone}/auth/tokens"))
        .header(CONTENT_TYPE, "application/json")
        .body(credentials.body().to_string());
    let operation = format!(
        "login of `{}` to Keystone at {keystone}",
        credentials.name()
    );
    let (mut body, token) = send(request, &operation).await?;
    match token {
        Some(token) => Ok((token, body["token"].take())),
        None => Err(failed(&operation, "the answer contains no token")),
    }
}

/// Sends a request. Returns the JSON of the response and the token in its headers.
async fn send(
    request: RequestBuilder,
    operation: &str,
) -> Result<(Value, Option<String>), OpenStackError> {
    let no_response = |error| failed(operation, cause(error));
    let response = request.timeout(TIMEOUT).send().await.map_err(no_response)?;
    let status = response.status();
    let header = |name: &str| {
        let value = response.headers().get(name)?.to_str().ok();
        value.map(str::to_owned)
    };
    let (token, request_id) = (header("X-Subject-Token"), header("x-openstack-request-id"));
    let body = response.bytes().await.map_err(no_response)?;
    if !status.is_success() {
        let refusal = Refusal::new(status, &body, request_id);
        return Err(OpenStackError::refused(operation, refusal).on_access());
    }
    let body = serde_json::from_slice(&body)
        .map_err(|error| failed(operation, format_args!("the answer is not JSON: {error}")))?;
    Ok((body, token))
}

fn failed(operation: &str, cause: impl fmt::Display) -> OpenStackError {
    OpenStackError::failed(operation, cause).on_access()
}

/// The error of an identity that cannot get a token.
pub(super) fn no_identity() -> OpenStackError {
    OpenStackError::failed(
        "OpenStack",
        "no credentials: the context has neither a token nor credentials with Keystone's URL. In a workflow they \
         come from Mistral if it authenticates its users; on the command line from OS_* variables, `--os-cloud` or \
         `--context`",
    )
}
