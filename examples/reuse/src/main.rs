//! Actions that reuse actions: check that a server exists, then configure it over ssh.
//!
//! ```console
//! $ cargo run -p reuse -- run demo.configure_vm server=web-1 commands='["hostname", "uptime"]'
//! $ cargo run -p reuse -- test demo.configure_vm server=web-1 commands='["hostname", "uptime"]'
//! $ cargo run -p reuse -- run demo.configure_vm server=web-2 commands='["uptime"]'
//! $ cargo test -p reuse
//! ```
//!
//! `inventory.servers_get` stands for `nova.servers_get`, and `demo.shell` for `std.ssh`: it takes a host, and
//! runs the command here.

use std::process::Stdio;

use mistral_actions::prelude::*;

/// A server.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
struct Server {
    name: String,
    /// Where ssh reaches it.
    address: String,
}

/// Fetch one server of the inventory.
// It only reads, so that its dry run can be the real one.
#[mistral_action(name = "inventory.servers_get", test = servers_get)]
async fn servers_get(
    /// Name of the server.
    server: String,
    /// Which inventory to look into.
    #[input(default = "production", one_of("production", "staging"))]
    inventory: String,
) -> Result<Server, ActionError> {
    let servers: &[(&str, &str)] = match inventory.as_str() {
        "staging" => &[("web-1", "192.0.2.17")],
        _ => &[("web-1", "192.0.2.1"), ("db-1", "192.0.2.2")],
    };
    let found = servers.iter().find(|(name, _)| *name == server);
    let (name, address) = found.ok_or_else(|| format!("there is no server {server}"))?;
    Ok(Server {
        name: (*name).into(),
        address: (*address).into(),
    })
}

/// Run a command of the shell, which finds the host in `$HOST`.
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
        // When the time is up, the future is dropped, and with it the shell; what it has started ends by itself.
        .kill_on_drop(true)
        .output()
        .await?;
    if !output.status.success() {
        let stderr = String::from_utf8_lossy(&output.stderr);
        // The data is what the workflow's `on-error` can read.
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
/// The commands run one after the other; the first that fails is the last.
// In a dry run the actions it calls are dry-run, so that it can be its own.
#[mistral_action(name = "demo.configure_vm", test = configure_vm)]
async fn configure_vm(
    actions: &Actions,
    /// Name of the server.
    server: String,
    /// What to run on it.
    commands: Vec<String>,
    inventory: Option<String>,
) -> Result<Vec<Value>, ActionError> {
    // By type: the compiler checks input and result. `new` takes what has no default.
    let mut servers_get = ServersGet::new(server);
    if let Some(inventory) = inventory {
        servers_get.inventory = inventory;
    }
    let vm = actions.call(servers_get).await?;
    // By name: any action, also one that another crate or a server provides.
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
    fn configures_for_real() {
        let input = json!({"server": "web-1", "commands": ["echo on $HOST", "true"]});
        ActionTest::new()
            .run("demo.configure_vm", input)
            .assert_data(["on 192.0.2.1", ""]);
    }

    #[test]
    fn a_missing_server_is_not_configured() {
        ActionTest::new()
            .stub_named("demo.shell", |input| panic!("it ran with {input}"))
            .run(
                "demo.configure_vm",
                json!({"server": "web-2", "commands": ["true"]}),
            )
            .assert_error("there is no server web-2");
    }

    #[test]
    fn both_actions_can_be_replaced() {
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
    fn the_first_command_that_fails_is_the_last() {
        let input = json!({"server": "db-1", "commands": ["echo no >&2; exit 3", "touch ran"]});
        let error = ActionTest::new().run("demo.configure_vm", input).error();
        assert_eq!(
            error.data(),
            Some(&json!({"cmd": "echo no >&2; exit 3", "exit": 3, "stderr": "no"}))
        );
        assert!(!std::path::Path::new("ran").exists());
    }

    #[test]
    fn a_dry_run_looks_up_the_server_and_runs_no_command() {
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
    fn a_stub_gets_only_what_the_action_would_accept() {
        ActionTest::new()
            .stub_named("demo.shell", |_| Ok(json!("")))
            .run("demo.shell", json!({"host": "web-1", "command": "true"}))
            .assert_invalid(["/cmd", "/command"]);
    }
}
