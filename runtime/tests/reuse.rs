//! Reuse of actions by actions: typed, by name, in a dry run, too deep.
use mistral_actions::prelude::*;

#[derive(Debug, Serialize, Deserialize, JsonSchema, PartialEq)]
struct Server {
    id: String,
    project: String,
}

/// Fetch one server of the caller's project.
#[mistral_action(name = "nova.servers_get", test = servers_get_test)]
async fn servers_get(
    ctx: &SecurityContext,
    /// Server id or name.
    server: String,
    #[input(default = 30, range(min = 1, max = 600))] timeout: u32,
    all_tenants: Option<bool>,
) -> Result<Server, ActionError> {
    let _ = (timeout, all_tenants);
    let project = ctx.project_name.clone().ok_or("no project")?;
    Ok(Server {
        id: server,
        project,
    })
}

async fn servers_get_test(
    ctx: &SecurityContext,
    server: String,
    _: u32,
    _: Option<bool>,
) -> Result<Server, ActionError> {
    let _ = ctx;
    Ok(Server {
        id: server,
        project: "sample".into(),
    })
}

/// Check that a server exists, then run commands on it.
#[mistral_action(name = "demo.configure", test = configure)]
async fn configure(
    actions: &Actions,
    server: String,
    commands: Vec<String>,
) -> Result<Vec<Value>, ActionError> {
    let vm = actions
        .call(ServersGet {
            timeout: 5,
            ..ServersGet::new(server)
        })
        .await?;
    let ssh = actions.get("std.ssh")?;
    let mut results = Vec::new();
    for cmd in commands {
        results.push(
            ssh.run(json!({"host": vm.id, "cmd": cmd, "password": "sesame"}))
                .await?,
        );
    }
    Ok(results)
}

/// Stands for the real one.
#[mistral_action(name = "std.ssh")]
async fn ssh(
    host: String,
    cmd: String,
    #[input(secret)] password: String,
) -> Result<String, ActionError> {
    match cmd.as_str() {
        "fail" => Err(format!("cannot log in with {password}"))?,
        "panic" => panic!("{password}"),
        _ => Ok(format!("{host}$ {cmd}")),
    }
}

#[test]
fn typed_and_by_name() {
    ActionTest::new()
        .run(
            "demo.configure",
            json!({"server": "vm-1", "commands": ["ls", "id"]}),
        )
        .assert_data(["vm-1$ ls", "vm-1$ id"]);
}

#[test]
fn secrets_stay_out_of_errors() {
    let test = ActionTest::new();
    let error = test
        .run(
            "demo.configure",
            json!({"server": "vm-1", "commands": ["fail"]}),
        )
        .error();
    assert_eq!(error.to_string(), "cannot log in with ***");
    let error = test
        .run(
            "demo.configure",
            json!({"server": "vm-1", "commands": ["panic"]}),
        )
        .error();
    assert_eq!(error.to_string(), "the action panicked: ***");
}

#[test]
fn a_composed_action_dry_runs_as_a_whole() {
    let report = ActionTest::new()
        .dry_run(
            "demo.configure",
            json!({"server": "vm-1", "commands": ["ls"]}),
        )
        .unwrap();
    let report = serde_json::to_value(report).unwrap();
    assert_eq!(
        report,
        json!({
            "action": "demo.configure",
            "input": {"server": "vm-1", "commands": ["ls"]},
            "result": {"data": [{"would_run": "std.ssh"}], "error": null, "cancel": false},
            "calls": [
                {"action": "nova.servers_get", "input": {"server": "vm-1", "timeout": 5, "all_tenants": null},
                 "result": {"data": {"id": "vm-1", "project": "sample"}, "error": null, "cancel": false}},
                {"action": "std.ssh", "input": {"host": "vm-1", "cmd": "ls", "password": "***"}}
            ]
        })
    );
}

#[test]
fn all_problems_at_once() {
    let error = ActionTest::new()
        .run(
            "nova.servers_get",
            json!({"timeout": 0, "all_tenants": "yes", "sever": "x"}),
        )
        .error();
    assert_eq!(
        error.to_string(),
        "invalid input for `nova.servers_get`: /server: missing, expected string; \
        /timeout: expected integer from 1 to 600, got number 0; \
        /all_tenants: expected boolean or null, got string \"yes\"; \
        /sever: unknown input; did you mean `server`? (the action takes `server`, `timeout`, `all_tenants`)"
    );
}
