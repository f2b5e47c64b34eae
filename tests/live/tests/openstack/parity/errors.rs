//! Errors of both sides.

use live_tests::Result;
use live_tests::serde_json::{Value, json};
use mistral_actions::Secret;

use super::comparison::{Comparison, Pair};
use crate::harness::Harness;

/// Errors of a service read the same; for errors before a request each side has its own text.
pub(crate) fn errors_match(harness: &mut Harness) -> Result<()> {
    let mut comparison = Comparison::new(harness)?;
    let (admin, demo) = (comparison.admin.clone(), comparison.demo.clone());
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
        comparison.compare_change(action, &Pair::of(input))?;
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
        comparison.compare_change_as(&demo, action, &Pair::of(input))?;
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
        comparison.compare_change(action, &Pair::of(input))?;
    }
    // An invalid token.
    let mut expired = admin.clone();
    expired.auth_token = Some(Secret::new("gAAAAABexpired-long-ago".to_owned()));
    for action in [
        "nova.servers_list",
        "cinder.volumes_list",
        "neutron.list_networks",
        "keystone.projects_list",
    ] {
        let error = comparison.expect_both_fail(&expired, action, &json!({}))?;
        assert!(
            (error.contains("401") || error.contains("requires authentication"))
                && !error.contains("expired-long-ago"),
            "{error}"
        );
    }
    // An argument that the client's method does not have, and a missing one.
    let error = comparison.expect_both_fail(&admin, "nova.servers_get", &json!({"sever": none}))?;
    assert_eq!(
        error,
        "invalid input for `nova.servers_get`: /server: missing, expected string or integer or object; \
         /sever: unknown input; did you mean `server`? (the action takes `action_region`, `server`)",
    );
    // A service that does not respond, and one that the catalog does not contain.
    let mut nowhere = admin.clone();
    let services = catalog("compute", "http://127.0.0.1:9/v2.1");
    if let Some(token) = &mut nowhere.service_catalog {
        token["catalog"] = services;
    }
    let error = comparison.expect_both_fail(&nowhere, "nova.servers_list", &json!({}))?;
    assert!(
        error.starts_with("NovaAction.servers.list failed: ") && error.contains("127.0.0.1:9"),
        "{error}"
    );
    let error = comparison.expect_both_fail(&nowhere, "cinder.volumes_list", &json!({}))?;
    assert!(
        error.contains("no public endpoint in the service catalog; the catalog has compute"),
        "{error}"
    );
    let error = comparison.expect_both_fail(
        &admin,
        "nova.servers_list",
        &json!({"action_region": "Mars"}),
    )?;
    assert!(
        error.contains("no public endpoint in region `Mars`"),
        "{error}"
    );
    comparison.finish()
}

fn catalog(kind: &str, url: &str) -> Value {
    json!([{"type": kind, "name": kind, "endpoints": [
        {"interface": "public", "region": "RegionOne", "region_id": "RegionOne", "url": url},
    ]}])
}
