//! Workflows of an unprivileged user, with the token that they started them with: our own, and those that
//! mistral-extra brings.

use live_tests::serde_json::{Value, json};
use live_tests::{Result, User};
use test_servers::Sshd;

use crate::bed::Bed;
use crate::parity::{Ours, context};

/// Boots a server and attaches a volume, with the actions of Nova and Cinder.
pub(crate) fn boot_and_attach(bed: &mut Bed) -> Result<()> {
    let input = json!({"image": of(bed, "IMAGE")?, "flavor": of(bed, "FLAVOR")?, "network": of(bed, "NETWORK")?});
    let output = run(
        bed,
        "boot_and_attach",
        include_str!("workflows/boot_and_attach.yaml"),
        &input,
    )?;
    // The project's, and no administrator's.
    let (state, server) =
        bed.run_action("nova.servers_get", &json!({"server": output["server"]}))?;
    assert_eq!(state, "SUCCESS", "{server}");
    assert_eq!(server["tenant_id"], bed.cloud.of(User::Demo, "PROJECT_ID")?);
    assert_eq!(
        server["os-extended-volumes:volumes_attached"][0]["id"],
        output["volume"]
    );
    delete(bed, &output["server"])
}

/// The workflow that mistral-extra installs to create an instance, and the one to delete it.
pub(crate) fn instance(bed: &mut Bed) -> Result<()> {
    let key = json!({"name": "of-demo", "key_type": "ssh"});
    // Nova makes no key pairs any more: one is brought.
    let key = with(
        key,
        "public_key",
        "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIBzIWM5RfeGL5hUYaKEKCvhMcGAAzd4v6f2Zf6GMwKLd nobody",
    );
    let (state, made) = bed.run_action("nova.keypairs_create", &key)?;
    assert_eq!(state, "SUCCESS", "{made}");
    let input = json!({
        "name": "instance", "image": "live-image", "flavor": "live.small", "keypair": "of-demo", "network": "live-net",
    });
    let output = run(
        bed,
        "create_instance",
        include_str!("workflows/create_instance.yaml"),
        &input,
    )?;
    assert_eq!(output["status"], "ACTIVE", "{output}");
    assert_eq!(output["name"], "instance");
    delete(bed, &output["id"])
}

/// mistral-extra's example of Nova's actions, whose server says nothing of networks.
pub(crate) fn create_vm(bed: &mut Bed) -> Result<()> {
    let input =
        json!({"vm_name": "vm", "image_ref": of(bed, "IMAGE")?, "flavor_ref": of(bed, "FLAVOR")?});
    let output = run(
        bed,
        "create_vm",
        include_str!("workflows/create_vm.yaml"),
        &input,
    )?;
    delete(bed, &output["vm_id"])
}

/// Its examples of Glance's and Keystone's.
pub(crate) fn first_ones(bed: &mut Bed) -> Result<()> {
    let glance = include_str!("workflows/get_first_glance_image.yaml");
    let output = run(bed, "get_first_glance_image", glance, &json!({}))?;
    assert_eq!(output["image"]["name"], "live-image", "{output}");
    let keystone = include_str!("workflows/get_first_keystone_project.yaml");
    // Only an administrator may list projects: the workflow of demo-user fails, and says why.
    bed.mistral.define_workflows(keystone)?;
    let ended = bed
        .mistral
        .start("get_first_keystone_project", &json!({}))?
        .wait()?;
    assert_eq!(ended.state(), "ERROR");
    let (state, told) = bed.run_action("keystone.projects_list", &json!({}))?;
    assert_eq!(state, "ERROR");
    assert!(
        told.to_string().contains(
            "You are not authorized to perform the requested action: identity:list_projects"
        ),
        "{told}"
    );
    // The administrator's runs to its end.
    let mistral = bed.mistral.clone().with_token(bed.admin.expose());
    mistral.define_workflows(keystone)?;
    let output = mistral
        .start("get_first_keystone_project", &json!({}))?
        .wait()?
        .output()?;
    assert!(output["project"]["name"].is_string(), "{output}");
    Ok(())
}

/// Its example that clones a server: volumes made from volumes, a server that boots from one of them.
pub(crate) fn clone_vm(bed: &mut Bed) -> Result<()> {
    let mut made = Vec::new();
    for name in ["root", "data"] {
        let (state, volume) =
            bed.run_action("cinder.volumes_create", &json!({"size": 1, "name": name}))?;
        assert_eq!(state, "SUCCESS", "{volume}");
        live_tests::until("the volume is available", || {
            let (_, found) =
                bed.run_action("cinder.volumes_get", &json!({"volume_id": volume["id"]}))?;
            Ok((found["status"] == "available").then_some(()))
        })?;
        made.push(volume["id"].clone());
    }
    let input = json!({
        "vm_name": "clone", "flavor_ref": of(bed, "FLAVOR")?, "source_root_vol_id": made[0], "root_vol_name": "new-root",
        "root_vol_size": 1, "additional_volumes": [{"vol_size": 1, "source_vol_id": made[1], "vol_name": "new-data"}],
    });
    run(
        bed,
        "clone_vm",
        include_str!("workflows/clone_vm.yaml"),
        &input,
    )?;
    let (_, servers) = bed.run_action("nova.servers_findall", &json!({"name": "clone"}))?;
    assert_eq!(servers.as_array().map(Vec::len), Some(1), "{servers}");
    let attached = servers[0]["os-extended-volumes:volumes_attached"]
        .as_array()
        .map(Vec::len);
    assert_eq!(attached, Some(2), "{servers}");
    delete(bed, &servers[0]["id"])
}

/// The specification's use case, as an action of one's own: from a workflow, and what it leaves behind when it fails.
pub(crate) fn volume_of_a_vm(bed: &mut Bed) -> Result<()> {
    let server = boot(bed, "with-a-volume")?;
    let action = "demo.create_cinder_volume_and_attach_to_vm";
    let (state, made) = bed.run_action(action, &json!({"server": server["id"], "size": 1}))?;
    assert_eq!(state, "SUCCESS", "{made}");
    let (_, volume) = bed.run_action(
        "cinder.volumes_get",
        &json!({"volume_id": made["volume_id"]}),
    )?;
    assert_eq!(volume["status"], "in-use", "{volume}");
    // In a second no volume is made and attached; it must not be left behind.
    let hurried = json!({"server": server["id"], "size": 1, "name": "never", "timeout": 1});
    let (state, told) = bed.run_action(action, &hurried)?;
    assert_eq!(
        (state.as_str(), &told),
        ("ERROR", &json!("not attached within 1 s"))
    );
    live_tests::until("the volume is gone", || {
        let (_, left) = bed.run_action("cinder.volumes_findall", &json!({"name": "never"}))?;
        Ok((left == json!([])).then_some(()))
    })?;
    delete(bed, &server["id"])
}

/// The other use case: an action that reuses `nova.servers_get` and `std.ssh`. In the workflow the worker has the
/// one itself, and Mistral runs the other elsewhere; on the command line both are at hand.
pub(crate) fn configure_vm(bed: &mut Bed) -> Result<()> {
    let sshd = Sshd::start(47);
    let server = boot(bed, "to-be-configured")?;
    let input = json!({
        "server": server["id"], "commands": ["echo one", "echo two >&2; echo three"], "username": sshd.user,
        "password": Sshd::PASSWORD, "host": sshd.host(1),
    });
    let (state, said) = bed.run_action("demo.configure_vm", &input)?;
    assert_eq!(
        (state.as_str(), &said),
        ("SUCCESS", &json!(["one\n", "three\n"]))
    );
    let security = context(bed, User::Demo)?;
    let ran = Ours::new()?.run("demo.configure_vm", &input, &security);
    assert_eq!(ran, Ok(json!(["one\n", "three\n"])));
    let (state, told) = bed.run_action("demo.configure_vm", &with(input, "server", "none"))?;
    assert_eq!(state, "ERROR", "{told}");
    assert!(
        told.to_string().contains("NovaAction.servers.get failed: "),
        "{told}"
    );
    delete(bed, &server["id"])
}

/// Boots a server as demo-user, and waits until it is there.
fn boot(bed: &mut Bed, name: &str) -> Result<Value> {
    let server = json!({
        "name": name, "image": of(bed, "IMAGE")?, "flavor": of(bed, "FLAVOR")?,
        "nics": [{"net-id": of(bed, "NETWORK")?}],
    });
    let (state, server) = bed.run_action("nova.servers_create", &server)?;
    assert_eq!(state, "SUCCESS", "{server}");
    live_tests::until("the server is active", || {
        let (_, found) = bed.run_action("nova.servers_get", &json!({"server": server["id"]}))?;
        Ok((found["status"] == "ACTIVE").then_some(()))
    })?;
    Ok(server)
}

fn run(bed: &mut Bed, name: &str, body: &str, input: &Value) -> Result<Value> {
    bed.run_workflow(name, body, input)?.output()
}

/// Deletes a server with mistral-extra's workflow, which waits until it is gone.
fn delete(bed: &mut Bed, server: &Value) -> Result<()> {
    let workflow = include_str!("workflows/delete_instance.yaml");
    run(
        bed,
        "delete_instance",
        workflow,
        &json!({"instance_id": server}),
    )
    .map(drop)
}

fn of(bed: &Bed, name: &str) -> Result<Value> {
    bed.cloud
        .variable(&format!("CLOUD_{name}_ID"))
        .map(Value::from)
}

fn with(mut input: Value, name: &str, value: &str) -> Value {
    input[name] = value.into();
    input
}
