//! [`Keystone`]: the login of `[keystone_authtoken]`.

use mistral_actions::Secret;
use mistral_cloud::keystone::{Domain, Scope, User};

use super::Values;
use super::options::{
    AUTH_TYPE, AUTH_URL, PASSWORD, PROJECT_DOMAIN_ID, PROJECT_DOMAIN_NAME, PROJECT_ID,
    PROJECT_NAME, REGION_NAME, USER_DOMAIN_ID, USER_DOMAIN_NAME, USER_ID, USERNAME,
    WWW_AUTHENTICATE_URI,
};

/// The login for the delivery of results of asynchronous actions.
#[derive(Clone, Debug)]
pub(crate) struct Keystone {
    pub(crate) auth_url: String,
    pub(crate) user: User,
    pub(crate) password: Secret<String>,
    pub(crate) project: Scope,
    /// Region of Mistral's endpoint. `None`: the first region of the catalog.
    pub(crate) region: Option<String>,
}

impl Keystone {
    /// Reads the login. `None`: there is none with a password.
    pub(super) fn from_values(values: &mut Values<'_>) -> Option<Self> {
        if !is_password(&values.get(&AUTH_TYPE)) {
            return None;
        }
        let domain = |values: &mut Values<'_>, id, name| match values.get(id) {
            Some(id) => Domain::Id(id),
            None => Domain::Name(values.get(name)),
        };
        let user_domain = domain(values, &USER_DOMAIN_ID, &USER_DOMAIN_NAME);
        let project_domain = domain(values, &PROJECT_DOMAIN_ID, &PROJECT_DOMAIN_NAME);
        let (user, named) = match (values.get(&USER_ID), values.get(&USERNAME)) {
            (Some(id), _) => (User::Id(id), &USER_ID),
            (None, Some(name)) => (User::Name(name, user_domain), &USERNAME),
            (None, None) => return None,
        };
        let urls = [&AUTH_URL, &WWW_AUTHENTICATE_URI];
        let Some(url) = urls.into_iter().find(|url| values.is_set(url)) else {
            let problem = "auth_url is missing: it must name Keystone's URL";
            values.refuse(named, problem);
            return None;
        };
        let auth_url = values.get(url)?;
        let project = match values.get(&PROJECT_ID) {
            Some(id) => Scope::ProjectId(id),
            None => Scope::Project(values.get(&PROJECT_NAME), project_domain),
        };
        Some(Self {
            auth_url,
            user,
            password: values.get(&PASSWORD),
            project,
            region: values.get(&REGION_NAME),
        })
    }
}

/// Returns whether a plugin of keystoneauth logs in with a password.
pub(super) fn is_password(plugin: &str) -> bool {
    matches!(plugin.trim(), "" | "password" | "v3password")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::{Source, Sources};

    /// Reads options; returns the login and all problems.
    fn read(options: &[(&str, &str)]) -> (Option<Keystone>, Vec<String>) {
        let mut sources = Sources::default();
        for (name, value) in options {
            let value = (*value).to_owned();
            sources.set("keystone_authtoken", name, value, Source::Default);
        }
        let mut values = Values::new(&sources);
        (Keystone::from_values(&mut values), values.problems)
    }

    #[test]
    fn login_without_keystone_url_is_refused_with_its_place() {
        let (_, problems) = read(&[("username", "mistral")]);
        assert_eq!(
            problems,
            [
                "default: [keystone_authtoken] username: auth_url is missing: it must name Keystone's URL"
            ]
        );
    }

    #[test]
    fn login_is_read_by_ids_and_by_names() {
        let login = |options: &[(&str, &str)]| {
            let always = [("auth_url", "http://k/v3"), ("password", "s3cret")];
            let (keystone, problems) = read(&[&always[..], options].concat());
            assert_eq!(problems, [""; 0]);
            keystone.map(|keystone| (keystone.user, keystone.project))
        };
        let name = |domain| User::Name("mistral".to_owned(), domain);
        let project = |domain| Scope::Project("service".to_owned(), domain);
        let id = || Domain::Id("default".to_owned());
        let domain = || Domain::Name("Default".to_owned());
        let ids = [
            ("username", "mistral"),
            ("user_domain_id", "default"),
            ("project_domain_id", "default"),
        ];
        assert_eq!(login(&ids), Some((name(id()), project(id()))));
        let names = [("username", "mistral"), ("user_domain_id", "")];
        assert_eq!(login(&names), Some((name(domain()), project(domain()))));
        let by_id = [
            ("user_id", "u1"),
            ("project_id", "p1"),
            ("auth_type", "v3password"),
        ];
        let expected = (User::Id("u1".to_owned()), Scope::ProjectId("p1".to_owned()));
        assert_eq!(login(&by_id), Some(expected));
        let other = [("username", "mistral"), ("auth_type", "v3token")];
        assert_eq!(login(&other), None);
    }

    #[test]
    fn malformed_keystone_url_is_refused() {
        for name in ["auth_url", "www_authenticate_uri"] {
            let (_, problems) = read(&[("username", "mistral"), (name, "keystone")]);
            assert_eq!(
                problems,
                [format!(
                    "default: [keystone_authtoken] {name}: expected an http:// or https:// URL, got `keystone`"
                )]
            );
        }
    }
}
