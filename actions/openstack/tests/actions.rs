//! Actions as a workflow calls them.

use mistral_actions::Registry;
use mistral_actions::error::ErrorKind;
use mistral_actions::prelude::*;
use mistral_actions::settings::Settings;
use mistral_actions::testing::ActionTest;
use mistral_actions::{SecurityContext, serde_json};
use test_servers::scripted::{Answer, ScriptedServer};

fn context(server: &ScriptedServer, service_type: &str, token: &str) -> SecurityContext {
    serde_json::from_value(server.context(service_type, token)).unwrap()
}

#[test]
fn templated_action_sends_request_and_returns_result() {
    let service = ScriptedServer::start([Answer::new(200, json!({"network": {"id": "n1"}}))]);
    let test = ActionTest::new().security(context(&service, "network", "tok-action"));
    test.run("neutron.show_network", json!({"network": "n1"}))
        .assert_data(json!({"network": {"id": "n1"}}));
    assert_eq!(service.received()[0].line, "GET /v2.0/networks/n1");
}

#[test]
fn refusal_is_worded_as_in_mistral_extra() {
    let refusal = json!({"NeutronError": {"type": "NetworkNotFound", "message": "no such network", "detail": ""}});
    let service =
        ScriptedServer::start(
            [Answer::new(404, refusal).header("X-Openstack-Request-Id", "req-7")],
        );
    let test = ActionTest::new().security(context(&service, "network", "tok-refused"));
    test.run("neutron.show_network", json!({"network": "n1"})).assert_error(
        "NeutronAction.show_network failed: no such network\nNeutron server returns request_ids: ['req-7']",
    );
}

#[test]
fn region_precedence_is_action_context_configuration() {
    let run = |context_region: Option<&str>, input: Value| {
        let service = ScriptedServer::start([Answer::new(200, json!({"networks": []}))]);
        let mut context = context(&service, "network", "tok-region");
        context.region_name = context_region.map(str::to_owned);
        let settings = Settings::new([("openstack_actions", "default_region", "of-the-operator")]);
        let ran = ActionTest::new()
            .state(settings)
            .security(context)
            .run("neutron.list_networks", input);
        ran.into_result()
            .map(|_| ())
            .map_err(|error| error.to_string())
    };
    let refused = |region: &str| {
        Err(format!(
            "NeutronAction.list_networks failed: no public endpoint in region `{region}` in the service catalog; \
         it is in the regions one, two"
        ))
    };
    assert_eq!(run(Some("three"), json!({"action_region": "two"})), Ok(()));
    assert_eq!(
        run(Some("three"), json!({"action_region": ""})),
        refused("three")
    );
    assert_eq!(run(None, json!({})), refused("of-the-operator"));
}

#[test]
fn invalid_input_is_reported_without_request() {
    let service = ScriptedServer::start([]);
    let test = ActionTest::new().security(context(&service, "network", "tok-input"));
    let ran = test.run("neutron.show_network", json!({"action_region": 7}));
    let error = ran.error();
    assert_eq!(error.kind(), ErrorKind::InvalidInput);
    let message = error.to_string();
    assert!(
        message.contains("/network: missing")
            && message.contains("/action_region: expected string or null, got number 7"),
        "{message}"
    );
    assert!(service.received().is_empty());
}

#[test]
fn dry_run_only_reads() {
    let service = ScriptedServer::start([Answer::new(200, json!({"network": {"id": "n1"}}))]);
    let test = ActionTest::new().security(context(&service, "network", "tok-dry"));
    test.dry_run("neutron.delete_network", json!({"network": "n1"}))
        .unwrap();
    assert!(service.received().is_empty());
    let report = test
        .dry_run("neutron.show_network", json!({"network": "n1"}))
        .unwrap();
    assert_eq!(service.received().len(), 1, "{report:?}");
}

#[test]
fn passwords_are_secret_inputs() {
    let registry = Registry::linked().unwrap();
    let secrets = |name: &str| registry.get(name).unwrap().entry().secrets;
    assert_eq!(secrets("keystone.users_create"), ["password"]);
    assert_eq!(secrets("nova.servers_change_password"), ["password"]);
}

#[test]
fn actions_and_inputs_are_documented() {
    let registry = Registry::linked().unwrap();
    let mut count = 0;
    for action in &registry {
        let entry = action.entry();
        count += 1;
        assert!(!entry.summary.is_empty(), "{} has no summary", entry.name);
        for (name, schema, _) in entry.inputs() {
            let is_documented = schema["description"]
                .as_str()
                .is_some_and(|text| !text.is_empty());
            assert!(
                is_documented,
                "{}: input `{name}` is not documented",
                entry.name
            );
        }
        assert!(
            entry.input["properties"].get("action_region").is_some(),
            "{} has no action_region",
            entry.name
        );
    }
    assert!(count > 500, "{count} actions");
}
