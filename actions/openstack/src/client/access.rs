//! [`Access`]: a token and the catalog that came with it. What Keystone had to be asked for is remembered for as
//! long as it is good.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant, SystemTime};

use mistral_actions::Secret;
use reqwest::header::{CONTENT_TYPE, HeaderValue};
use reqwest::{Client, RequestBuilder};
use serde_json::Value;

use super::catalog::Catalog;
use super::error::{OpenStackError, Refusal, chain, message};
use super::identity::Identity;
use super::pool;

/// How long a catalog is taken for what it was.
const CATALOG_LIFE: Duration = Duration::from_secs(600);
/// A token is not used any more so long before it expires.
const TOKEN_MARGIN: Duration = Duration::from_secs(60);
/// How many are remembered.
const MOST: usize = 64;

/// What requests are made with.
pub(super) struct Access {
    identity: Identity,
    pub(super) token: HeaderValue,
    pub(super) catalog: Catalog,
    pub(super) project_id: Option<String>,
    /// Who logged in, if that was us.
    pub(super) user_id: Option<String>,
    good_until: Instant,
}

/// The newest last.
static KNOWN: Mutex<Vec<Arc<Access>>> = Mutex::new(Vec::new());

impl Access {
    /// The access of an identity, with the catalog that its context has, if it has one.
    ///
    /// # Errors
    ///
    /// If there is nothing to authenticate with, or Keystone refuses.
    pub(super) async fn get(
        identity: &Identity,
        catalog: Option<&Value>,
    ) -> Result<Arc<Self>, OpenStackError> {
        let given = identity.token.as_ref().zip(catalog.and_then(Catalog::read));
        if let Some((token, catalog)) = given {
            return Ok(Arc::new(Self::with_token(identity, token, catalog)?));
        }
        let known = {
            let known = KNOWN.lock().unwrap_or_else(PoisonError::into_inner);
            let now = Instant::now();
            known
                .iter()
                .find(|one| one.identity == *identity && one.good_until > now)
                .cloned()
        };
        if let Some(known) = known {
            return Ok(known);
        }
        let access = Arc::new(Self::make(identity).await?);
        let mut known = KNOWN.lock().unwrap_or_else(PoisonError::into_inner);
        let now = Instant::now();
        known.retain(|one| one.identity != *identity && one.good_until > now);
        if known.len() >= MOST {
            known.remove(0);
        }
        known.push(Arc::clone(&access));
        Ok(access)
    }

    /// Forgets an access that a service refused. Whether there can be another one.
    pub(super) fn forget(self: &Arc<Self>) -> bool {
        let mut known = KNOWN.lock().unwrap_or_else(PoisonError::into_inner);
        known.retain(|one| !Arc::ptr_eq(one, self));
        self.identity.token.is_none()
    }

    /// The client to send requests with. Not remembered: it depends on the runtime.
    pub(super) fn http(&self) -> Result<Client, OpenStackError> {
        http(&self.identity)
    }

    fn with_token(
        identity: &Identity,
        token: &Secret<String>,
        catalog: Catalog,
    ) -> Result<Self, OpenStackError> {
        Ok(Self {
            token: header(token.expose())?,
            catalog,
            project_id: identity.project_id.clone(),
            user_id: None,
            identity: identity.clone(),
            good_until: Instant::now() + CATALOG_LIFE,
        })
    }

    async fn make(identity: &Identity) -> Result<Self, OpenStackError> {
        let http = http(identity)?;
        let good_until = Instant::now() + CATALOG_LIFE;
        if let Some(token) = &identity.token {
            let catalog = fetch_catalog(&http, identity, token).await?;
            return Self::with_token(identity, token, catalog);
        }
        let (token, body) = log_in(&http, identity).await?;
        let body = &body["token"];
        let life = body["expires_at"]
            .as_str()
            .and_then(until)
            .unwrap_or(CATALOG_LIFE);
        Ok(Self {
            token: header(&token)?,
            catalog: Catalog::read(body).unwrap_or_default(),
            project_id: body["project"]["id"].as_str().map(str::to_owned),
            user_id: body["user"]["id"].as_str().map(str::to_owned),
            identity: identity.clone(),
            good_until: good_until.min(Instant::now() + life.saturating_sub(TOKEN_MARGIN)),
        })
    }
}

fn http(identity: &Identity) -> Result<Client, OpenStackError> {
    pool::client(&identity.verify).map_err(|why| OpenStackError::failed("OpenStack", why))
}

/// Asks Keystone what the catalog of a token is. A user may ask that also with a token that is scoped to a
/// trust, which may not be validated.
async fn fetch_catalog(
    http: &Client,
    identity: &Identity,
    token: &Secret<String>,
) -> Result<Catalog, OpenStackError> {
    let keystone = identity.keystone().ok_or_else(nobody)?;
    let request = http.get(format!("{keystone}/auth/catalog"));
    let request = request.header("X-Auth-Token", header(token.expose())?);
    let what = format!("the service catalog of Keystone at {keystone}");
    let (body, _) = ask(request, &what).await?;
    Catalog::read(&body).ok_or_else(|| OpenStackError::failed(what, "it is empty"))
}

/// Asks Keystone for a token: the token and what Keystone says of it.
async fn log_in(http: &Client, identity: &Identity) -> Result<(String, Value), OpenStackError> {
    let login = identity.login().ok_or_else(nobody)?;
    let keystone = identity.keystone().ok_or_else(nobody)?;
    let request = http.post(format!("{keystone}/auth/tokens"));
    let request = request
        .header(CONTENT_TYPE, "application/json")
        .body(login.to_string());
    let what = format!("a token of Keystone at {keystone}");
    let (body, token) = ask(request, &what).await?;
    match token {
        Some(token) => Ok((token, body)),
        None => Err(OpenStackError::failed(what, "its answer has none")),
    }
}

/// The answer of Keystone, and the token in its headers.
async fn ask(
    request: RequestBuilder,
    what: &str,
) -> Result<(Value, Option<String>), OpenStackError> {
    let failed = |error: reqwest::Error| OpenStackError::failed(what, chain(&error.without_url()));
    let answer = request.send().await.map_err(failed)?;
    let status = answer.status();
    let header = |name: &str| answer.headers().get(name)?.to_str().ok().map(str::to_owned);
    let (token, request_id) = (header("X-Subject-Token"), header("x-openstack-request-id"));
    let body = answer.bytes().await.map_err(failed)?;
    if !status.is_success() {
        let message = message(&body, status.canonical_reason().unwrap_or("refused"));
        let refusal = Refusal {
            status: status.as_u16(),
            message,
            request_id,
        };
        return Err(OpenStackError::refused(what, refusal).of_access());
    }
    let body = serde_json::from_slice(&body).map_err(|error| {
        OpenStackError::failed(what, format_args!("its answer is not JSON: {error}"))
    })?;
    Ok((body, token))
}

fn nobody() -> OpenStackError {
    OpenStackError::failed(
        "OpenStack",
        "nobody to act for: the context has neither a token nor credentials with Keystone's URL. In a workflow they \
         come from Mistral if it authenticates its users; on the command line from OS_* variables, `--os-cloud` or \
         `--context`",
    )
}

fn header(token: &str) -> Result<HeaderValue, OpenStackError> {
    let mut value = HeaderValue::from_str(token).map_err(|_| {
        OpenStackError::failed(
            "OpenStack",
            "the token has characters that no header can have",
        )
    })?;
    value.set_sensitive(true);
    Ok(value)
}

/// How long it is until a point in time, as Keystone writes it.
fn until(expires_at: &str) -> Option<Duration> {
    let expires_at = humantime::parse_rfc3339(expires_at).ok()?;
    Some(
        expires_at
            .duration_since(SystemTime::now())
            .unwrap_or_default(),
    )
}
