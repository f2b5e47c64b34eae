//! OAuth 1.0 tokens, with which a consumer acts on behalf of a user.

use mistral_actions::prelude::*;

use super::oauth_signature::Credentials;
use super::{FailsAs, Id, RegionInput, SERVICE, client_error};
use crate::client::{OpenStack, OpenStackError};

/// Authorize a request token for some of the caller's roles.
///
/// Mirrors `RequestTokenManager.authorize` of keystoneclient's `v3/contrib/oauth1/request_tokens.py`.
///
/// # Errors
///
/// If the token does not exist, or the caller does not have a role.
#[mistral_action(name = "keystone.oauth1.request_tokens_authorize", tags("openstack"))]
pub async fn oauth1_request_tokens_authorize(
    os: &OpenStack,
    /// The request token.
    request_token: Id,
    /// Roles that the consumer may use.
    roles: Vec<Id>,
    #[input(flatten, default)] region: RegionInput,
) -> Result<Value, ActionError> {
    let os = region.client(os);
    let roles: Vec<Value> = roles.iter().map(|role| json!({"id": role})).collect();
    let path = ["OS-OAUTH1", "authorize", request_token.as_ref()];
    let request = os.identity().put(path).json(json!({"roles": roles}));
    let token = request.key("token").await;
    token.fails_as(SERVICE.method("oauth1.request_tokens.authorize"))
}

/// Create a request token for a project.
///
/// Mirrors `RequestTokenManager.create` of keystoneclient's `v3/contrib/oauth1/request_tokens.py`.
///
/// # Errors
///
/// If the consumer or the project does not exist.
#[mistral_action(name = "keystone.oauth1.request_tokens_create", tags("openstack"))]
pub async fn oauth1_request_tokens_create(
    os: &OpenStack,
    /// Id of the consumer.
    consumer_key: String,
    /// Secret of the consumer.
    consumer_secret: Secret<String>,
    /// The project.
    project: Id,
    #[input(flatten, default)] region: RegionInput,
) -> Result<Value, ActionError> {
    let os = region.client(os);
    let credentials = Credentials {
        consumer: (&consumer_key, consumer_secret.expose()),
        token: None,
        more: ("oauth_callback", "oob"),
    };
    let project = Some(project.as_ref());
    let token = token(&os, "/OS-OAUTH1/request_token", &credentials, project).await;
    token.fails_as(SERVICE.method("oauth1.request_tokens.create"))
}

/// Create an access token from an authorized request token.
///
/// Mirrors `AccessTokenManager.create` of keystoneclient's `v3/contrib/oauth1/access_tokens.py`.
///
/// # Errors
///
/// If the request token does not exist or is not authorized.
#[mistral_action(name = "keystone.oauth1.access_tokens_create", tags("openstack"))]
pub async fn oauth1_access_tokens_create(
    os: &OpenStack,
    /// Id of the consumer.
    consumer_key: String,
    /// Secret of the consumer.
    consumer_secret: Secret<String>,
    /// Key of the request token.
    request_key: String,
    /// Secret of the request token.
    request_secret: Secret<String>,
    /// Verifier that the authorization returned.
    verifier: String,
    #[input(flatten, default)] region: RegionInput,
) -> Result<Value, ActionError> {
    let os = region.client(os);
    let credentials = Credentials {
        consumer: (&consumer_key, consumer_secret.expose()),
        token: Some((&request_key, request_secret.expose())),
        more: ("oauth_verifier", &verifier),
    };
    let token = token(&os, "/OS-OAUTH1/access_token", &credentials, None).await;
    token.fails_as(SERVICE.method("oauth1.access_tokens.create"))
}

async fn token(
    os: &OpenStack,
    path: &str,
    credentials: &Credentials<'_>,
    project: Option<&str>,
) -> Result<Value, OpenStackError> {
    let keystone = os.identity();
    let url = format!("{}{path}", keystone.url().await?);
    let mut request = keystone.post(path);
    request = request.header("Authorization", &credentials.sign("POST", &url));
    if let Some(project) = project {
        request = request.header("Requested-Project-Id", project);
    }
    read(request.send().await?.bytes())
}

/// Reads `oauth_token=…&oauth_token_secret=…&oauth_expires_at=…`.
fn read(body: &[u8]) -> Result<Value, OpenStackError> {
    let find = |wanted: &str| {
        let mut members = form_urlencoded::parse(body);
        members.find_map(|(name, value)| (name == wanted).then(|| value.into_owned()))
    };
    let (Some(key), Some(secret)) = (find("oauth_token"), find("oauth_token_secret")) else {
        return Err(client_error("the response has no token"));
    };
    let mut token = json!({"id": key, "key": key, "secret": secret});
    if let Some(expires) = find("oauth_expires_at") {
        token["expires"] = expires.into();
    }
    Ok(token)
}
