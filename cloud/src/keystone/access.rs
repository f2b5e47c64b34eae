//! [`Access`]: a token with its catalog, and the cache of both.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant, SystemTime};

use mistral_actions::Secret;
use reqwest::Client;
use serde_json::Value;

use super::api::{fetch_catalog, log_in, no_identity};
use super::catalog::Catalog;
use super::identity::{Identity, Proof};
use super::token::Token;
use crate::OpenStackError;
use crate::http;

/// Time until a catalog is fetched again.
const CATALOG_LIFETIME: Duration = Duration::from_secs(600);
/// A token is replaced this long before it expires.
const EXPIRY_MARGIN: Duration = Duration::from_secs(60);
/// Number of cached accesses.
const CAPACITY: usize = 64;

/// A token and the service catalog that belongs to it.
#[derive(Debug)]
pub struct Access {
    identity: Identity,
    /// The token to send with requests.
    pub token: Token,
    /// The endpoints of the services.
    pub catalog: Catalog,
    /// The project of the token.
    pub project_id: Option<String>,
    /// The user who logged in; `None` for a token from a context.
    pub user_id: Option<String>,
    expires: Instant,
}

/// The newest last.
static CACHE: Mutex<Vec<Arc<Access>>> = Mutex::new(Vec::new());

impl Access {
    /// Returns the access of an identity: its own token with `catalog`, a cached access, or a new one.
    ///
    /// `catalog` is the service catalog of the identity's context, in Keystone's form.
    ///
    /// # Errors
    ///
    /// If the identity has neither token nor credentials, or Keystone refuses them.
    pub async fn get(
        identity: &Identity,
        catalog: Option<&Value>,
    ) -> Result<Arc<Self>, OpenStackError> {
        if let (Proof::Token(token), Some(catalog)) =
            (&identity.proof, catalog.and_then(Catalog::read))
        {
            return Ok(Arc::new(Self::with_token(identity, token, catalog)?));
        }
        if let Some(cached) = cached(identity) {
            return Ok(cached);
        }
        let access = Arc::new(Self::log_in(identity).await?);
        let mut cache = CACHE.lock().unwrap_or_else(PoisonError::into_inner);
        let now = Instant::now();
        cache.retain(|access| access.identity != *identity && access.expires > now);
        if cache.len() >= CAPACITY {
            cache.remove(0);
        }
        cache.push(Arc::clone(&access));
        Ok(access)
    }

    /// Exchanges credentials for a token, or fetches the catalog of a token, without the cache.
    ///
    /// # Errors
    ///
    /// If the identity has neither token nor credentials, or Keystone refuses them.
    pub async fn log_in(identity: &Identity) -> Result<Self, OpenStackError> {
        let http = http_client(identity)?;
        let credentials = match &identity.proof {
            Proof::Token(token) => {
                let catalog = fetch_catalog(&http, identity, &Token::new(token)?).await?;
                return Self::with_token(identity, token, catalog);
            }
            Proof::Credentials(credentials) => credentials,
            Proof::None => return Err(no_identity()),
        };
        let began = Instant::now();
        let (token, body) = log_in(&http, identity, credentials).await?;
        let lifetime = body["expires_at"].as_str().and_then(time_until);
        let lifetime = lifetime.unwrap_or(CATALOG_LIFETIME);
        Ok(Self {
            token: Token::new(&Secret::new(token))?,
            catalog: Catalog::read(&body).unwrap_or_default(),
            project_id: body["project"]["id"].as_str().map(str::to_owned),
            user_id: body["user"]["id"].as_str().map(str::to_owned),
            identity: identity.clone(),
            expires: (began + CATALOG_LIFETIME)
                .min(Instant::now() + lifetime.saturating_sub(EXPIRY_MARGIN)),
        })
    }

    /// Removes an access from the cache after a service refused its token. Returns whether a new login can help.
    pub fn forget(self: &Arc<Self>) -> bool {
        let mut cache = CACHE.lock().unwrap_or_else(PoisonError::into_inner);
        cache.retain(|access| !Arc::ptr_eq(access, self));
        !matches!(self.identity.proof, Proof::Token(_))
    }

    /// Returns the client for requests. It is not stored in the access because it belongs to a runtime.
    ///
    /// # Errors
    ///
    /// If the file of certificate authorities cannot be read.
    pub(crate) fn http(&self) -> Result<Client, OpenStackError> {
        http_client(&self.identity)
    }

    fn with_token(
        identity: &Identity,
        token: &Secret<String>,
        catalog: Catalog,
    ) -> Result<Self, OpenStackError> {
        Ok(Self {
            token: Token::new(token)?,
            catalog,
            project_id: identity.project_id.clone(),
            user_id: None,
            identity: identity.clone(),
            expires: Instant::now() + CATALOG_LIFETIME,
        })
    }
}

fn cached(identity: &Identity) -> Option<Arc<Access>> {
    let cache = CACHE.lock().unwrap_or_else(PoisonError::into_inner);
    let now = Instant::now();
    let found = cache
        .iter()
        .find(|access| access.identity == *identity && access.expires > now);
    found.cloned()
}

fn http_client(identity: &Identity) -> Result<Client, OpenStackError> {
    http::client(&identity.trust).map_err(|cause| OpenStackError::failed("OpenStack", cause))
}

/// Time until an instant in Keystone's form; zero if it has passed.
fn time_until(expires_at: &str) -> Option<Duration> {
    let expires_at = humantime::parse_rfc3339(expires_at).ok()?;
    Some(
        expires_at
            .duration_since(SystemTime::now())
            .unwrap_or_default(),
    )
}
