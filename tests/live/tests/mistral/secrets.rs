//! Tokens and secret inputs do not appear in the log of any service.

use live_tests::serde_json::json;
use live_tests::{Failure, Result};

use crate::deployment::Deployment;
use crate::harness::Harness;

const ACTIONS: [(&str, &str); 3] = [
    ("live.login", "SUCCESS"),
    ("live.login_failed", "ERROR"),
    ("live.login_panic", "ERROR"),
];

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
    let workflow = "
version: '2.0'
login:
  input: [action]
  tasks:
    login:
      action: <% $.action %>
      input:
        password: <% env().password %>
";
    mistral.define_workflows(workflow)?;
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
