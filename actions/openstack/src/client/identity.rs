//! [`Identity`]: on whose behalf a client speaks, of a security context.

use mistral_actions::settings::Settings;
use mistral_actions::{Secret, SecurityContext};
use serde_json::{Map, Value, json};

use super::pool::Verify;

/// On whose behalf a client speaks, and how it reaches Keystone.
#[derive(Clone, Default, PartialEq)]
pub(super) struct Identity {
    pub(super) auth_uri: Option<String>,
    /// Used as it is: Keystone does not exchange a token that is scoped to a trust.
    pub(super) token: Option<Secret<String>>,
    pub(super) project_id: Option<String>,
    pub(super) verify: Verify,
    credentials: Option<Credentials>,
}

/// What a token can be asked for with.
#[derive(Clone, PartialEq)]
struct Credentials {
    user_id: Option<String>,
    user_name: Option<String>,
    project_id: Option<String>,
    project_name: Option<String>,
    trust_id: Option<String>,
    /// `password`, `user_domain_name`, …: as the command line reads them from `OS_*` and clouds.yaml.
    extra: Map<String, Value>,
}

impl Identity {
    pub(super) fn of(context: &SecurityContext, settings: Option<&Settings>) -> Self {
        let configured = |name: &str| settings?.get("keystone_authtoken", name).map(str::to_owned);
        let has = |name: &str| context.extra.get(name).is_some_and(Value::is_string);
        let credentials = (context.auth_token.is_none()
            && (has("password") || has("application_credential_secret")))
        .then(|| Credentials {
            user_id: context.user_id.clone(),
            user_name: context.user_name.clone(),
            project_id: context.project_id.clone(),
            project_name: context.project_name.clone(),
            trust_id: context.trust_id.clone(),
            extra: context.extra.clone(),
        });
        Self {
            auth_uri: context
                .auth_uri
                .clone()
                .or_else(|| configured("www_authenticate_uri")),
            token: context.auth_token.clone(),
            project_id: context.project_id.clone(),
            verify: Verify {
                cacert: context.auth_cacert.clone(),
                insecure: context.insecure,
            },
            credentials,
        }
    }

    /// What Keystone is asked for a token with (`POST /v3/auth/tokens`); `None` without credentials.
    pub(super) fn login(&self) -> Option<Value> {
        self.credentials.as_ref().map(Credentials::login)
    }

    /// The root of Keystone's third version.
    pub(super) fn keystone(&self) -> Option<String> {
        self.auth_uri
            .as_deref()
            .map(|url| super::kind::IDENTITY.root(url))
    }
}

impl Credentials {
    fn login(&self) -> Value {
        if let Some(secret) = self.extra.get("application_credential_secret") {
            let mut credential = json!({"secret": secret});
            match self.extra.get("application_credential_id") {
                Some(id) => credential["id"] = id.clone(),
                None => {
                    credential["name"] = self.get("application_credential_name");
                    credential["user"] = self.user();
                }
            }
            // It has the scope that it was made with.
            return json!({"auth": {"identity": {
                "methods": ["application_credential"], "application_credential": credential,
            }}});
        }
        let mut user = self.user();
        user["password"] = self.get("password");
        let mut auth = json!({"identity": {"methods": ["password"], "password": {"user": user}}});
        if let Some(scope) = self.scope() {
            auth["scope"] = scope;
        }
        json!({"auth": auth})
    }

    fn user(&self) -> Value {
        match &self.user_id {
            Some(id) => json!({"id": id}),
            None => json!({"name": self.user_name, "domain": self.domain("user_domain")}),
        }
    }

    fn scope(&self) -> Option<Value> {
        if let Some(trust) = &self.trust_id {
            return Some(json!({"OS-TRUST:trust": {"id": trust}}));
        }
        if let Some(id) = &self.project_id {
            return Some(json!({"project": {"id": id}}));
        }
        if let Some(name) = &self.project_name {
            return Some(
                json!({"project": {"name": name, "domain": self.domain("project_domain")}}),
            );
        }
        if let Some(name) = self.extra.get("domain_name") {
            return Some(json!({"domain": {"name": name}}));
        }
        self.extra
            .get("system_scope")
            .map(|_| json!({"system": {"all": true}}))
    }

    /// A domain, by `user_domain` (its id) or `user_domain_name`; the default one without.
    fn domain(&self, key: &str) -> Value {
        match (self.extra.get(key), self.extra.get(&format!("{key}_name"))) {
            (Some(id), _) if id.is_string() => json!({"id": id}),
            (_, Some(name)) if name.is_string() => json!({"name": name}),
            _ => json!({"id": "default"}),
        }
    }

    fn get(&self, key: &str) -> Value {
        self.extra.get(key).cloned().unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn login(context: Value) -> Value {
        let context: SecurityContext = serde_json::from_value(context).unwrap();
        Identity::of(&context, None).login().unwrap_or_default()
    }

    #[test]
    fn a_password_is_sent_with_user_and_scope() {
        let asked = login(json!({
            "user_name": "ada", "password": "pw", "project_name": "demo", "user_domain_name": "People",
        }));
        assert_eq!(
            asked,
            json!({"auth": {
                "identity": {"methods": ["password"], "password": {"user": {
                    "name": "ada", "domain": {"name": "People"}, "password": "pw",
                }}},
                "scope": {"project": {"name": "demo", "domain": {"id": "default"}}},
            }})
        );
        let of_trust =
            login(json!({"user": "u1", "password": "pw", "trust_id": "t1", "project_id": "p1"}));
        assert_eq!(
            of_trust["auth"]["scope"],
            json!({"OS-TRUST:trust": {"id": "t1"}})
        );
    }

    #[test]
    fn an_application_credential_has_its_own_scope() {
        let asked = login(json!({
            "application_credential_id": "a1", "application_credential_secret": "s", "project_id": "p1",
        }));
        assert_eq!(
            asked["auth"]["identity"]["application_credential"],
            json!({"id": "a1", "secret": "s"})
        );
        assert_eq!(asked["auth"].get("scope"), None);
    }

    #[test]
    fn a_token_is_never_exchanged() {
        assert_eq!(
            login(json!({"auth_token": "tok", "password": "pw"})),
            Value::Null
        );
    }
}
