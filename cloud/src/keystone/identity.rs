//! [`Identity`]: a user and the way to Keystone.

use std::path::PathBuf;

use mistral_actions::{Secret, SecurityContext};

use super::credentials::Credentials;
use crate::http::Trust;
use crate::url::version_root;

/// A user of a cloud: a token or credentials, and the way to Keystone.
#[derive(Clone, Debug, PartialEq)]
pub struct Identity {
    auth_url: Option<String>,
    pub(super) proof: Proof,
    /// The project of a token from a context.
    pub(super) project_id: Option<String>,
    pub(super) trust: Trust,
}

#[derive(Clone, Debug, PartialEq)]
pub(super) enum Proof {
    /// Sent unchanged: Keystone does not exchange a token that is scoped to a trust.
    Token(Secret<String>),
    Credentials(Credentials),
    None,
}

impl Identity {
    /// An identity that logs in at this Keystone.
    pub fn new(auth_url: impl Into<String>, credentials: Credentials, trust: Trust) -> Self {
        Self {
            auth_url: Some(auth_url.into()),
            proof: Proof::Credentials(credentials),
            project_id: None,
            trust,
        }
    }

    /// The user of a security context. `default_auth_url` is the Keystone of contexts that name none.
    pub fn of(context: &SecurityContext, default_auth_url: Option<&str>) -> Self {
        let auth_url = context.auth_uri.as_deref().or(default_auth_url);
        let proof = match (&context.auth_token, Credentials::of(context)) {
            (Some(token), _) => Proof::Token(token.clone()),
            (None, Some(credentials)) => Proof::Credentials(credentials),
            (None, None) => Proof::None,
        };
        let trust = match &context.auth_cacert {
            _ if context.insecure => Trust::Anything,
            Some(path) => Trust::Only(PathBuf::from(path)),
            None => Trust::System,
        };
        Self {
            auth_url: auth_url.map(str::to_owned),
            proof,
            project_id: context.project_id.clone(),
            trust,
        }
    }

    /// The root of version 3 of Keystone's API.
    pub(super) fn keystone(&self) -> Option<String> {
        let url = self.auth_url.as_deref()?;
        Some(version_root(url, "/v3"))
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn token_is_preferred_to_a_password() {
        let context = json!({"auth_token": "tok", "password": "pw"});
        let context: SecurityContext = serde_json::from_value(context).unwrap();
        let identity = Identity::of(&context, None);
        assert_eq!(identity.proof, Proof::Token(Secret::new("tok".into())));
    }

    #[test]
    fn insecure_context_does_not_read_its_authorities() {
        let context = json!({"auth_cacert": "ca.pem", "insecure": true});
        let context: SecurityContext = serde_json::from_value(context).unwrap();
        assert_eq!(Identity::of(&context, None).trust, Trust::Anything);
    }
}
