//! Actions that reuse actions: check that a server exists, then configure it over ssh.
//!
//! ```console
//! $ cargo run -p reuse -- run demo.configure_vm server=web-1 commands='["hostname", "uptime"]'
//! $ cargo run -p reuse -- test demo.configure_vm server=web-1 commands='["hostname", "uptime"]'
//! $ cargo run -p reuse -- run demo.configure_vm server=web-2 commands='["uptime"]'
//! $ cargo test -p reuse
//! ```
//!
//! `inventory.servers_get` stands for `nova.servers_get`. `demo.shell` stands for `std.ssh`: it takes a host, but runs
//! the command locally.

use std::process::Stdio;

use mistral_actions::prelude::*;

/// A server.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
struct Server {
    name: String,
    /// Address for ssh.
    address: String,
}

/// Fetch one server of the inventory.
// The action only reads, so it serves as its own dry run.
#[mistral_action(name = "inventory.servers_get", test = servers_get)]
async fn servers_get(
    /// Name of the server.
    server: String,
    /// Inventory to search.
    #[input(default = "production", one_of("production", "staging"))]
    inventory: String,
) -> Result<Server, ActionError> {
    let servers: &[(&str, &str)] = match inventory.as_str() {
        "staging" => &[("web-1", "192.0.2.17")],
        _ => &[("web-1", "192.0.2.1"), ("db-1", "192.0.2.2")],
    };
    let found = servers.iter().find(|(name, _)| *name == server);
    let (name, address) = found.ok_or_else(|| format!("server {server} not found"))?;
    Ok(Server {
        name: (*name).into(),
        address: (*address).into(),
    })
}

/// Run a shell command with the host in `$HOST`.
#[mistral_action(name = "demo.shell", timeout = "1m")]
async fn shell(
    /// Address of the host.
    host: String,
    /// The command.
    cmd: String,
) -> Result<String, ActionError> {
    let output = tokio::process::Command::new("sh")
        .args(["-c", &cmd])
        .env("HOST", host)
        .stdin(Stdio::null())
        // At the time limit the future is dropped and the shell is killed, but not the processes it has started.
        .kill_on_drop(true)
        .output()
        .await?;
    if !output.status.success() {
        let stderr = String::from_utf8_lossy(&output.stderr);
        // The workflow can read the data in `on-error`.
        return Err(
            ActionError::new(format_args!("`{cmd}`: {}", output.status)).with_data(
                json!({"cmd": cmd, "exit": output.status.code(), "stderr": stderr.trim_end()}),
            ),
        );
    }
    Ok(String::from_utf8_lossy(&output.stdout)
        .trim_end()
        .to_owned())
}

/// Check that a server exists, then configure it.
///
/// The commands run one after the other, until one fails.
// The action serves as its own dry run, because the actions it calls are dry-run too.
#[mistral_action(name = "demo.configure_vm", test = configure_vm)]
async fn configure_vm(
    actions: &Actions,
    /// Name of the server.
    server: String,
    /// Commands to run on the server.
    commands: Vec<String>,
    inventory: Option<String>,
) -> Result<Vec<Value>, ActionError> {
    // By type: the compiler checks input and result. `new` takes the inputs without a default.
    let mut servers_get = ServersGet::new(server);
    if let Some(inventory) = inventory {
        servers_get.inventory = inventory;
    }
    let vm = actions.call(servers_get).await?;
    // By name: any action, also of another crate or a server.
    let shell = actions.get("demo.shell")?;
    let mut results = Vec::new();
    for cmd in commands {
        results.push(shell.run(json!({"host": vm.address, "cmd": cmd})).await?);
    }
    Ok(results)
}

fn main() -> std::process::ExitCode {
    mistral_executor::main()
}

#[cfg(test)]
mod tests {
    use super::*;
    use mistral_actions::testing::ActionTest;

    #[test]
    fn runs_commands_with_the_address_of_the_server() {
        let input = json!({"server": "web-1", "commands": ["echo on $HOST", "true"]});
        ActionTest::new()
            .run("demo.configure_vm", input)
            .assert_data(["on 192.0.2.1", ""]);
    }

    #[test]
    fn missing_server_is_not_configured() {
        ActionTest::new()
            .stub_named("demo.shell", |input| panic!("it ran with {input}"))
            .run(
                "demo.configure_vm",
                json!({"server": "web-2", "commands": ["true"]}),
            )
            .assert_error("server web-2 not found");
    }

    #[test]
    fn reused_actions_can_be_stubbed() {
        let server = |get: ServersGet| {
            Ok(Server {
                address: format!("{}.{}", get.server, get.inventory),
                name: get.server,
            })
        };
        ActionTest::new()
            .stub(server)
            .stub_named("demo.shell", |input| Ok(input["host"].clone()))
            .run(
                "demo.configure_vm",
                json!({"server": "web-9", "commands": ["true"], "inventory": "staging"}),
            )
            .assert_data(["web-9.staging"]);
    }

    #[test]
    fn first_failure_stops_the_commands() {
        let input = json!({"server": "db-1", "commands": ["echo no >&2; exit 3", "touch ran"]});
        let error = ActionTest::new().run("demo.configure_vm", input).error();
        assert_eq!(
            error.data(),
            Some(&json!({"cmd": "echo no >&2; exit 3", "exit": 3, "stderr": "no"}))
        );
        assert!(!std::path::Path::new("ran").exists());
    }

    #[test]
    fn dry_run_finds_server_and_runs_no_command() {
        let input = json!({"server": "web-1", "commands": ["touch ran"]});
        let report = ActionTest::new()
            .dry_run("demo.configure_vm", input)
            .unwrap();
        let calls: Vec<_> = report
            .calls
            .iter()
            .map(|call| (call.action.as_str(), call.input.clone()))
            .collect();
        assert_eq!(
            calls,
            [
                (
                    "inventory.servers_get",
                    json!({"server": "web-1", "inventory": "production"})
                ),
                (
                    "demo.shell",
                    json!({"host": "192.0.2.1", "cmd": "touch ran"})
                ),
            ]
        );
        assert!(!std::path::Path::new("ran").exists());
    }

    #[test]
    fn stub_receives_valid_input_only() {
        ActionTest::new()
            .stub_named("demo.shell", |_| Ok(json!("")))
            .run("demo.shell", json!({"host": "web-1", "command": "true"}))
            .assert_invalid(["/cmd", "/command"]);
    }
}
