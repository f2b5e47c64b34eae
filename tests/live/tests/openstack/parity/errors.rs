//! What goes wrong, and what both sides say then.

use live_tests::Result;
use live_tests::serde_json::{Value, json};
use mistral_actions::Secret;

use super::scene::{Both, Scene};
use crate::bed::Bed;

/// Refusals read the same; what never comes to a service, each side tells in its own words.
pub(crate) fn errors(bed: &mut Bed) -> Result<()> {
    let mut scene = Scene::new(bed)?;
    let (admin, demo) = (scene.admin.clone(), scene.demo.clone());
    let none = "00000000-0000-0000-0000-000000000000";

    // 404
    for (action, input) in [
        ("nova.servers_get", json!({"server": none})),
        ("nova.servers_delete", json!({"server": none})),
        ("nova.flavors_get", json!({"flavor": none})),
        ("cinder.volumes_get", json!({"volume_id": none})),
        ("cinder.volumes_delete", json!({"volume": none})),
        ("neutron.show_network", json!({"network": none})),
        ("glance.images_get", json!({"image_id": none})),
        ("keystone.projects_get", json!({"project": none})),
    ] {
        scene.alike(action, &Both::of(input))?;
    }
    // 403, as the unprivileged user.
    for (action, input) in [
        ("nova.services_list", json!({})),
        (
            "nova.flavors_create",
            json!({"name": "f", "ram": 1, "vcpus": 1, "disk": 1}),
        ),
        ("cinder.services_list", json!({})),
        ("keystone.users_list", json!({})),
        (
            "neutron.create_network",
            json!({"body": {"network": {"name": "n", "shared": true}}}),
        ),
    ] {
        scene.alike_as(&demo, action, &Both::of(input))?;
    }
    // 409 and 400.
    for (action, input) in [
        (
            "keystone.projects_create",
            json!({"name": "demo", "domain": "default"}),
        ),
        (
            "nova.flavors_create",
            json!({"name": "live.small", "ram": 1, "vcpus": 1, "disk": 1}),
        ),
        ("cinder.volumes_create", json!({"size": -1})),
        (
            "nova.flavors_create",
            json!({"name": "", "ram": 1, "vcpus": 1, "disk": 1}),
        ),
        ("neutron.create_port", json!({"body": {"port": {}}})),
    ] {
        scene.alike(action, &Both::of(input))?;
    }
    // A token that is none.
    let mut expired = admin.clone();
    expired.auth_token = Some(Secret::new("gAAAAABexpired-long-ago".to_owned()));
    for action in [
        "nova.servers_list",
        "cinder.volumes_list",
        "neutron.list_networks",
        "keystone.projects_list",
    ] {
        let told = scene.both_fail(&expired, action, &json!({}))?;
        assert!(
            (told.contains("401") || told.contains("requires authentication"))
                && !told.contains("expired-long-ago"),
            "{told}"
        );
    }
    // Arguments that the client's method does not have, and lacks.
    let told = scene.both_fail(&admin, "nova.servers_get", &json!({"sever": none}))?;
    assert_eq!(
        told,
        "invalid input for `nova.servers_get`: /server: missing, expected string or integer or object; \
         /sever: unknown input; did you mean `server`? (the action takes `action_region`, `server`)",
    );
    // A service that is not there, and one that the catalog has not.
    let mut nowhere = admin.clone();
    let services = catalog("compute", "http://127.0.0.1:9/v2.1");
    if let Some(token) = &mut nowhere.service_catalog {
        token["catalog"] = services;
    }
    let told = scene.both_fail(&nowhere, "nova.servers_list", &json!({}))?;
    assert!(
        told.starts_with("NovaAction.servers.list failed: ") && told.contains("127.0.0.1:9"),
        "{told}"
    );
    let told = scene.both_fail(&nowhere, "cinder.volumes_list", &json!({}))?;
    assert!(
        told.contains("no public endpoint in the service catalog; the catalog has compute"),
        "{told}"
    );
    let told = scene.both_fail(
        &admin,
        "nova.servers_list",
        &json!({"action_region": "Mars"}),
    )?;
    assert!(
        told.contains("no public endpoint in region `Mars`"),
        "{told}"
    );
    scene.end()
}

fn catalog(kind: &str, url: &str) -> Value {
    json!([{"type": kind, "name": kind, "endpoints": [
        {"interface": "public", "region": "RegionOne", "region_id": "RegionOne", "url": url},
    ]}])
}
