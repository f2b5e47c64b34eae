//! Projects, users, groups and roles.

use live_tests::Result;
use live_tests::serde_json::{Value, json};

use super::scene::{Both, Scene};
use crate::bed::Bed;

/// What workflows do with Keystone.
pub(crate) fn identity(bed: &mut Bed) -> Result<()> {
    let mut scene = Scene::new(bed)?;
    let project = Value::from(bed.cloud.variable("OS_PROJECT_ID")?);
    scene.same("keystone.projects_get", &json!({"project": project}))?;
    scene.same("keystone.projects_list", &json!({"domain": "default"}))?;
    scene.same("keystone.projects_find", &json!({"name": "demo"}))?;
    scene.same("keystone.users_list", &json!({"domain": "default"}))?;
    scene.same("keystone.services_find", &json!({"type": "compute"}))?;
    scene.same("keystone.endpoints_list", &json!({"interface": "public"}))?;
    let named = Both {
        theirs: json!("parity-1"),
        ours: json!("parity-2"),
    };
    let project = Both::of(json!({"domain": "default", "description": "Größe", "enabled": true}))
        .with(&named);
    let project = scene.alike("keystone.projects_create", &project)?.at("/id");
    scene.alike(
        "keystone.projects_update",
        &project.map(|id| json!({"project": id, "description": "another"})),
    )?;
    let user = Both::of(
        json!({"domain": "default", "password": "sesame-of-parity", "email": "a@b.example"}),
    )
    .with(&named);
    let user = scene.alike("keystone.users_create", &user)?.at("/id");
    scene.alike(
        "keystone.users_update",
        &user.map(|id| json!({"user": id, "email": "c@d.example"})),
    )?;
    let role = scene
        .alike("keystone.roles_create", &Both::of(json!({})).with(&named))?
        .at("/id");
    let grant = Both {
        theirs: grant(&role.theirs, &user.theirs, &project.theirs),
        ours: grant(&role.ours, &user.ours, &project.ours),
    };
    scene.alike("keystone.roles_grant", &grant)?;
    scene.alike("keystone.roles_check", &grant)?;
    scene.alike("keystone.roles_revoke", &grant)?;
    let group = scene
        .alike(
            "keystone.groups_create",
            &Both::of(json!({"domain": "default"})).with(&named),
        )?
        .at("/id");
    let member = Both {
        theirs: json!({"user": user.theirs, "group": group.theirs}),
        ours: json!({"user": user.ours, "group": group.ours}),
    };
    scene.alike("keystone.users_add_to_group", &member)?;
    scene.alike("keystone.users_list", &group.map(|id| json!({"group": id})))?;
    scene.alike("keystone.users_remove_from_group", &member)?;
    scene.alike(
        "keystone.groups_delete",
        &group.map(|id| json!({"group": id})),
    )?;
    scene.alike("keystone.roles_delete", &role.map(|id| json!({"role": id})))?;
    scene.alike("keystone.users_delete", &user.map(|id| json!({"user": id})))?;
    scene.alike(
        "keystone.projects_delete",
        &project.map(|id| json!({"project": id})),
    )?;
    scene.end()
}

fn grant(role: &Value, user: &Value, project: &Value) -> Value {
    json!({"role": role, "user": user, "project": project})
}
