//! Tokens and secret inputs are in no log of any service.

use live_tests::serde_json::json;
use live_tests::{Failure, Result};

use crate::bed::Bed;
use crate::deployment::Deployment;

const ACTIONS: [(&str, &str); 3] = [
    ("live.login", "SUCCESS"),
    ("live.login_failed", "ERROR"),
    ("live.login_panic", "ERROR"),
];

pub(crate) fn stay_secret(bed: &mut Bed, deployment: Deployment) -> Result<()> {
    // All that a worker can be made to say.
    let settings = bed.prepare(deployment)?.set("DEFAULT", "debug", true);
    let worker = bed.start_worker(&settings)?;
    let (password, token) = (
        format!("sesame-{deployment}-open"),
        format!("gAAAAA-{deployment}"),
    );
    let mistral = bed.mistral.clone().with_token(&token);

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
        // Mistral itself logs the input of a workflow, but not its environment.
        let (input, env) = (json!({"action": action}), json!({"password": password}));
        let execution = mistral.start_in("login", &input, &env)?;
        assert_eq!(execution.wait()?.state(), expected, "{action}");
        let shown = execution.task("login")?.result()?.to_string();
        assert!(
            !shown.contains(&password) && !shown.contains(&token),
            "{action}: {shown}"
        );
    }

    let mut leaks = Vec::new();
    for file in std::fs::read_dir(bed.stack.log_folder())? {
        let path = file?.path();
        let text = String::from_utf8_lossy(&std::fs::read(&path)?).into_owned();
        let lines = text
            .lines()
            .filter(|line| line.contains(&password) || line.contains(&token));
        leaks.extend(lines.map(|line| format!("\n  {}: {line:.400}", path.display())));
    }
    if !leaks.is_empty() {
        return Err(Failure::new(format_args!(
            "secrets in the logs:{}",
            leaks.concat()
        )));
    }
    let log = worker.log()?;
    for (action, _) in ACTIONS {
        // Otherwise its silence would prove nothing.
        assert!(
            log.contains(action),
            "the worker does not mention `{action}`"
        );
    }
    worker.terminate()
}
