//! Servers, flavors, keypairs, and what hangs on them.

use live_tests::serde_json::{Value, json};
use live_tests::{Result, until};

use super::scene::{Both, Scene};
use crate::bed::Bed;

/// What workflows do with Nova.
pub(crate) fn nova(bed: &mut Bed) -> Result<()> {
    let mut scene = Scene::new(bed)?;
    let cloud = |name: &str| bed.cloud.variable(name).map(Value::from);
    let (image, flavor, network) = (
        cloud("CLOUD_IMAGE_ID")?,
        cloud("CLOUD_FLAVOR_ID")?,
        cloud("CLOUD_NETWORK_ID")?,
    );
    let create = json!({
        "name": "parity-server", "image": image, "flavor": flavor, "nics": [{"net-id": network}],
        "meta": {"role": "web"}, "description": "a server", "userdata": "#!/bin/sh\necho Grüße\n",
    });
    let server = scene.alike("nova.servers_create", &Both::of(create))?;
    let of = |server: &Both| server.at("/id").map(|id| json!({"server": id}));
    active(&mut scene, &server)?;
    scene.alike("nova.servers_get", &of(&server))?;
    // Both are there now, and both sides see both.
    let ours = server.ours["id"].clone();
    scene.same("nova.servers_get", &json!({"server": ours}))?;
    scene.same("nova.servers_list", &json!({"search_opts": {"name": "parity"}, "sort_keys": ["created_at"], "sort_dirs": ["asc"]}))?;
    scene.same("nova.servers_list", &json!({"detailed": false, "limit": 1}))?;
    scene.same("nova.servers_list", &json!({"limit": -1}))?;
    scene.same("nova.servers_findall", &json!({"name": "parity-server"}))?;
    scene.same("nova.servers_ips", &json!({"server": ours}))?;
    scene.same("nova.servers_interface_list", &json!({"server": ours}))?;
    scene.same("nova.servers_list_security_group", &json!({"server": ours}))?;
    scene.same("nova.servers_diagnostics", &json!({"server": ours}))?;

    let with = |server: &Both, more: Value| {
        of(server).map(move |input| {
            let mut input = input.clone();
            for (name, value) in more.as_object().into_iter().flatten() {
                input[name] = value.clone();
            }
            input
        })
    };
    scene.alike(
        "nova.servers_update",
        &with(
            &server,
            json!({"name": "parity-renamed", "description": "another"}),
        ),
    )?;
    scene.alike(
        "nova.servers_set_meta",
        &with(&server, json!({"metadata": {"a": "1", "b": "2"}})),
    )?;
    scene.alike(
        "nova.servers_delete_meta",
        &with(&server, json!({"keys": ["a"]})),
    )?;
    scene.alike("nova.servers_stop", &of(&server))?;
    status(&mut scene, &server, "SHUTOFF")?;
    scene.alike("nova.servers_start", &of(&server))?;
    active(&mut scene, &server)?;
    scene.alike(
        "nova.servers_reboot",
        &with(&server, json!({"reboot_type": "HARD"})),
    )?;
    active(&mut scene, &server)?;
    scene.alike("nova.servers_lock", &of(&server))?;
    scene.alike("nova.servers_unlock", &of(&server))?;

    let volume = scene.alike(
        "cinder.volumes_create",
        &Both::of(json!({"size": 1, "name": "parity-data"})),
    )?;
    volume_status(&mut scene, &volume, "available")?;
    let attach = pair(
        &server,
        &volume,
        |server, volume| json!({"server_id": server, "volume_id": volume}),
    );
    scene.alike("nova.volumes_create_server_volume", &attach)?;
    volume_status(&mut scene, &volume, "in-use")?;
    let attached = server.at("/id").map(|id| json!({"server_id": id}));
    scene.alike("nova.volumes_get_server_volumes", &attached)?;

    scene.alike("nova.servers_delete", &of(&server))?;
    gone(&mut scene, &server)?;
    scene.end()
}

/// What servers are made with: flavors, key pairs, groups.
pub(crate) fn made_with(bed: &mut Bed) -> Result<()> {
    let mut scene = Scene::new(bed)?;
    let flavor = bed.cloud.variable("CLOUD_FLAVOR_ID")?;
    scene.same("nova.flavors_get", &json!({"flavor": flavor}))?;
    scene.same("nova.flavors_list", &json!({"detailed": false}))?;
    scene.same(
        "nova.flavors_list",
        &json!({"is_public": null, "sort_key": "name"}),
    )?;
    scene.same("nova.flavors_find", &json!({"name": "live.small"}))?;
    scene.same("nova.flavors_findall", &json!({"ram": 64}))?;
    scene.same("nova.flavors_findall", &json!({"ram": 63}))?;

    let policy = json!({"name": "parity", "policy": "anti-affinity"});
    let group = scene.alike("nova.server_groups_create", &Both::of(policy))?;
    let of_group = group.at("/id").map(|id| json!({"id": id}));
    scene.alike("nova.server_groups_get", &of_group)?;
    scene.alike("nova.server_groups_delete", &of_group)?;
    let flavor = Both { theirs: json!("parity-1"), ours: json!("parity-2") }
        .map(|name| json!({"name": name, "flavorid": name, "ram": 128, "vcpus": 1, "disk": 2, "is_public": false}));
    let flavor = scene.alike("nova.flavors_create", &flavor)?;
    scene.alike(
        "nova.flavors_delete",
        &flavor.at("/id").map(|id| json!({"flavor": id})),
    )?;
    let key = Both {
        theirs: json!("parity-1"),
        ours: json!("parity-2"),
    };
    let import = key.map(|name| json!({"name": name, "key_type": "ssh", "public_key": PUBLIC_KEY}));
    scene.alike("nova.keypairs_create", &import)?;
    scene.alike(
        "nova.keypairs_get",
        &key.map(|name| json!({"keypair": name})),
    )?;
    scene.same("nova.keypairs_findall", &json!({"name": "parity-1"}))?;
    scene.alike(
        "nova.keypairs_delete",
        &key.map(|name| json!({"key": name})),
    )?;
    scene.end()
}

/// A public key of nobody.
const PUBLIC_KEY: &str =
    "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIBzIWM5RfeGL5hUYaKEKCvhMcGAAzd4v6f2Zf6GMwKLd nobody";

/// An input made of the ids of two things.
pub(crate) fn pair(one: &Both, other: &Both, make: impl Fn(&Value, &Value) -> Value) -> Both {
    Both {
        theirs: make(&one.theirs["id"], &other.theirs["id"]),
        ours: make(&one.ours["id"], &other.ours["id"]),
    }
}

fn active(scene: &mut Scene, server: &Both) -> Result<()> {
    status(scene, server, "ACTIVE")
}

fn status(scene: &mut Scene, server: &Both, wanted: &str) -> Result<()> {
    for id in [&server.theirs["id"], &server.ours["id"]] {
        scene.wait_for("nova.servers_get", &json!({"server": id}), wanted)?;
    }
    Ok(())
}

pub(crate) fn volume_status(scene: &mut Scene, volume: &Both, wanted: &str) -> Result<()> {
    for id in [&volume.theirs["id"], &volume.ours["id"]] {
        scene.wait_for("cinder.volumes_get", &json!({"volume_id": id}), wanted)?;
    }
    Ok(())
}

fn gone(scene: &mut Scene, server: &Both) -> Result<()> {
    for id in [&server.theirs["id"], &server.ours["id"]] {
        until("the server is gone", || {
            let asked = scene
                .ours
                .run("nova.servers_get", &json!({"server": id}), &scene.admin);
            Ok(asked.err().filter(|error| error.contains("404")))
        })?;
    }
    Ok(())
}
