//! `std.ssh` and `std.ssh_proxied`.

mod algorithms;
mod client;
mod command;
mod gateway;
mod keys;
mod known_hosts;
mod options;

use mistral_actions::prelude::*;
use serde_json::Value;

use crate::{json_text, python};
use client::Login;
use command::Outcome;
use gateway::Gateway;
pub use options::SshOptions;

/// Runs Secure Shell (SSH) command on provided single or multiple hosts.
///
/// It is allowed to provide either a single host or a list of hosts in action parameter `host`. In case of a
/// single host the action result will be a single value, otherwise a list of results provided in the same
/// order as provided hosts. A result is the standard output of the command, or, with
/// `return_result_on_error`, an object of `stdout`, `stderr` and `exit_code`.
///
/// By default every host key is accepted, as in Mistral; the operator can change this
/// (`host_key_policy` in `[action_std_ssh]`).
///
/// Mirrors `mistral.actions.std_actions.SSHAction`.
///
/// # Errors
///
/// If a command cannot be run on one of the hosts, or fails there. The message contains only the command and the
/// hosts, as in Mistral; the reason may contain secrets and is in the executor's log.
#[expect(clippy::too_many_arguments, reason = "they mirror Mistral's class")]
#[mistral_action(name = "std.ssh", tags("std", "network"), test = would_run)]
pub async fn ssh(
    options: &SshOptions,
    /// Command to run.
    cmd: String,
    /// Host, or list of hosts.
    host: Value,
    /// User to log in as.
    username: String,
    /// Password of the user, or passphrase of the key.
    #[input(secret, default = Some(String::new()))]
    password: Option<String>,
    /// File of a private key; a relative path is below `~/.ssh` of the executor's user.
    private_key_filename: Option<String>,
    /// Private key.
    #[input(secret)]
    private_key: Option<String>,
    /// Return a result also for a command that fails.
    #[input(default = Value::Bool(false))]
    return_result_on_error: Value,
) -> Result<Value, ActionError> {
    let session = Session {
        options,
        cmd: &cmd,
        username: &username,
        password: password.as_deref(),
        private_key_filename: private_key_filename.as_deref(),
        private_key: private_key.as_deref(),
        with_password: true,
        always_result: python::is_true(&return_result_on_error),
        gateway: None,
    };
    session.run_on_all(&host).await
}

#[expect(clippy::too_many_arguments, reason = "they mirror Mistral's class")]
async fn would_run(
    _options: &SshOptions,
    cmd: String,
    host: Value,
    username: String,
    password: Option<String>,
    private_key_filename: Option<String>,
    private_key: Option<String>,
    _return_result_on_error: Value,
) -> Result<Value, ActionError> {
    let mask = |secret: Option<String>| secret.map(|_| mistral_actions::__private::MASK);
    Ok(Value::String(json_text::dumps(&json!({
        "cmd": cmd,
        "host": host,
        "username": username,
        "password": mask(password),
        "private_key_filename": private_key_filename,
        "private_key": mask(private_key),
    }))))
}

/// Runs Secure Shell (SSH) command on hosts behind a gateway.
///
/// Works like [`ssh`]; the same key logs in to the gateway and to the hosts.
///
/// Mirrors `mistral.actions.std_actions.SSHProxiedAction`.
///
/// # Errors
///
/// As [`ssh`].
#[expect(clippy::too_many_arguments, reason = "they mirror Mistral's class")]
#[mistral_action(name = "std.ssh_proxied", tags("std", "network"))]
pub async fn ssh_proxied(
    options: &SshOptions,
    /// Command to run.
    cmd: String,
    /// Host, or list of hosts.
    host: Value,
    /// User to log in as.
    username: String,
    /// File of a private key; a relative path is below `~/.ssh` of the executor's user.
    private_key_filename: Nullable,
    /// Host of the gateway.
    gateway_host: String,
    /// User to log in to the gateway as; the default is `username`.
    gateway_username: Option<String>,
    /// Passphrase of the key.
    #[input(secret)]
    password: Option<String>,
    /// Command on the executor's host that connects its standard input and output to the gateway. The operator has to
    /// allow it (`allow_proxy_command` in `[action_std_ssh]`).
    proxy_command: Option<String>,
    /// Private key.
    #[input(secret)]
    private_key: Option<String>,
) -> Result<Value, ActionError> {
    let gateway_user = gateway_username.filter(|user| !user.is_empty());
    let session = Session {
        options,
        cmd: &cmd,
        username: &username,
        password: password.as_deref(),
        private_key_filename: private_key_filename.0.as_deref(),
        private_key: private_key.as_deref(),
        with_password: false,
        always_result: false,
        gateway: Some(Gateway {
            host: &gateway_host,
            user: gateway_user.as_deref().unwrap_or(&username),
            proxy_command: proxy_command.as_deref(),
        }),
    };
    session.run_on_all(&host).await
}

mistral_wire::register_python_class!("mistral.actions.std_actions.SSHAction", |mut object| {
    let mut call = object.call("std.ssh");
    for input in [
        "cmd",
        "host",
        "username",
        "password",
        "return_result_on_error",
    ] {
        call = call.input(input, object.take(input));
    }
    for input in ["private_key_filename", "private_key"] {
        call = call.input_unless_null(input, object.take(input));
    }
    Ok(call)
});

mistral_wire::register_python_class!(
    "mistral.actions.std_actions.SSHProxiedAction",
    |mut object| {
        let mut call = object.call("std.ssh_proxied");
        for input in [
            "cmd",
            "host",
            "username",
            "private_key_filename",
            "gateway_host",
        ] {
            call = call.input(input, object.take(input));
        }
        for input in ["gateway_username", "password", "private_key"] {
            call = call.input_unless_null(input, object.take(input));
        }
        // Not an attribute of the object: it is only in the parameters of the prepared call.
        let proxy_command = object.take("params")["proxy_command"].take();
        Ok(call.input_unless_null("proxy_command", proxy_command))
    }
);

/// A required string that may be null: an input without a default in Mistral's signature.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Nullable(Option<String>);

crate::json_types::json_types!(Nullable = { "type": ["string", "null"] });

/// The settings that all hosts of a call share.
struct Session<'a> {
    options: &'a SshOptions,
    cmd: &'a str,
    username: &'a str,
    password: Option<&'a str>,
    private_key_filename: Option<&'a str>,
    private_key: Option<&'a str>,
    /// Use the password for the user too, in addition to the key.
    with_password: bool,
    always_result: bool,
    gateway: Option<Gateway<'a>>,
}

impl Session<'_> {
    async fn run_on_all(&self, host: &Value) -> Result<Value, ActionError> {
        let one = std::slice::from_ref(host);
        let hosts = host.as_array().map_or(one, Vec::as_slice);
        let mut results = Vec::new();
        for host in hosts {
            let outcome = match host.as_str() {
                Some(host) => self.run_on(host).await,
                None => Err(format!("expected the host as a string, got {host}")),
            };
            let result = outcome.and_then(|outcome| self.result(outcome));
            results.push(result.map_err(|reason| self.failed(hosts, &reason))?);
        }
        match results.len() {
            0 => Err(self.failed(hosts, "the list of hosts is empty")),
            1 => Ok(results.remove(0)),
            _ => Ok(results.into()),
        }
    }

    /// Logs the reason, which may contain secrets, and returns Mistral's error, which does not contain it.
    fn failed(&self, hosts: &[Value], reason: &str) -> ActionError {
        let hosts: Vec<String> = hosts.iter().map(python::repr).collect();
        let message = format!(
            "Failed to execute ssh cmd '{}' on [{}]",
            self.cmd,
            hosts.join(", ")
        );
        tracing::warn!(reason, "ssh command failed");
        ActionError::new(message)
    }

    fn result(&self, outcome: Outcome) -> Result<Value, String> {
        let Outcome {
            exit_code,
            stdout,
            stderr,
        } = outcome;
        if self.always_result {
            return Ok(json!({"stdout": stdout, "stderr": stderr, "exit_code": exit_code}));
        }
        match exit_code {
            0 => Ok(stdout.into()),
            code => Err(format!("the command exited with code {code}")),
        }
    }

    async fn run_on(&self, host: &str) -> Result<Outcome, String> {
        let key = keys::named(self.private_key_filename, self.private_key, self.password)?;
        let login = Login {
            user: self.username,
            key: key.as_ref(),
            password: self.password.filter(|_| self.with_password),
        };
        let policy = &self.options.host_keys;
        let Some(gateway) = &self.gateway else {
            let stream = client::dial(host).await?;
            let connection = client::log_in(stream, host, login, policy).await?;
            return command::run(&connection, self.cmd).await;
        };
        // The guard lives until the command has ended.
        let (stream, _guard) = gateway::connect(gateway, host, login, self.options).await?;
        let connection = client::log_in(stream, host, login, policy).await?;
        command::run(&connection, self.cmd).await
    }
}
