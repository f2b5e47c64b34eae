//! An action that reuses existing actions: `nova.servers_get` and `std.ssh`.

use mistral_actions::prelude::*;

use crate::servers::address;

/// Check that a VM exists, then configure it over ssh.
///
/// The commands run one after the other, until one fails.
#[mistral_action(name = "demo.configure_vm")]
async fn configure_vm(
    actions: &Actions,
    /// Id of the server.
    server: String,
    /// Commands to run on the server.
    commands: Vec<String>,
    /// User to log in as.
    username: String,
    /// Password of the user, unless a key is used.
    password: Option<Secret<String>>,
    /// File name of the private key in the executor's key folder.
    private_key_filename: Option<String>,
    /// Address for ssh, if other than the addresses in Nova.
    host: Option<String>,
) -> Result<Vec<Value>, ActionError> {
    let vm = actions
        .get("nova.servers_get")?
        .run(json!({"server": server}))
        .await?;
    if vm["status"] != "ACTIVE" {
        return Err(ActionError::new(format_args!(
            "server {server} is {}, not ACTIVE",
            vm["status"]
        )));
    }
    let host = host
        .or_else(|| address(&vm))
        .ok_or("the server has no address")?;
    let ssh = actions.get("std.ssh")?;
    let mut results = Vec::new();
    for cmd in commands {
        let mut input = json!({"host": host, "cmd": cmd, "username": username});
        if let Some(password) = &password {
            input["password"] = password.expose().as_str().into();
        }
        if let Some(key) = &private_key_filename {
            input["private_key_filename"] = key.as_str().into();
        }
        results.push(ssh.run(input).await?);
    }
    Ok(results)
}

#[cfg(test)]
mod tests {
    use super::*;
    use mistral_actions::testing::ActionTest;

    fn nova(status: &'static str) -> ActionTest {
        ActionTest::new().stub_named("nova.servers_get", move |input| {
            let addresses = json!({"net": [{"addr": "192.0.2.1"}]});
            Ok(json!({"id": input["server"], "status": status, "addresses": addresses}))
        })
    }

    #[test]
    fn commands_run_at_the_address_of_the_server() {
        let ssh = |input: Value| Ok(json!(format!("{} on {}", input["cmd"], input["host"])));
        let input = json!({"server": "s", "commands": ["one", "two"], "username": "root"});
        nova("ACTIVE")
            .stub_named("std.ssh", ssh)
            .run("demo.configure_vm", input)
            .assert_data([r#""one" on "192.0.2.1""#, r#""two" on "192.0.2.1""#]);
    }

    #[test]
    fn inactive_server_is_not_configured() {
        let input = json!({"server": "s", "commands": ["one"], "username": "root"});
        nova("BUILD")
            .stub_named("std.ssh", |input| panic!("it ran with {input}"))
            .run("demo.configure_vm", input)
            .assert_error("server s is \"BUILD\", not ACTIVE");
    }
}
