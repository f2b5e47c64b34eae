//! Actions of the worker that call actions of Mistral.

use live_tests::serde_json::json;
use live_tests::{Result, User};

use crate::harness::Harness;

/// The worker finds Mistral in the user's catalog, and Mistral runs the action for that user.
pub(crate) fn mistral_action_runs_for_user(harness: &mut Harness) -> Result<()> {
    let input = json!({"action": "std.echo", "input": {"output": "von Mistral"}});
    let (state, result) = harness.run_action("live.call", &input)?;
    assert_eq!((state.as_str(), result), ("SUCCESS", json!("von Mistral")));
    let list = harness
        .mistral
        .get("/action_executions?include_output=true")?;
    let all = list["action_executions"].as_array().expect("a list");
    let echo = all.iter().find(|it| it["name"] == "std.echo");
    let echo = echo.expect("demo-user must see the execution");
    assert_eq!(echo["state"], "SUCCESS", "{echo}");
    let project = harness.cloud.user_variable(User::Demo, "PROJECT_ID")?;
    assert_eq!(echo["project_id"], project, "{echo}");

    let input = json!({"action": "std.fail", "input": {}});
    let (state, _) = harness.run_action("live.call", &input)?;
    assert_eq!(state, "ERROR");
    let input = json!({"action": "unknown.action", "input": {}});
    let (state, result) = harness.run_action("live.call", &input)?;
    assert_eq!(state, "ERROR");
    assert!(result.to_string().contains("unknown.action"), "{result}");
    Ok(())
}
