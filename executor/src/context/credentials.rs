//! [`Credentials`]: the content of clouds.yaml or of the `OS_*` variables.

use mistral_actions::{Secret, SecurityContext};
use serde_json::{Map, Value};

use crate::secrets::Secrets;

/// Keys of [`SecurityContext::extra`] whose values are secrets.
const SECRET_EXTRAS: [&str; 2] = ["application_credential_secret", "password"];

/// A value without a field in the security context, stored in its `extra`.
pub(super) struct Extra {
    /// Key below `auth` in clouds.yaml. The variable is `OS_` and the key in upper case.
    pub(super) key: &'static str,
    /// Key in the security context.
    pub(super) name: &'static str,
}

/// Values that Mistral's context has no field for but a client needs to request a token from Keystone. The names of
/// domains' ids are those of oslo.context.
pub(super) const EXTRAS: [Extra; 10] = [
    extra("password", "password"),
    extra("application_credential_id", "application_credential_id"),
    extra("application_credential_name", "application_credential_name"),
    extra(
        "application_credential_secret",
        "application_credential_secret",
    ),
    extra("user_domain_id", "user_domain"),
    extra("user_domain_name", "user_domain_name"),
    extra("project_domain_id", "project_domain"),
    extra("project_domain_name", "project_domain_name"),
    extra("domain_name", "domain_name"),
    extra("system_scope", "system_scope"),
];

const fn extra(key: &'static str, name: &'static str) -> Extra {
    Extra { key, name }
}

/// The user and the cloud; `None` for what the source does not set.
#[derive(Default)]
pub(super) struct Credentials {
    pub(super) auth_url: Option<String>,
    pub(super) token: Option<String>,
    pub(super) user_id: Option<String>,
    pub(super) user_name: Option<String>,
    pub(super) project_id: Option<String>,
    pub(super) project_name: Option<String>,
    pub(super) region_name: Option<String>,
    pub(super) cacert: Option<String>,
    pub(super) insecure: bool,
    pub(super) trust_id: Option<String>,
    pub(super) extra: Map<String, Value>,
}

impl Credentials {
    pub(super) fn into_context(self) -> SecurityContext {
        let mut context = SecurityContext::default();
        context.auth_uri = self.auth_url;
        context.auth_token = self.token.map(Secret::new);
        context.user_id = self.user_id;
        context.user_name = self.user_name;
        context.project_id = self.project_id;
        context.project_name = self.project_name;
        context.region_name = self.region_name;
        context.auth_cacert = self.cacert;
        context.insecure = self.insecure;
        context.is_trust_scoped = self.trust_id.is_some();
        context.trust_id = self.trust_id;
        context.extra = self.extra;
        context
    }
}

/// Adds the secrets of a context to `secrets`.
pub(super) fn collect_secrets(context: &SecurityContext, secrets: &Secrets) {
    if let Some(token) = &context.auth_token {
        secrets.add(token.expose().as_str());
    }
    for value in SECRET_EXTRAS
        .iter()
        .filter_map(|key| context.extra.get(*key))
    {
        secrets.add_all(value);
    }
}
