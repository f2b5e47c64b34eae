//! Tokens and catalogs.

use mistral_actions::SecurityContext;
use mistral_actions::prelude::*;
use mistral_actions::serde_json;
use mistral_actions_openstack::OpenStack;

use crate::service::{Answer, Service, catalog};

fn context(value: Value) -> SecurityContext {
    serde_json::from_value(value).unwrap()
}

#[tokio::test]
async fn the_token_of_the_context_is_used_as_it_is() {
    let service = Service::start([Answer::new(200, json!({"networks": []}))]);
    let mut context = service.context("network", "tok-of-a-trust");
    context.is_trust_scoped = true;
    context.trust_id = Some("t1".into());
    OpenStack::new(context)
        .network()
        .get("/networks")
        .await
        .unwrap();
    let got = service.got();
    assert_eq!(got.len(), 1);
    assert_eq!(got[0].header("x-auth-token"), Some("tok-of-a-trust"));
}

#[tokio::test]
async fn a_catalog_that_lacks_is_asked_for_once() {
    let services = Service::start([Answer::new(200, json!({})), Answer::new(200, json!({}))]);
    let keystone = Service::start([Answer::new(200, catalog("network", &services.url))]);
    let os = OpenStack::new(context(
        json!({"auth_token": "tok-bare", "auth_uri": keystone.url, "service_catalog": {}}),
    ));
    os.network().get("/networks").await.unwrap();
    os.network().get("/networks").await.unwrap();
    let got = keystone.got();
    assert_eq!(got.len(), 1);
    assert_eq!(got[0].line, "GET /v3/auth/catalog");
    assert_eq!(got[0].header("x-auth-token"), Some("tok-bare"));
}

#[tokio::test]
async fn credentials_log_in_and_again_when_the_token_is_refused() {
    let services = Service::start([
        Answer::new(200, json!({"networks": ["first"]})),
        Answer::new(401, json!({"error": {"message": "revoked"}})),
        Answer::new(200, json!({"networks": ["second"]})),
    ]);
    let token = |name: &str| {
        let body = json!({"token": {
            "catalog": catalog("network", &services.url)["catalog"], "project": {"id": "p1"},
            "expires_at": "2999-01-01T00:00:00.000000Z",
        }});
        Answer::new(201, body).header("X-Subject-Token", name)
    };
    let keystone = Service::start([token("tok-1"), token("tok-2")]);
    let os = OpenStack::new(context(json!({
        "auth_uri": keystone.url, "user_name": "ada", "project_name": "demo", "password": "sesame-of-ada",
    })));
    os.network().get("/networks").await.unwrap();
    let networks = os.network().get("/networks").key("networks").await.unwrap();
    assert_eq!(networks, json!(["second"]));
    let sent: Vec<_> = services
        .got()
        .iter()
        .map(|got| got.header("x-auth-token").unwrap().to_owned())
        .collect();
    assert_eq!(sent, ["tok-1", "tok-1", "tok-2"]);
    assert_eq!(keystone.got().len(), 2);
    assert_eq!(
        keystone.got()[0].body["auth"]["identity"]["password"]["user"]["password"],
        "sesame-of-ada"
    );
}

#[tokio::test]
async fn without_anybody_to_act_for_the_error_teaches() {
    let error = OpenStack::new(SecurityContext::default())
        .network()
        .get("/networks")
        .await
        .unwrap_err();
    assert_eq!(
        error.to_string(),
        "OpenStack: nobody to act for: the context has neither a token nor credentials with Keystone's URL. In a \
         workflow they come from Mistral if it authenticates its users; on the command line from OS_* variables, \
         `--os-cloud` or `--context`"
    );
}

#[tokio::test]
async fn authorities_that_cannot_be_read_are_named() {
    let mut context = Service::start([]).context("network", "tok-ca");
    context.auth_cacert = Some("nowhere/ca.pem".into());
    let error = OpenStack::new(context)
        .network()
        .get("/networks")
        .await
        .unwrap_err();
    assert!(
        error
            .to_string()
            .contains("the authorities in nowhere/ca.pem cannot be read"),
        "{error}"
    );
}
