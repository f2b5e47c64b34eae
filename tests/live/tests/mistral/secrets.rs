//! Tokens and secret inputs appear neither in the log of a service nor in the results that Mistral stores.

use live_tests::serde_json::{Value, json};
use live_tests::{Failure, Mistral, Result};

use crate::deployment::Deployment;
use crate::harness::Harness;

const ACTIONS: [(&str, &str); 5] = [
    ("live.login", "SUCCESS"),
    ("live.login_failed", "ERROR"),
    ("live.login_panic", "ERROR"),
    ("live.login_logged", "SUCCESS"),
    ("live.login_refused", "ERROR"),
];

const WORKFLOW: &str = "
version: '2.0'
login:
  input: [action]
  tasks:
    login:
      action: <% $.action %>
      input:
        password: <% env().password %>
";

pub(crate) fn secrets_stay_out_of_logs(
    harness: &mut Harness,
    deployment: Deployment,
) -> Result<()> {
    // The most verbose level.
    let settings = harness.prepare(deployment)?.set("DEFAULT", "debug", true);
    let worker = harness.start_worker(&settings)?;
    let (password, token) = (
        format!("sesame-{deployment}-open"),
        format!("gAAAAA-{deployment}"),
    );
    let mistral = harness.mistral.clone().with_token(&token);

    for (action, expected) in ACTIONS {
        let input = json!({"password": password});
        let ran = mistral.run_action(action, &input)??;
        assert_eq!(ran["state"], expected, "{action}: {ran}");
        let shown = ran["result"].to_string();
        assert!(
            !shown.contains(&password) && !shown.contains(&token),
            "{action}: {shown}"
        );
    }
    mistral.define_workflows(WORKFLOW)?;
    for (action, expected) in ACTIONS {
        // Mistral logs the input of a workflow, but not its environment.
        let (input, env) = (json!({"action": action}), json!({"password": password}));
        let execution = mistral.start_with_env("login", &input, &env)?;
        assert_eq!(execution.wait()?.state(), expected, "{action}");
        let shown = execution.task("login")?.result()?.to_string();
        assert!(
            !shown.contains(&password) && !shown.contains(&token),
            "{action}: {shown}"
        );
    }

    let mut leaks = Vec::new();
    for file in std::fs::read_dir(harness.stack.log_folder())? {
        let path = file?.path();
        let text = String::from_utf8_lossy(&std::fs::read(&path)?).into_owned();
        let lines = text
            .lines()
            .filter(|line| line.contains(&password) || line.contains(&token));
        leaks.extend(lines.map(|line| format!("\n  {}: {line:.400}", path.display())));
    }
    if !leaks.is_empty() {
        return Err(Failure::new(format_args!(
            "the logs contain secrets:{}",
            leaks.concat()
        )));
    }
    let log = worker.log()?;
    for (action, _) in ACTIONS {
        // The search is meaningful only if the worker logs these actions.
        assert!(
            log.contains(action),
            "the worker's log does not mention `{action}`"
        );
    }
    worker.terminate()
}

/// Mistral stores inputs in clear, but nothing that the worker reports contains a secret.
pub(crate) fn secrets_stay_out_of_stored_results(
    harness: &mut Harness,
    deployment: Deployment,
) -> Result<()> {
    let settings = harness.prepare(deployment)?.set("DEFAULT", "debug", true);
    let worker = harness.start_worker(&settings)?;
    let password = format!("sesame-{deployment}-stored");
    let mistral = &harness.mistral;
    mistral.define_workflows(WORKFLOW)?;
    for (action, expected) in ACTIONS
        .into_iter()
        .chain([("live.login_delivered", "ERROR")])
    {
        let (input, env) = (json!({"action": action}), json!({"password": password}));
        let execution = mistral.start_with_env("login", &input, &env)?;
        assert_eq!(execution.wait()?.state(), expected, "{action}");
        let stored = stored(mistral, execution.id())?;
        let inputs = stored.iter().filter(|(name, _)| *name == "input");
        assert!(
            inputs
                .map(|(_, input)| input)
                .any(|input| input.contains(&password)),
            "the search finds no input: {stored:?}"
        );
        let has_failed = expected == "ERROR";
        let is_masked = stored.iter().any(|(_, value)| value.contains("***"));
        assert_eq!(is_masked, has_failed, "{action}: {stored:?}");
        for (name, value) in &stored {
            // `params` holds the environment.
            let is_given = ["input", "params"].contains(name);
            assert!(
                is_given || !value.contains(&password),
                "{action}: {name}: {value}"
            );
        }
    }
    let log = worker.log()?;
    assert!(log.contains("live.login_delivered tries ***"), "{log}");
    assert!(!log.contains(&password), "{log}");
    worker.terminate()
}

/// Returns the members of a workflow execution, its tasks and their action executions as texts, with their names.
fn stored(mistral: &Mistral, execution: &str) -> Result<Vec<(&'static str, String)>> {
    const NAMES: [&str; 8] = [
        "input",
        "params",
        "output",
        "result",
        "published",
        "state_info",
        "description",
        "name",
    ];
    let mut objects = vec![mistral.get(&format!("/executions/{execution}"))?];
    let tasks = mistral.get(&format!("/executions/{execution}/tasks"))?;
    for task in tasks["tasks"].as_array().into_iter().flatten() {
        let id = task["id"].as_str().unwrap_or_default();
        objects.push(mistral.get(&format!("/tasks/{id}"))?);
        let path = format!("/tasks/{id}/action_executions?include_output=true");
        let actions: Value = mistral.get(&path)?;
        for action in actions["action_executions"]
            .as_array()
            .into_iter()
            .flatten()
        {
            let id = action["id"].as_str().unwrap_or_default();
            objects.push(mistral.get(&format!("/action_executions/{id}"))?);
        }
    }
    assert!(objects.len() > 2, "{objects:?}");
    let members = objects.iter().flat_map(|object| {
        NAMES
            .into_iter()
            .map(|name| (name, object[name].to_string()))
    });
    Ok(members.collect())
}
