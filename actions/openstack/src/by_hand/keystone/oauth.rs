//! OAuth 1.0, as far as nothing has to be signed.

use mistral_actions::prelude::*;

use super::{FailsAs, Id, in_region};
use crate::OpenStack;

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
    token.fails_as("KeystoneAction.oauth1.request_tokens.authorize")
}
