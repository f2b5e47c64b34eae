//! [`Credentials`]: the body of a request for a token.

use std::fmt;

use mistral_actions::{Secret, SecurityContext};
use serde_json::{Value, json};

/// Credentials that Keystone exchanges for a token.
#[derive(Clone, PartialEq)]
pub struct Credentials {
    method: Method,
    /// An application credential has none: its scope is that of its creation.
    scope: Option<Scope>,
}

#[derive(Clone, PartialEq)]
enum Method {
    Password(User, Secret<String>),
    ApplicationCredential(ApplicationCredential, Secret<String>),
}

#[derive(Clone, PartialEq)]
enum ApplicationCredential {
    Id(String),
    Name(String, User),
}

/// A user, by id or by name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum User {
    /// The user with this id.
    Id(String),
    /// The user with this name in a domain.
    Name(String, Domain),
}

/// A domain, by id or by name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Domain {
    /// The domain with this id.
    Id(String),
    /// The domain with this name.
    Name(String),
}

/// The domain with the id `default`.
impl Default for Domain {
    fn default() -> Self {
        Self::Id("default".to_owned())
    }
}

/// The scope of a token.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Scope {
    /// The project of the trust with this id.
    Trust(String),
    /// The project with this id.
    ProjectId(String),
    /// The project with this name in a domain.
    Project(String, Domain),
    /// The domain with this name.
    Domain(String),
    /// The whole deployment.
    System,
}

impl Credentials {
    /// A user's password.
    pub fn password(user: User, password: Secret<String>, scope: Option<Scope>) -> Self {
        Self {
            method: Method::Password(user, password),
            scope,
        }
    }

    /// The credentials in a security context: an application credential or a password, as the command line reads them
    /// from `OS_*` variables and clouds.yaml. `None` without them.
    pub fn of(context: &SecurityContext) -> Option<Self> {
        let text = |key: &str| context.extra.get(key)?.as_str().map(str::to_owned);
        let domain = |key: &str| match (text(key), text(&format!("{key}_name"))) {
            (Some(id), _) => Domain::Id(id),
            (None, Some(name)) => Domain::Name(name),
            (None, None) => Domain::default(),
        };
        let user = || match &context.user_id {
            Some(id) => User::Id(id.clone()),
            None => User::Name(
                context.user_name.clone().unwrap_or_default(),
                domain("user_domain"),
            ),
        };
        if let Some(secret) = text("application_credential_secret") {
            let credential = match text("application_credential_id") {
                Some(id) => ApplicationCredential::Id(id),
                None => ApplicationCredential::Name(
                    text("application_credential_name").unwrap_or_default(),
                    user(),
                ),
            };
            return Some(Self {
                method: Method::ApplicationCredential(credential, Secret::new(secret)),
                scope: None,
            });
        }
        let password = Secret::new(text("password")?);
        let project = |name: &String| Scope::Project(name.clone(), domain("project_domain"));
        let scope = (context.trust_id.clone().map(Scope::Trust))
            .or_else(|| context.project_id.clone().map(Scope::ProjectId))
            .or_else(|| context.project_name.as_ref().map(project))
            .or_else(|| text("domain_name").map(Scope::Domain))
            .or_else(|| text("system_scope").map(|_| Scope::System));
        Some(Self::password(user(), password, scope))
    }

    /// The body of `POST /v3/auth/tokens`.
    pub(super) fn body(&self) -> Value {
        let identity = match &self.method {
            Method::Password(user, password) => {
                let mut user = user.body();
                user["password"] = password.expose().as_str().into();
                json!({"methods": ["password"], "password": {"user": user}})
            }
            Method::ApplicationCredential(credential, secret) => {
                let mut body = match credential {
                    ApplicationCredential::Id(id) => json!({"id": id}),
                    ApplicationCredential::Name(name, user) => {
                        json!({"name": name, "user": user.body()})
                    }
                };
                body["secret"] = secret.expose().as_str().into();
                json!({"methods": ["application_credential"], "application_credential": body})
            }
        };
        let mut auth = json!({"identity": identity});
        if let Some(scope) = &self.scope {
            auth["scope"] = scope.body();
        }
        json!({"auth": auth})
    }

    /// The user or application credential in errors.
    pub(super) fn name(&self) -> &str {
        match &self.method {
            Method::Password(User::Id(name) | User::Name(name, _), _)
            | Method::ApplicationCredential(
                ApplicationCredential::Id(name) | ApplicationCredential::Name(name, _),
                _,
            ) => name,
        }
    }
}

impl User {
    fn body(&self) -> Value {
        match self {
            Self::Id(id) => json!({"id": id}),
            Self::Name(name, domain) => json!({"name": name, "domain": domain.body()}),
        }
    }
}

impl Domain {
    fn body(&self) -> Value {
        match self {
            Self::Id(id) => json!({"id": id}),
            Self::Name(name) => json!({"name": name}),
        }
    }
}

impl Scope {
    fn body(&self) -> Value {
        match self {
            Self::Trust(id) => json!({"OS-TRUST:trust": {"id": id}}),
            Self::ProjectId(id) => json!({"project": {"id": id}}),
            Self::Project(name, domain) => {
                json!({"project": {"name": name, "domain": domain.body()}})
            }
            Self::Domain(name) => json!({"domain": {"name": name}}),
            Self::System => json!({"system": {"all": true}}),
        }
    }
}

/// Shows the name alone.
impl fmt::Debug for Credentials {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Credentials").field(&self.name()).finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn body(context: Value) -> Value {
        let context: SecurityContext = serde_json::from_value(context).unwrap();
        Credentials::of(&context).unwrap().body()
    }

    #[test]
    fn password_is_sent_with_user_and_scope() {
        let expected = json!({"auth": {
            "identity": {"methods": ["password"], "password": {"user": {
                "name": "ada", "domain": {"name": "People"}, "password": "pw",
            }}},
            "scope": {"project": {"name": "demo", "domain": {"id": "default"}}},
        }});
        let of_context = body(json!({
            "user_name": "ada", "password": "pw", "project_name": "demo", "user_domain_name": "People",
        }));
        assert_eq!(of_context, expected);
        let direct = Credentials::password(
            User::Name("ada".into(), Domain::Name("People".into())),
            Secret::new("pw".into()),
            Some(Scope::Project("demo".into(), Domain::default())),
        );
        assert_eq!(direct.body(), expected);
    }

    #[test]
    fn trust_is_preferred_as_scope() {
        let of_trust =
            body(json!({"user": "u1", "password": "pw", "trust_id": "t1", "project_id": "p1"}));
        assert_eq!(
            of_trust["auth"]["scope"],
            json!({"OS-TRUST:trust": {"id": "t1"}})
        );
    }

    #[test]
    fn application_credential_is_sent_without_scope() {
        let by_id = body(json!({
            "application_credential_id": "a1", "application_credential_secret": "s", "project_id": "p1",
        }));
        assert_eq!(
            by_id["auth"]["identity"]["application_credential"],
            json!({"id": "a1", "secret": "s"})
        );
        assert_eq!(by_id["auth"].get("scope"), None);
        let by_name = body(json!({
            "application_credential_name": "robot", "application_credential_secret": "s", "user": "u1",
        }));
        assert_eq!(
            by_name["auth"]["identity"]["application_credential"],
            json!({"name": "robot", "user": {"id": "u1"}, "secret": "s"})
        );
    }

    #[test]
    fn debug_output_shows_no_password() {
        let user = User::Id("u1".into());
        let credentials = Credentials::password(user, Secret::new("pw".into()), None);
        assert_eq!(format!("{credentials:?}"), "Credentials(\"u1\")");
    }
}
