//! Projects, users, groups and roles.

use live_tests::Result;
use live_tests::serde_json::{Value, json};

use super::comparison::{Comparison, Pair};
use crate::harness::Harness;

/// Operations of Keystone that workflows use.
pub(crate) fn identity_operations_match(harness: &mut Harness) -> Result<()> {
    let mut comparison = Comparison::new(harness)?;
    let project = Value::from(harness.cloud.variable("OS_PROJECT_ID")?);
    comparison.compare_read("keystone.projects_get", &json!({"project": project}))?;
    comparison.compare_read("keystone.projects_list", &json!({"domain": "default"}))?;
    comparison.compare_read("keystone.projects_find", &json!({"name": "demo"}))?;
    comparison.compare_read("keystone.users_list", &json!({"domain": "default"}))?;
    comparison.compare_read("keystone.services_find", &json!({"type": "compute"}))?;
    comparison.compare_read("keystone.endpoints_list", &json!({"interface": "public"}))?;
    let named = Pair {
        python: json!("parity-1"),
        rust: json!("parity-2"),
    };
    let project = Pair::of(json!({"domain": "default", "description": "Größe", "enabled": true}))
        .with(&named);
    let project = comparison
        .compare_change("keystone.projects_create", &project)?
        .at("/id");
    comparison.compare_change(
        "keystone.projects_update",
        &project.map(|id| json!({"project": id, "description": "another"})),
    )?;
    let user = Pair::of(
        json!({"domain": "default", "password": "sesame-of-parity", "email": "a@b.example"}),
    )
    .with(&named);
    let user = comparison
        .compare_change("keystone.users_create", &user)?
        .at("/id");
    comparison.compare_change(
        "keystone.users_update",
        &user.map(|id| json!({"user": id, "email": "c@d.example"})),
    )?;
    let role = comparison
        .compare_change("keystone.roles_create", &Pair::of(json!({})).with(&named))?
        .at("/id");
    let grant = Pair {
        python: grant(&role.python, &user.python, &project.python),
        rust: grant(&role.rust, &user.rust, &project.rust),
    };
    comparison.compare_change("keystone.roles_grant", &grant)?;
    comparison.compare_change("keystone.roles_check", &grant)?;
    comparison.compare_change("keystone.roles_revoke", &grant)?;
    let group = comparison
        .compare_change(
            "keystone.groups_create",
            &Pair::of(json!({"domain": "default"})).with(&named),
        )?
        .at("/id");
    let member = Pair {
        python: json!({"user": user.python, "group": group.python}),
        rust: json!({"user": user.rust, "group": group.rust}),
    };
    comparison.compare_change("keystone.users_add_to_group", &member)?;
    comparison.compare_change("keystone.users_list", &group.map(|id| json!({"group": id})))?;
    comparison.compare_change("keystone.users_remove_from_group", &member)?;
    comparison.compare_change(
        "keystone.groups_delete",
        &group.map(|id| json!({"group": id})),
    )?;
    comparison.compare_change("keystone.roles_delete", &role.map(|id| json!({"role": id})))?;
    comparison.compare_change("keystone.users_delete", &user.map(|id| json!({"user": id})))?;
    comparison.compare_change(
        "keystone.projects_delete",
        &project.map(|id| json!({"project": id})),
    )?;
    comparison.finish()
}

fn grant(role: &Value, user: &Value, project: &Value) -> Value {
    json!({"role": role, "user": user, "project": project})
}
