//! Servers, flavors, key pairs and server groups.

use live_tests::serde_json::{Value, json};
use live_tests::{Result, until};

use super::comparison::{Comparison, Pair};
use crate::harness::Harness;

/// Operations of servers that workflows use.
pub(crate) fn server_operations_match(harness: &mut Harness) -> Result<()> {
    let mut comparison = Comparison::new(harness)?;
    let cloud = |name: &str| harness.cloud.variable(name).map(Value::from);
    let (image, flavor, network) = (
        cloud("CLOUD_IMAGE_ID")?,
        cloud("CLOUD_FLAVOR_ID")?,
        cloud("CLOUD_NETWORK_ID")?,
    );
    let create = json!({
        "name": "parity-server", "image": image, "flavor": flavor, "nics": [{"net-id": network}],
        "meta": {"role": "web"}, "description": "a server", "userdata": "#!/bin/sh\necho Grüße\n",
    });
    let server = comparison.compare_change("nova.servers_create", &Pair::of(create))?;
    let of = |server: &Pair| server.at("/id").map(|id| json!({"server": id}));
    wait_active(&mut comparison, &server)?;
    comparison.compare_change("nova.servers_get", &of(&server))?;
    // Both servers exist now, and both sides see both.
    let rust = server.rust["id"].clone();
    comparison.compare_read("nova.servers_get", &json!({"server": rust}))?;
    comparison.compare_read("nova.servers_list", &json!({"search_opts": {"name": "parity"}, "sort_keys": ["created_at"], "sort_dirs": ["asc"]}))?;
    comparison.compare_read("nova.servers_list", &json!({"detailed": false, "limit": 1}))?;
    comparison.compare_read("nova.servers_list", &json!({"limit": -1}))?;
    comparison.compare_read("nova.servers_findall", &json!({"name": "parity-server"}))?;
    comparison.compare_read("nova.servers_ips", &json!({"server": rust}))?;
    comparison.compare_read("nova.servers_interface_list", &json!({"server": rust}))?;
    comparison.compare_read("nova.servers_list_security_group", &json!({"server": rust}))?;
    comparison.compare_read("nova.servers_diagnostics", &json!({"server": rust}))?;

    let with = |server: &Pair, more: Value| {
        of(server).map(move |input| {
            let mut input = input.clone();
            for (name, value) in more.as_object().into_iter().flatten() {
                input[name] = value.clone();
            }
            input
        })
    };
    comparison.compare_change(
        "nova.servers_update",
        &with(
            &server,
            json!({"name": "parity-renamed", "description": "another"}),
        ),
    )?;
    comparison.compare_change(
        "nova.servers_set_meta",
        &with(&server, json!({"metadata": {"a": "1", "b": "2"}})),
    )?;
    comparison.compare_change(
        "nova.servers_delete_meta",
        &with(&server, json!({"keys": ["a"]})),
    )?;
    comparison.compare_change("nova.servers_stop", &of(&server))?;
    wait_status(&mut comparison, &server, "SHUTOFF")?;
    comparison.compare_change("nova.servers_start", &of(&server))?;
    wait_active(&mut comparison, &server)?;
    comparison.compare_change(
        "nova.servers_reboot",
        &with(&server, json!({"reboot_type": "HARD"})),
    )?;
    wait_active(&mut comparison, &server)?;
    comparison.compare_change("nova.servers_lock", &of(&server))?;
    comparison.compare_change("nova.servers_unlock", &of(&server))?;

    let volume = comparison.compare_change(
        "cinder.volumes_create",
        &Pair::of(json!({"size": 1, "name": "parity-data"})),
    )?;
    wait_volume_status(&mut comparison, &volume, "available")?;
    let attach = pair(
        &server,
        &volume,
        |server, volume| json!({"server_id": server, "volume_id": volume}),
    );
    comparison.compare_change("nova.volumes_create_server_volume", &attach)?;
    wait_volume_status(&mut comparison, &volume, "in-use")?;
    let attached = server.at("/id").map(|id| json!({"server_id": id}));
    comparison.compare_change("nova.volumes_get_server_volumes", &attached)?;

    comparison.compare_change("nova.servers_delete", &of(&server))?;
    wait_deleted(&mut comparison, &server)?;
    comparison.finish()
}

/// Operations of flavors, key pairs and server groups.
pub(crate) fn flavor_keypair_and_group_operations_match(harness: &mut Harness) -> Result<()> {
    let mut comparison = Comparison::new(harness)?;
    let flavor = harness.cloud.variable("CLOUD_FLAVOR_ID")?;
    comparison.compare_read("nova.flavors_get", &json!({"flavor": flavor}))?;
    comparison.compare_read("nova.flavors_list", &json!({"detailed": false}))?;
    comparison.compare_read(
        "nova.flavors_list",
        &json!({"is_public": null, "sort_key": "name"}),
    )?;
    comparison.compare_read("nova.flavors_find", &json!({"name": "live.small"}))?;
    comparison.compare_read("nova.flavors_findall", &json!({"ram": 64}))?;
    comparison.compare_read("nova.flavors_findall", &json!({"ram": 63}))?;

    let policy = json!({"name": "parity", "policy": "anti-affinity"});
    let group = comparison.compare_change("nova.server_groups_create", &Pair::of(policy))?;
    let of_group = group.at("/id").map(|id| json!({"id": id}));
    comparison.compare_change("nova.server_groups_get", &of_group)?;
    comparison.compare_change("nova.server_groups_delete", &of_group)?;
    let flavor = Pair { python: json!("parity-1"), rust: json!("parity-2") }
        .map(|name| json!({"name": name, "flavorid": name, "ram": 128, "vcpus": 1, "disk": 2, "is_public": false}));
    let flavor = comparison.compare_change("nova.flavors_create", &flavor)?;
    comparison.compare_change(
        "nova.flavors_delete",
        &flavor.at("/id").map(|id| json!({"flavor": id})),
    )?;
    let key = Pair {
        python: json!("parity-1"),
        rust: json!("parity-2"),
    };
    let import = key.map(|name| json!({"name": name, "key_type": "ssh", "public_key": PUBLIC_KEY}));
    comparison.compare_change("nova.keypairs_create", &import)?;
    comparison.compare_change(
        "nova.keypairs_get",
        &key.map(|name| json!({"keypair": name})),
    )?;
    comparison.compare_read("nova.keypairs_findall", &json!({"name": "parity-1"}))?;
    comparison.compare_change(
        "nova.keypairs_delete",
        &key.map(|name| json!({"key": name})),
    )?;
    comparison.finish()
}

/// A public key whose private key is unknown.
const PUBLIC_KEY: &str =
    "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIBzIWM5RfeGL5hUYaKEKCvhMcGAAzd4v6f2Zf6GMwKLd test";

/// Makes an input from the ids of two resources.
pub(crate) fn pair(one: &Pair, other: &Pair, make: impl Fn(&Value, &Value) -> Value) -> Pair {
    Pair {
        python: make(&one.python["id"], &other.python["id"]),
        rust: make(&one.rust["id"], &other.rust["id"]),
    }
}

fn wait_active(comparison: &mut Comparison, server: &Pair) -> Result<()> {
    wait_status(comparison, server, "ACTIVE")
}

fn wait_status(comparison: &mut Comparison, server: &Pair, wanted: &str) -> Result<()> {
    for id in [&server.python["id"], &server.rust["id"]] {
        comparison.wait_for("nova.servers_get", &json!({"server": id}), wanted)?;
    }
    Ok(())
}

pub(crate) fn wait_volume_status(
    comparison: &mut Comparison,
    volume: &Pair,
    wanted: &str,
) -> Result<()> {
    for id in [&volume.python["id"], &volume.rust["id"]] {
        comparison.wait_for("cinder.volumes_get", &json!({"volume_id": id}), wanted)?;
    }
    Ok(())
}

fn wait_deleted(comparison: &mut Comparison, server: &Pair) -> Result<()> {
    for id in [&server.python["id"], &server.rust["id"]] {
        until("the server does not exist", || {
            let asked = comparison.rust.run(
                "nova.servers_get",
                &json!({"server": id}),
                &comparison.admin,
            );
            Ok(asked.err().filter(|error| error.contains("404")))
        })?;
    }
    Ok(())
}
