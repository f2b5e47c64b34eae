//! Workflows of an unprivileged user with the user's token: those of mistral-extra and others.

use live_tests::serde_json::{Value, json};
use live_tests::{Result, User};
use test_servers::Sshd;

use crate::harness::Harness;
use crate::parity::{RustActions, security_context};

/// Boots a server and attaches a volume with actions of Nova and Cinder.
pub(crate) fn server_boots_with_volume(harness: &mut Harness) -> Result<()> {
    let input = json!({"image": of(harness, "IMAGE")?, "flavor": of(harness, "FLAVOR")?, "network": of(harness, "NETWORK")?});
    let output = run(
        harness,
        "boot_and_attach",
        include_str!("workflows/boot_and_attach.yaml"),
        &input,
    )?;
    // The server belongs to the user's project.
    let (state, server) =
        harness.run_action("nova.servers_get", &json!({"server": output["server"]}))?;
    assert_eq!(state, "SUCCESS", "{server}");
    assert_eq!(
        server["tenant_id"],
        harness.cloud.user_variable(User::Demo, "PROJECT_ID")?
    );
    assert_eq!(
        server["os-extended-volumes:volumes_attached"][0]["id"],
        output["volume"]
    );
    delete(harness, &output["server"])
}

/// The workflows of mistral-extra that create and delete an instance.
pub(crate) fn instance_is_created_and_deleted(harness: &mut Harness) -> Result<()> {
    let key = json!({"name": "of-demo", "key_type": "ssh"});
    // Current Nova imports key pairs and does not generate them.
    let key = with(
        key,
        "public_key",
        "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIBzIWM5RfeGL5hUYaKEKCvhMcGAAzd4v6f2Zf6GMwKLd test",
    );
    let (state, made) = harness.run_action("nova.keypairs_create", &key)?;
    assert_eq!(state, "SUCCESS", "{made}");
    let input = json!({
        "name": "instance", "image": "live-image", "flavor": "live.small", "keypair": "of-demo", "network": "live-net",
    });
    let output = run(
        harness,
        "create_instance",
        include_str!("workflows/create_instance.yaml"),
        &input,
    )?;
    assert_eq!(output["status"], "ACTIVE", "{output}");
    assert_eq!(output["name"], "instance");
    delete(harness, &output["id"])
}

/// The example of Nova's actions in mistral-extra, which specifies no network.
pub(crate) fn vm_is_created_without_network(harness: &mut Harness) -> Result<()> {
    let input = json!({"vm_name": "vm", "image_ref": of(harness, "IMAGE")?, "flavor_ref": of(harness, "FLAVOR")?});
    let output = run(
        harness,
        "create_vm",
        include_str!("workflows/create_vm.yaml"),
        &input,
    )?;
    delete(harness, &output["vm_id"])
}

/// The examples of Glance's and Keystone's actions in mistral-extra.
pub(crate) fn first_image_and_project_are_found(harness: &mut Harness) -> Result<()> {
    let glance = include_str!("workflows/get_first_glance_image.yaml");
    let output = run(harness, "get_first_glance_image", glance, &json!({}))?;
    assert_eq!(output["image"]["name"], "live-image", "{output}");
    let keystone = include_str!("workflows/get_first_keystone_project.yaml");
    // Only an administrator may list projects, so the workflow of demo-user fails with Keystone's reason.
    harness.mistral.define_workflows(keystone)?;
    let ended = harness
        .mistral
        .start("get_first_keystone_project", &json!({}))?
        .wait()?;
    assert_eq!(ended.state(), "ERROR");
    let (state, result) = harness.run_action("keystone.projects_list", &json!({}))?;
    assert_eq!(state, "ERROR");
    assert!(
        result.to_string().contains(
            "You are not authorized to perform the requested action: identity:list_projects"
        ),
        "{result}"
    );
    // The administrator's workflow succeeds.
    let mistral = harness.mistral.clone().with_token(harness.admin.expose());
    mistral.define_workflows(keystone)?;
    let output = mistral
        .start("get_first_keystone_project", &json!({}))?
        .wait()?
        .output()?;
    assert!(output["project"]["name"].is_string(), "{output}");
    Ok(())
}

/// The example of mistral-extra that clones a server: it copies volumes and boots a server from one of them.
pub(crate) fn vm_is_cloned_with_volumes(harness: &mut Harness) -> Result<()> {
    let mut made = Vec::new();
    for name in ["root", "data"] {
        let (state, volume) =
            harness.run_action("cinder.volumes_create", &json!({"size": 1, "name": name}))?;
        assert_eq!(state, "SUCCESS", "{volume}");
        live_tests::until("the volume is available", || {
            let (_, found) =
                harness.run_action("cinder.volumes_get", &json!({"volume_id": volume["id"]}))?;
            Ok((found["status"] == "available").then_some(()))
        })?;
        made.push(volume["id"].clone());
    }
    let input = json!({
        "vm_name": "clone", "flavor_ref": of(harness, "FLAVOR")?, "source_root_vol_id": made[0], "root_vol_name": "new-root",
        "root_vol_size": 1, "additional_volumes": [{"vol_size": 1, "source_vol_id": made[1], "vol_name": "new-data"}],
    });
    run(
        harness,
        "clone_vm",
        include_str!("workflows/clone_vm.yaml"),
        &input,
    )?;
    let (_, servers) = harness.run_action("nova.servers_findall", &json!({"name": "clone"}))?;
    assert_eq!(servers.as_array().map(Vec::len), Some(1), "{servers}");
    let attached = servers[0]["os-extended-volumes:volumes_attached"]
        .as_array()
        .map(Vec::len);
    assert_eq!(attached, Some(2), "{servers}");
    delete(harness, &servers[0]["id"])
}

/// The specification's use case, an action that creates and attaches a volume. It removes the volume when it fails.
pub(crate) fn volume_is_attached_or_removed(harness: &mut Harness) -> Result<()> {
    let server = boot(harness, "with-a-volume")?;
    let action = "demo.create_cinder_volume_and_attach_to_vm";
    let (state, made) = harness.run_action(action, &json!({"server": server["id"], "size": 1}))?;
    assert_eq!(state, "SUCCESS", "{made}");
    let (_, volume) = harness.run_action(
        "cinder.volumes_get",
        &json!({"volume_id": made["volume_id"]}),
    )?;
    assert_eq!(volume["status"], "in-use", "{volume}");
    // One second is too short; the action must remove the volume.
    let too_short = json!({"server": server["id"], "size": 1, "name": "never", "timeout": 1});
    let (state, result) = harness.run_action(action, &too_short)?;
    assert_eq!(
        (state.as_str(), &result),
        ("ERROR", &json!("not attached within 1 s"))
    );
    live_tests::until("the volume does not exist", || {
        let (_, left) = harness.run_action("cinder.volumes_findall", &json!({"name": "never"}))?;
        Ok((left == json!([])).then_some(()))
    })?;
    delete(harness, &server["id"])
}

/// The specification's other use case: an action that reuses `nova.servers_get` and `std.ssh`. In the workflow the
/// worker runs the former and Mistral's executor the latter; outside a workflow this process runs both.
pub(crate) fn vm_is_configured_over_ssh(harness: &mut Harness) -> Result<()> {
    let sshd = Sshd::start(47);
    let server = boot(harness, "to-be-configured")?;
    let input = json!({
        "server": server["id"], "commands": ["echo one", "echo two >&2; echo three"], "username": sshd.user,
        "password": Sshd::PASSWORD, "host": sshd.host(1),
    });
    let (state, output) = harness.run_action("demo.configure_vm", &input)?;
    assert_eq!(
        (state.as_str(), &output),
        ("SUCCESS", &json!(["one\n", "three\n"]))
    );
    let security = security_context(harness, User::Demo)?;
    let ran = RustActions::new()?.run("demo.configure_vm", &input, &security);
    assert_eq!(ran, Ok(json!(["one\n", "three\n"])));
    let (state, result) =
        harness.run_action("demo.configure_vm", &with(input, "server", "none"))?;
    assert_eq!(state, "ERROR", "{result}");
    assert!(
        result
            .to_string()
            .contains("NovaAction.servers.get failed: "),
        "{result}"
    );
    delete(harness, &server["id"])
}

/// Boots a server as demo-user, and waits until it is active.
fn boot(harness: &mut Harness, name: &str) -> Result<Value> {
    let server = json!({
        "name": name, "image": of(harness, "IMAGE")?, "flavor": of(harness, "FLAVOR")?,
        "nics": [{"net-id": of(harness, "NETWORK")?}],
    });
    let (state, server) = harness.run_action("nova.servers_create", &server)?;
    assert_eq!(state, "SUCCESS", "{server}");
    live_tests::until("the server is active", || {
        let (_, found) =
            harness.run_action("nova.servers_get", &json!({"server": server["id"]}))?;
        Ok((found["status"] == "ACTIVE").then_some(()))
    })?;
    Ok(server)
}

fn run(harness: &mut Harness, name: &str, body: &str, input: &Value) -> Result<Value> {
    harness.run_workflow(name, body, input)?.output()
}

/// Deletes a server with mistral-extra's workflow, which waits until the server does not exist.
fn delete(harness: &mut Harness, server: &Value) -> Result<()> {
    let workflow = include_str!("workflows/delete_instance.yaml");
    run(
        harness,
        "delete_instance",
        workflow,
        &json!({"instance_id": server}),
    )
    .map(drop)
}

fn of(harness: &Harness, name: &str) -> Result<Value> {
    harness
        .cloud
        .variable(&format!("CLOUD_{name}_ID"))
        .map(Value::from)
}

fn with(mut input: Value, name: &str, value: &str) -> Value {
    input[name] = value.into();
    input
}
