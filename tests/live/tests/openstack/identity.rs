//! Identity of the user for whom an action runs.

use live_tests::serde_json::{Value, json};
use live_tests::{Result, User, fingerprint};

use crate::harness::Harness;

/// User, project, roles, token and services are those of demo-user, in a workflow and outside.
pub(crate) fn action_runs_as_workflow_user(harness: &mut Harness) -> Result<()> {
    let (state, in_workflow) = harness.run_action("live.whoami", &json!({}))?;
    assert_eq!(state, "SUCCESS", "{in_workflow}");
    let alone = harness.mistral.run_action("live.whoami", &json!({}))??;
    for seen in [&in_workflow, &alone["result"]] {
        assert_eq!(seen["user_name"], "demo-user", "{seen}");
        assert_eq!(seen["project_name"], "demo");
        assert_eq!(
            seen["project_id"],
            harness.cloud.user_variable(User::Demo, "PROJECT_ID")?
        );
        assert_eq!(seen["token"], fingerprint(harness.demo.expose()));
        let roles = seen["roles"].as_array().expect("a list");
        assert!(roles.contains(&json!("member")), "{seen}");
        assert!(!roles.contains(&json!("admin")), "{seen}");
        let services = seen["services"].as_array().expect("a list");
        for kind in [
            "identity",
            "compute",
            "volumev3",
            "image",
            "network",
            "workflowv2",
        ] {
            assert!(services.contains(&json!(kind)), "{kind} is missing: {seen}");
        }
        assert!(
            seen["auth_uri"]
                .as_str()
                .is_some_and(|uri| uri.starts_with("http")),
            "{seen}"
        );
        assert!(seen["expires_at"].is_string(), "{seen}");
        let id = user_id(harness)?;
        assert_eq!(seen["user_id"], id);
    }
    Ok(())
}

fn user_id(harness: &Harness) -> Result<Value> {
    let path = "/users?name=demo-user";
    let found = harness
        .keystone
        .send(&harness.admin, "GET", path, &Value::Null)?;
    Ok(found["users"][0]["id"].clone())
}
