//! [`Cloud`]: Keystone, Nova, Placement, Glance, Cinder and Neutron, started by the script `tests/stack/cloud`.

use std::path::Path;

use mistral_actions::Secret;
use serde_json::{Value, json};
use ureq::http::Request;

use crate::mistral::http_agent;
use crate::{Failure, Result, Services};

/// A running cloud. It stops when this value is dropped or this process ends, even if the process is killed.
#[derive(Debug)]
pub struct Cloud(Services);

/// A user that every new cloud has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum User {
    /// The administrator.
    Admin,
    /// Has only the role `member` in the project `demo`.
    Demo,
}

impl User {
    fn variable(self, name: &str) -> String {
        match self {
            Self::Admin => format!("OS_{name}"),
            Self::Demo => format!("DEMO_OS_{name}"),
        }
    }
}

impl Cloud {
    /// Starts a cloud with options of `tests/stack/cloud up`, in a folder that is new or that held a cloud before.
    ///
    /// # Errors
    ///
    /// If a service does not start; the end of its log is printed to standard error.
    pub fn up(folder: impl AsRef<Path>, options: &[&str]) -> Result<Self> {
        Services::up("cloud", folder, options).map(Self)
    }

    /// Returns a variable that `tests/stack/cloud env` prints, such as `CLOUD_NOVA_URL`.
    ///
    /// # Errors
    ///
    /// If the script does not print the variable.
    pub fn variable(&self, name: &str) -> Result<&str> {
        self.0.variable(name)
    }

    /// Returns a variable that `tests/stack/cloud env` prints for a user: `USERNAME`, `PROJECT_ID`, …
    ///
    /// # Errors
    ///
    /// If the script does not print the variable.
    pub fn user_variable(&self, user: User, name: &str) -> Result<&str> {
        self.0.variable(&user.variable(name))
    }

    /// The services of the cloud.
    pub fn services(&self) -> &Services {
        &self.0
    }

    /// A client of the cloud's Keystone.
    ///
    /// # Errors
    ///
    /// If the script does not print the URL of Keystone.
    pub fn keystone(&self) -> Result<Keystone> {
        Ok(Keystone {
            agent: http_agent(),
            url: self.variable("CLOUD_KEYSTONE_URL")?.to_owned(),
        })
    }

    /// Requests a new token of a user in their project.
    ///
    /// # Errors
    ///
    /// If Keystone issues no token.
    pub fn token(&self, user: User) -> Result<Secret<String>> {
        let password = Secret::new(self.user_variable(user, "PASSWORD")?.to_owned());
        let project = self.user_variable(user, "PROJECT_NAME")?;
        self.keystone()?
            .token(self.user_variable(user, "USERNAME")?, &password, project)
    }
}

/// A client of Keystone's REST API.
#[derive(Clone, Debug)]
pub struct Keystone {
    agent: ureq::Agent,
    url: String,
}

impl Keystone {
    /// Requests a new token with a password. User and project belong to the default domain.
    ///
    /// # Errors
    ///
    /// If Keystone issues no token.
    pub fn token(
        &self,
        user: &str,
        password: &Secret<String>,
        project: &str,
    ) -> Result<Secret<String>> {
        let scope = json!({"project": {"name": project, "domain": {"id": "default"}}});
        self.token_with_scope(user, password, &scope)
    }

    /// Requests a new token with a password and any scope that Keystone accepts.
    ///
    /// # Errors
    ///
    /// If Keystone issues no token.
    pub fn token_with_scope(
        &self,
        user: &str,
        password: &Secret<String>,
        scope: &Value,
    ) -> Result<Secret<String>> {
        let login =
            json!({"name": user, "domain": {"id": "default"}, "password": password.expose()});
        let body = json!({"auth": {
            "identity": {"methods": ["password"], "password": {"user": login}},
            "scope": scope,
        }});
        let request = Request::post(format!("{}/auth/tokens", self.url))
            .header("Content-Type", "application/json")
            .body(body.to_string())?;
        let response = self.agent.run(request)?;
        match response.headers().get("X-Subject-Token") {
            Some(token) => Ok(Secret::new(token.to_str()?.to_owned())),
            None => Err(Failure::new(format_args!(
                "Keystone issues no token for `{user}`: {}",
                response.status()
            ))),
        }
    }

    /// Returns Keystone's description of a token: the body that Mistral passes on as the service catalog.
    ///
    /// # Errors
    ///
    /// If Keystone refuses.
    pub fn describe(&self, token: &Secret<String>) -> Result<Value> {
        let request = Request::get(format!("{}/auth/tokens", self.url))
            .header("X-Auth-Token", token.expose())
            .header("X-Subject-Token", token.expose())
            .body(())?;
        let text = self.agent.run(request)?.body_mut().read_to_string()?;
        let mut described: Value = serde_json::from_str(&text)?;
        Ok(described["token"].take())
    }

    /// Revokes a token on behalf of its user.
    ///
    /// # Errors
    ///
    /// If Keystone refuses.
    pub fn revoke(&self, token: &Secret<String>) -> Result<()> {
        let request = Request::delete(format!("{}/auth/tokens", self.url))
            .header("X-Auth-Token", token.expose())
            .header("X-Subject-Token", token.expose())
            .body(())?;
        let response = self.agent.run(request)?;
        match response.status() {
            status if status.is_success() => Ok(()),
            status => Err(Failure::new(format_args!(
                "Keystone does not revoke the token: {status}"
            ))),
        }
    }

    /// Sends any other request, for instance `GET` `/users?name=admin`. Returns null if the response has no body.
    ///
    /// # Errors
    ///
    /// If Keystone refuses.
    pub fn send(
        &self,
        token: &Secret<String>,
        method: &str,
        path: &str,
        body: &Value,
    ) -> Result<Value> {
        let request = Request::builder()
            .method(method)
            .uri(format!("{}{path}", self.url))
            .header("Content-Type", "application/json")
            .header("X-Auth-Token", token.expose());
        let sent = match body {
            Value::Null => self.agent.run(request.body(())?),
            body => self.agent.run(request.body(body.to_string())?),
        };
        let mut response = sent?;
        let text = response.body_mut().read_to_string()?;
        if !response.status().is_success() {
            let status = response.status();
            return Err(Failure::new(format_args!(
                "Keystone: {method} {path}: {status}: {text}"
            )));
        }
        Ok(serde_json::from_str(&text).unwrap_or(Value::Null))
    }

    /// Creates a user of the default domain with these roles in a project, and returns the user's id.
    ///
    /// # Errors
    ///
    /// If Keystone refuses, or the project or a role does not exist.
    pub fn create_user(
        &self,
        admin: &Secret<String>,
        name: &str,
        password: &Secret<String>,
        project: &str,
        roles: &[&str],
    ) -> Result<String> {
        let user = json!({"user": {"name": name, "password": password.expose()}});
        let created = self.send(admin, "POST", "/users", &user)?;
        let user = text(&created["user"]["id"])?;
        let project = self.id_of(admin, "projects", project)?;
        for role in roles {
            let role = self.id_of(admin, "roles", role)?;
            let path = format!("/projects/{project}/users/{user}/roles/{role}");
            self.send(admin, "PUT", &path, &Value::Null)?;
        }
        Ok(user)
    }

    /// Sets a user's password. This revokes all tokens of the user, also if the password is the same.
    ///
    /// # Errors
    ///
    /// If Keystone refuses.
    pub fn set_password(
        &self,
        admin: &Secret<String>,
        user_id: &str,
        password: &Secret<String>,
    ) -> Result<()> {
        let body = json!({"user": {"password": password.expose()}});
        self.send(admin, "PATCH", &format!("/users/{user_id}"), &body)
            .map(drop)
    }

    fn id_of(&self, token: &Secret<String>, kind: &str, name: &str) -> Result<String> {
        let found = self.send(token, "GET", &format!("/{kind}?name={name}"), &Value::Null)?;
        text(&found[kind][0]["id"])
    }
}

fn text(value: &Value) -> Result<String> {
    let text = value.as_str().map(str::to_owned);
    text.ok_or_else(|| Failure::new("Keystone's response has no id"))
}
