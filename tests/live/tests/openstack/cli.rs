//! Actions outside a workflow, with credentials from the environment, from clouds.yaml and from a trust.

use live_tests::serde_json::{self, Value, json};
use live_tests::{Failure, Result, User};
use mistral_actions::{ActionRequest, Dispatcher, Secret, SecurityContext};

use crate::harness::{Harness, WORKER_PASSWORD, WORKER_USER};

/// Runs `run ACTION` with these environment variables, and returns its output.
fn run<'a>(action: &str, variables: impl IntoIterator<Item = (&'a str, &'a str)>) -> Result<Value> {
    let (mut out, mut err) = (Vec::new(), Vec::new());
    let app = mistral_executor::app().environment(variables);
    let exit = app.run_from(["openstack", "run", action], &mut out, &mut err);
    if exit != mistral_executor::Exit::Success {
        return Err(Failure::new(String::from_utf8_lossy(&err)));
    }
    Ok(serde_json::from_slice(&out)?)
}

/// The variables `OS_*` that an openrc file sets.
pub(crate) fn openrc_variables_are_read(harness: &mut Harness) -> Result<()> {
    let names = [
        "AUTH_URL",
        "USERNAME",
        "PASSWORD",
        "PROJECT_NAME",
        "USER_DOMAIN_NAME",
        "PROJECT_DOMAIN_NAME",
    ];
    let variables = names.iter().map(|name| {
        Ok((
            format!("OS_{name}"),
            harness.cloud.user_variable(User::Demo, name)?.to_owned(),
        ))
    });
    let variables = variables.collect::<Result<Vec<_>>>()?;
    let pairs = || {
        variables
            .iter()
            .map(|(name, value)| (name.as_str(), value.as_str()))
    };
    let networks = run("neutron.list_networks", pairs())?;
    assert_eq!(networks["networks"][0]["name"], "live-net");
    let refused = run("keystone.users_list", pairs()).unwrap_err().to_string();
    assert!(refused.contains("identity:list_users"), "{refused}");
    let with_wrong_password = pairs().map(|(name, value)| {
        (
            name,
            if name == "OS_PASSWORD" {
                "wrong-password"
            } else {
                value
            },
        )
    });
    let refused = run("neutron.list_networks", with_wrong_password)
        .unwrap_err()
        .to_string();
    assert!(
        refused.contains("(HTTP 401)") && !refused.contains("wrong-password"),
        "{refused}"
    );
    Ok(())
}

/// A cloud from clouds.yaml.
pub(crate) fn clouds_yaml_is_read(harness: &mut Harness) -> Result<()> {
    let of = |name: &str| harness.cloud.user_variable(User::Demo, name);
    let cloud = json!({"clouds": {"live": {"region_name": of("REGION_NAME")?, "auth": {
        "auth_url": of("AUTH_URL")?, "username": of("USERNAME")?, "password": of("PASSWORD")?,
        "project_id": of("PROJECT_ID")?, "user_domain_name": "Default",
    }}}});
    let file = harness.file("clouds.yaml", &cloud.to_string())?;
    let path = file.to_string_lossy();
    let images = run(
        "glance.images_list",
        [("OS_CLOUD", "live"), ("OS_CLIENT_CONFIG_FILE", &*path)],
    )?;
    assert_eq!(images[0]["name"], "live-image");
    Ok(())
}

/// A token scoped to a trust, which Mistral uses for cron triggers. Keystone does not exchange it for another token.
pub(crate) fn trust_scoped_token_is_accepted(harness: &mut Harness) -> Result<()> {
    let (project, demo) = (
        harness
            .cloud
            .user_variable(User::Demo, "PROJECT_ID")?
            .to_owned(),
        harness.demo.clone(),
    );
    let trust = json!({"trust": {
        "trustor_user_id": harness.keystone.describe(&demo)?["user"]["id"], "trustee_user_id": harness.worker_user_id,
        "project_id": project, "impersonation": true, "roles": [{"name": "member"}],
    }});
    let trust = harness
        .keystone
        .send(&demo, "POST", "/OS-TRUST/trusts", &trust)?["trust"]["id"]
        .clone();
    let password = Secret::new(WORKER_PASSWORD.to_owned());
    let scope = json!({"OS-TRUST:trust": {"id": trust}});
    let token = harness
        .keystone
        .token_with_scope(WORKER_USER, &password, &scope)?;
    // The context has no catalog, and the token does not permit its validation.
    let security: SecurityContext = serde_json::from_value(json!({
        "auth_token": token.expose(), "auth_uri": harness.cloud.variable("CLOUD_KEYSTONE_URL")?, "trust_id": trust,
        "is_trust_scoped": true, "project_id": project,
    }))?;
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()?;
    let dispatcher = Dispatcher::builder().build()?;
    for action in [
        "nova.servers_list",
        "cinder.volumes_list",
        "neutron.list_networks",
        "glance.images_list",
    ] {
        let request = ActionRequest::new(action, json!({})).security(security.clone());
        let result = runtime
            .block_on(dispatcher.call(request))
            .map_err(Failure::new)?;
        assert!(result.is_success(), "{action}: {result:?}");
    }
    // With the trust's id instead of its token.
    let trust = trust.as_str().unwrap_or_default();
    let keystone = harness.cloud.variable("CLOUD_KEYSTONE_URL")?;
    let variables = [
        ("OS_AUTH_URL", keystone),
        ("OS_USERNAME", WORKER_USER),
        ("OS_PASSWORD", WORKER_PASSWORD),
        ("OS_TRUST_ID", trust),
    ];
    let networks = run("neutron.list_networks", variables)?;
    assert_eq!(networks["networks"][0]["name"], "live-net");
    Ok(())
}
