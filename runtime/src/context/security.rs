//! [`SecurityContext`]: the user and project on whose behalf an action runs.

use std::fmt;

use serde::{Deserialize, Deserializer, Serialize};
use serde_json::{Map, Value};

use crate::secret::Secret;

/// The user and project on whose behalf an action runs, and the Keystone that knows them.
///
/// The fields are those of `mistral_lib.actions.context.SecurityContext` and of
/// `mistral.context.MistralContext.to_dict`. JSON is read and written with Mistral's names; unknown keys
/// are kept in [`extra`](Self::extra), so that a round trip loses nothing.
///
/// ```
/// use mistral_actions::SecurityContext;
///
/// let ctx: SecurityContext = serde_json::from_str(
///     r#"{"user": "u-1", "user_name": "ada", "auth_token": "gAAAAB", "roles": ["member"]}"#,
/// ).unwrap();
/// assert_eq!(ctx.user_name.as_deref(), Some("ada"));
/// assert!(!format!("{ctx:?}").contains("gAAAAB"));
/// ```
#[derive(Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
#[non_exhaustive]
#[allow(clippy::struct_excessive_bools, reason = "Mistral's fields")]
pub struct SecurityContext {
    /// Id of the user. Mistral's key is `user`.
    #[serde(rename = "user", alias = "user_id")]
    pub user_id: Option<String>,
    /// Name of the user.
    pub user_name: Option<String>,
    /// Id of the project.
    pub project_id: Option<String>,
    /// Name of the project.
    pub project_name: Option<String>,
    /// The user's Keystone token, which is passed on to the services unchanged.
    pub auth_token: Option<Secret<String>>,
    /// URL of Keystone.
    pub auth_uri: Option<String>,
    /// Path of the CA bundle that verifies the services' certificates.
    pub auth_cacert: Option<String>,
    /// If set, certificates are not verified.
    #[serde(deserialize_with = "null_is_default")]
    pub insecure: bool,
    /// The body of the user's Keystone token: `{"catalog": […], …}`.
    pub service_catalog: Option<Value>,
    /// Region of the endpoints.
    pub region_name: Option<String>,
    /// Id of the trust that the token was issued for.
    pub trust_id: Option<String>,
    /// Set if the token is scoped to a trust. Keystone refuses to exchange such a token.
    #[serde(deserialize_with = "null_is_default")]
    pub is_trust_scoped: bool,
    /// Set if the context belongs to another cloud than Mistral's own.
    #[serde(deserialize_with = "null_is_default")]
    pub is_target: bool,
    /// Set if the message was delivered before.
    #[serde(deserialize_with = "null_is_default")]
    pub redelivered: bool,
    /// Expiry time of the token, as formatted by Keystone (ISO 8601).
    pub expires_at: Option<String>,
    /// Names of the user's roles in the project.
    #[serde(deserialize_with = "null_is_default")]
    pub roles: Vec<String>,
    /// Id of the API request that started the work.
    pub request_id: Option<String>,
    /// Id that the client of the API gave to its request.
    pub global_request_id: Option<String>,
    /// Id of the outermost workflow execution.
    pub root_execution_id: Option<String>,
    /// All other keys.
    #[serde(flatten)]
    pub extra: Map<String, Value>,
}

/// Builds the [`SecurityContext`] of a request when something asks for it.
///
/// Most actions inject no security context, and reading one with a service catalog takes longer than many actions.
///
/// ```
/// use std::sync::{Arc, OnceLock};
/// use mistral_actions::dispatch::SecuritySource;
/// use mistral_actions::{ActionRequest, SecurityContext};
///
/// struct Received { json: String, read: OnceLock<SecurityContext> }
///
/// impl SecuritySource for Received {
///     fn security(&self) -> &SecurityContext {
///         self.read.get_or_init(|| serde_json::from_str(&self.json).unwrap_or_default())
///     }
/// }
///
/// let received = Received { json: r#"{"user_name": "ada"}"#.into(), read: OnceLock::new() };
/// let request = ActionRequest::new("demo.greet", serde_json::json!({})).security_source(Arc::new(received));
/// # drop(request);
/// ```
pub trait SecuritySource: Send + Sync {
    /// Returns the context. Every call returns the same one.
    fn security(&self) -> &SecurityContext;

    /// Returns the user's token. Each log line of an action masks it, so a source that knows the token without
    /// building the context overrides this method.
    fn auth_token(&self) -> Option<&Secret<String>> {
        self.security().auth_token.as_ref()
    }
}

impl SecuritySource for SecurityContext {
    fn security(&self) -> &SecurityContext {
        self
    }
}

fn null_is_default<'de, D, T>(deserializer: D) -> Result<T, D::Error>
where
    D: Deserializer<'de>,
    T: Default + Deserialize<'de>,
{
    Option::deserialize(deserializer).map(Option::unwrap_or_default)
}

// Not derived: the service catalog is too long for a log line, and `extra` may hold secrets.
impl fmt::Debug for SecurityContext {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SecurityContext")
            .field("user_id", &self.user_id)
            .field("user_name", &self.user_name)
            .field("project_id", &self.project_id)
            .field("project_name", &self.project_name)
            .field("auth_token", &self.auth_token)
            .field("auth_uri", &self.auth_uri)
            .field("region_name", &self.region_name)
            .field("is_trust_scoped", &self.is_trust_scoped)
            .field("roles", &self.roles)
            .field("request_id", &self.request_id)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    /// The `_context_*` that a Mistral 23 engine sends with authentication disabled.
    fn sent_by_mistral() -> Value {
        json!({
            "user": null, "project_id": null, "system_scope": null, "project": null, "domain": null,
            "user_domain": null, "project_domain": null, "is_admin": false, "read_only": false,
            "show_deleted": false, "auth_token": null,
            "request_id": "req-c77b6df0-6f33-4bd9-aa29-8c7f378f763f", "global_request_id": null,
            "resource_uuid": null, "roles": [], "user_identity": "- - - - -", "is_admin_project": true,
            "user_name": null, "project_name": null, "domain_name": null, "user_domain_name": null,
            "project_domain_name": null, "auth_uri": null, "auth_cacert": null, "insecure": false,
            "service_catalog": {}, "region_name": null, "is_trust_scoped": false, "redelivered": false,
            "expires_at": null, "trust_id": null, "is_target": false,
            "root_execution_id": "c1d27d0d-4174-4b53-9c08-d80027a798c7"
        })
    }

    #[test]
    fn json_of_mistral_round_trips() {
        let context: SecurityContext = serde_json::from_value(sent_by_mistral()).unwrap();
        assert_eq!(context.extra["user_identity"], "- - - - -");
        assert_eq!(serde_json::to_value(&context).unwrap(), sent_by_mistral());
    }

    #[test]
    fn debug_omits_secrets() {
        let context: SecurityContext = serde_json::from_value(json!({
            "auth_token": "tok-1", "service_catalog": {"secret": "tok-2"}, "password": "tok-3"
        }))
        .unwrap();
        let debug = format!("{context:?} {context:#?}");
        assert!(!debug.contains("tok-"), "{debug}");
    }
}
