//! Reuse of actions by actions: by type, by name, in a dry run.
use mistral_actions::prelude::*;
use mistral_actions::testing::ActionTest;

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

/// Stands for the real `std.ssh`.
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
fn actions_are_reused_by_type_and_by_name() {
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
    assert_eq!(error.to_string(), "the action `std.ssh` panicked: ***");
}

#[test]
fn dry_run_covers_reused_actions() {
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
fn reports_all_problems_at_once() {
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

/// Takes inputs with constraints.
#[mistral_action(name = "demo.bounded")]
async fn bounded(
    #[input(range(min = 1, max = 10))] n: u32,
    #[input(length(max = 2), rename = "labels")] tags: Vec<String>,
    #[input(pattern = "^[a-z]+$", length(max = 5))] nick: Option<String>,
    #[input(secret, length(min = 8))] password: Option<String>,
    #[input(secret, one_of("a", "b"))] key: Secret<String>,
    #[input(default = "x", one_of("x", "y"))] axis: String,
    free: String,
) -> String {
    drop((n, tags, nick, password, key, axis));
    free
}

impl Bounded {
    fn bad() -> Self {
        Self {
            tags: vec![String::new(); 3],
            nick: Some("ADA".into()),
            password: Some("sesame".into()),
            axis: "z".into(),
            ..Self::new(99, vec![], Secret::new("sesame".into()), "free".into())
        }
    }

    fn good() -> Self {
        Self::new(10, vec![], Secret::new("b".into()), "free".into())
    }
}

/// Calls `demo.bounded` by type or by name.
#[mistral_action(name = "demo.calls_bounded", test = calls_bounded)]
async fn calls_bounded(actions: &Actions, bad: bool, by_name: bool) -> Result<String, ActionError> {
    if by_name {
        let input = json!({
            "n": 99, "labels": ["", "", ""], "nick": "ADA", "password": "sesame", "key": "sesame", "axis": "z",
            "free": "free",
        });
        let result = actions.get("demo.bounded")?.run(input).await?;
        return Ok(result.to_string());
    }
    let input = if bad { Bounded::bad() } else { Bounded::good() };
    actions.call(input).await
}

const REFUSED: &str = "invalid input for `demo.bounded`: \
    /n: expected integer from 1 to 10, got number 99; \
    /labels: expected array of string of at most 2 items, got a length of 3; \
    /nick: expected string of at most 5 characters matching `^[a-z]+$` or null, got string \"ADA\"; \
    /password: expected string of at least 8 characters or null, got a length of 6; \
    /key: expected one of \"a\", \"b\", got a string; \
    /axis: expected one of \"x\", \"y\", got string \"z\"";

#[test]
fn typed_call_checks_constraints_like_call_by_name() {
    let test = ActionTest::new();
    for by_name in [false, true] {
        let input = json!({"bad": true, "by_name": by_name});
        let error = test.run("demo.calls_bounded", input.clone()).error();
        assert_eq!(error.to_string(), REFUSED);
        assert_eq!(error.input_errors().unwrap().action(), "demo.bounded");
        assert_eq!(error.input_errors().unwrap().problems().len(), 6);
        let error = test.dry_run("demo.calls_bounded", input).unwrap_err();
        assert_eq!(error.to_string(), REFUSED);
    }
    test.run(
        "demo.calls_bounded",
        json!({"bad": false, "by_name": false}),
    )
    .assert_data("free");
    assert_eq!(test.call(Bounded::bad()).unwrap_err().to_string(), REFUSED);
}

/// Continues after a refused call.
#[mistral_action(name = "demo.continues", test = continues)]
async fn continues(actions: &Actions) -> bool {
    actions.call(Bounded::bad()).await.is_ok()
}

#[test]
fn dry_run_reports_refused_typed_call() {
    let report = ActionTest::new()
        .dry_run("demo.continues", json!({}))
        .unwrap();
    assert_eq!(report.calls[0].stopped.as_deref(), Some(REFUSED));
    assert_eq!(report.calls[0].input, Value::Null);
}

#[test]
fn stub_refuses_invalid_input() {
    let test = ActionTest::new().stub(|_: Bounded| Ok("stub".to_owned()));
    assert_eq!(test.call(Bounded::bad()).unwrap_err().to_string(), REFUSED);
    assert_eq!(test.call(Bounded::good()).unwrap(), "stub");
}
