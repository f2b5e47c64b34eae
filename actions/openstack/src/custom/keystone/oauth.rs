//! Tokens of OAuth 1.0, with which a consumer acts for a user.

use mistral_actions::prelude::*;

use super::oauth_signature::Credentials;
use super::{FailsAs, Id, SERVICE, client_error, in_region};
use crate::{OpenStack, OpenStackError};

/// Let a consumer have a token with some of the caller's roles.
///
/// Mirrors `RequestTokenManager.authorize` of keystoneclient's `v3/contrib/oauth1/request_tokens.py`.
///
/// # Errors
///
/// If there is no such token, or the caller has not such a role.
#[mistral_action(name = "keystone.oauth1.request_tokens_authorize", tags("openstack"))]
pub async fn oauth1_request_tokens_authorize(
    os: &OpenStack,
    /// The token that asks for it.
    request_token: Id,
    /// The roles.
    roles: Vec<Id>,
    /// Region whose endpoint is asked; that of the workflow's context if it is empty.
    action_region: Option<String>,
) -> Result<Value, ActionError> {
    let os = in_region(os, action_region.as_deref());
    let roles: Vec<Value> = roles.iter().map(|role| json!({"id": role})).collect();
    let path = ["OS-OAUTH1", "authorize", request_token.as_ref()];
    let request = os.identity().put(path).json(json!({"roles": roles}));
    let token = request.key("token").await;
    token.fails_as(SERVICE.method("oauth1.request_tokens.authorize"))
}

/// Get a token that asks for roles in a project, as its consumer.
///
/// Mirrors `RequestTokenManager.create` of keystoneclient's `v3/contrib/oauth1/request_tokens.py`.
///
/// # Errors
///
/// If there is no such consumer or project.
#[mistral_action(name = "keystone.oauth1.request_tokens_create", tags("openstack"))]
pub async fn oauth1_request_tokens_create(
    os: &OpenStack,
    /// Id of the consumer.
    consumer_key: String,
    /// Secret of the consumer.
    consumer_secret: Secret<String>,
    /// The project.
    project: Id,
    /// Region whose endpoint is asked; that of the workflow's context if it is empty.
    action_region: Option<String>,
) -> Result<Value, ActionError> {
    let os = in_region(os, action_region.as_deref());
    let credentials = Credentials {
        consumer: (&consumer_key, consumer_secret.expose()),
        token: None,
        more: ("oauth_callback", "oob"),
    };
    let project = Some(project.as_ref());
    let token = token(&os, "/OS-OAUTH1/request_token", &credentials, project).await;
    token.fails_as(SERVICE.method("oauth1.request_tokens.create"))
}

/// Get a token that acts for a user, for one that the user has authorized.
///
/// Mirrors `AccessTokenManager.create` of keystoneclient's `v3/contrib/oauth1/access_tokens.py`.
///
/// # Errors
///
/// If there is no such token, or nobody authorized it.
#[mistral_action(name = "keystone.oauth1.access_tokens_create", tags("openstack"))]
pub async fn oauth1_access_tokens_create(
    os: &OpenStack,
    /// Id of the consumer.
    consumer_key: String,
    /// Secret of the consumer.
    consumer_secret: Secret<String>,
    /// Key of the token that asked.
    request_key: String,
    /// Secret of the token that asked.
    request_secret: Secret<String>,
    /// What was told to the user who authorized it.
    verifier: String,
    /// Region whose endpoint is asked; that of the workflow's context if it is empty.
    action_region: Option<String>,
) -> Result<Value, ActionError> {
    let os = in_region(os, action_region.as_deref());
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
        return Err(client_error("the answer has no token"));
    };
    let mut token = json!({"id": key, "key": key, "secret": secret});
    if let Some(expires) = find("oauth_expires_at") {
        token["expires"] = expires.into();
    }
    Ok(token)
}
