//! Actions of ours that reuse those which only Mistral has.

use live_tests::serde_json::json;
use live_tests::{Result, User};

use crate::bed::Bed;

/// Mistral is found in the user's catalog, and runs it for that user.
pub(crate) fn action_of_mistral(bed: &mut Bed) -> Result<()> {
    let input = json!({"action": "std.echo", "input": {"output": "von Mistral"}});
    let (state, result) = bed.run_action("live.call", &input)?;
    assert_eq!((state.as_str(), result), ("SUCCESS", json!("von Mistral")));
    let list = bed.mistral.get("/action_executions?include_output=true")?;
    let all = list["action_executions"].as_array().expect("a list");
    let echo = all.iter().find(|it| it["name"] == "std.echo");
    let echo = echo.expect("demo-user sees what ran for them");
    assert_eq!(echo["state"], "SUCCESS", "{echo}");
    let project = bed.cloud.of(User::Demo, "PROJECT_ID")?;
    assert_eq!(echo["project_id"], project, "{echo}");

    let input = json!({"action": "std.fail", "input": {}});
    let (state, _) = bed.run_action("live.call", &input)?;
    assert_eq!(state, "ERROR");
    let input = json!({"action": "nobody.has_this", "input": {}});
    let (state, result) = bed.run_action("live.call", &input)?;
    assert_eq!(state, "ERROR");
    assert!(result.to_string().contains("nobody.has_this"), "{result}");
    Ok(())
}
