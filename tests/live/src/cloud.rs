//! [`Cloud`]: Keystone, Nova, Placement, Glance, Cinder and Neutron, by way of the script `tests/stack/cloud`.

use std::path::Path;

use mistral_actions::Secret;
use serde_json::{Value, json};
use ureq::http::Request;

use crate::mistral::agent;
use crate::{Failure, Result, Servers};

/// A cloud that is up, and goes down with this value or with this process, however it ends.
#[derive(Debug)]
pub struct Cloud(Servers);

/// Who is in the cloud from the beginning.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum User {
    /// May do everything.
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
    /// Brings a cloud up in a folder that is new or was used for one before, with options of `tests/stack/cloud up`.
    ///
    /// # Errors
    ///
    /// If something does not start; the end of its log is on standard error.
    pub fn up(folder: impl AsRef<Path>, options: &[&str]) -> Result<Self> {
        Servers::up("cloud", folder, options).map(Self)
    }

    /// What `tests/stack/cloud env` prints under this name, `CLOUD_NOVA_URL` for instance.
    ///
    /// # Errors
    ///
    /// If it prints no such name.
    pub fn variable(&self, name: &str) -> Result<&str> {
        self.0.variable(name)
    }

    /// What `tests/stack/cloud env` prints of a user: `USERNAME`, `PROJECT_ID`, …
    ///
    /// # Errors
    ///
    /// If it prints no such name.
    pub fn of(&self, user: User, name: &str) -> Result<&str> {
        self.0.variable(&user.variable(name))
    }

    /// Its servers.
    pub fn servers(&self) -> &Servers {
        &self.0
    }

    /// Its Keystone.
    ///
    /// # Errors
    ///
    /// If the cloud does not say where it is.
    pub fn keystone(&self) -> Result<Keystone> {
        Ok(Keystone {
            agent: agent(),
            url: self.variable("CLOUD_KEYSTONE_URL")?.to_owned(),
        })
    }

    /// A new token of a user in their project.
    ///
    /// # Errors
    ///
    /// If Keystone gives none.
    pub fn token(&self, user: User) -> Result<Secret<String>> {
        let password = Secret::new(self.of(user, "PASSWORD")?.to_owned());
        let project = self.of(user, "PROJECT_NAME")?;
        self.keystone()?
            .token(self.of(user, "USERNAME")?, &password, project)
    }
}

/// A client of Keystone's REST API.
#[derive(Clone, Debug)]
pub struct Keystone {
    agent: ureq::Agent,
    url: String,
}

impl Keystone {
    /// A new token, by a password; user and project are of the default domain.
    ///
    /// # Errors
    ///
    /// If Keystone gives none.
    pub fn token(
        &self,
        user: &str,
        password: &Secret<String>,
        project: &str,
    ) -> Result<Secret<String>> {
        let scope = json!({"project": {"name": project, "domain": {"id": "default"}}});
        self.token_with_scope(user, password, &scope)
    }

    /// A new token, by a password, with whatever Keystone takes for its scope.
    ///
    /// # Errors
    ///
    /// If Keystone gives none.
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
        let answer = self.agent.run(request)?;
        match answer.headers().get("X-Subject-Token") {
            Some(token) => Ok(Secret::new(token.to_str()?.to_owned())),
            None => Err(Failure::new(format_args!(
                "Keystone gives `{user}` no token: {}",
                answer.status()
            ))),
        }
    }

    /// What Keystone says of a token: the body that Mistral hands on as the service catalog.
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

    /// Revokes a token, which its own user may.
    ///
    /// # Errors
    ///
    /// If Keystone refuses.
    pub fn revoke(&self, token: &Secret<String>) -> Result<()> {
        let request = Request::delete(format!("{}/auth/tokens", self.url))
            .header("X-Auth-Token", token.expose())
            .header("X-Subject-Token", token.expose())
            .body(())?;
        let answer = self.agent.run(request)?;
        match answer.status() {
            status if status.is_success() => Ok(()),
            status => Err(Failure::new(format_args!("the token stays: {status}"))),
        }
    }

    /// Asks for anything else, `GET` `/users?name=admin` for instance; the answer is null if it has no body.
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
        let mut answer = sent?;
        let text = answer.body_mut().read_to_string()?;
        if !answer.status().is_success() {
            let status = answer.status();
            return Err(Failure::new(format_args!(
                "Keystone: {method} {path}: {status}: {text}"
            )));
        }
        Ok(serde_json::from_str(&text).unwrap_or(Value::Null))
    }

    /// Creates a user of the default domain, who has these roles in a project; returns their id.
    ///
    /// # Errors
    ///
    /// If Keystone refuses, or knows no such project or role.
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

    /// Sets a user's password, be it to the same: all tokens that they have are revoked.
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
    text.ok_or_else(|| Failure::new("Keystone's answer has no id"))
}
