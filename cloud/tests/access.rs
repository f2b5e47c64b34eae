//! Tokens, catalogs and certificate authorities.

use mistral_actions::SecurityContext;
use mistral_actions::serde_json::json;
use mistral_cloud::Session;
use test_servers::scripted::{Answer, ScriptedServer, catalog};

use crate::services::{network, security};

#[tokio::test]
async fn token_of_the_context_is_sent_unchanged() {
    let server = ScriptedServer::start([Answer::new(200, json!({"networks": []}))]);
    let mut context = security(server.context("network", "tok-of-a-trust"));
    context.is_trust_scoped = true;
    context.trust_id = Some("t1".into());
    let session = Session::new(context);
    network(&session).get("/networks").await.unwrap();
    let received = server.received();
    assert_eq!(received.len(), 1);
    assert_eq!(received[0].header("x-auth-token"), Some("tok-of-a-trust"));
}

#[tokio::test]
async fn missing_catalog_is_fetched_once() {
    let server = ScriptedServer::start([Answer::new(200, json!({})), Answer::new(200, json!({}))]);
    let keystone = ScriptedServer::start([Answer::new(200, catalog("network", &server.url))]);
    let session = Session::new(security(
        json!({"auth_token": "tok-bare", "auth_uri": keystone.url, "service_catalog": {}}),
    ));
    network(&session).get("/networks").await.unwrap();
    network(&session).get("/networks").await.unwrap();
    let received = keystone.received();
    assert_eq!(received.len(), 1);
    assert_eq!(received[0].line, "GET /v3/auth/catalog");
    assert_eq!(received[0].header("x-auth-token"), Some("tok-bare"));
}

#[tokio::test]
async fn refused_token_of_a_login_is_replaced() {
    let server = ScriptedServer::start([
        Answer::new(200, json!({"networks": ["first"]})),
        Answer::new(401, json!({"error": {"message": "revoked"}})),
        Answer::new(200, json!({"networks": ["second"]})),
    ]);
    let token = |name: &str| {
        let body = json!({"token": {
            "catalog": catalog("network", &server.url)["catalog"], "project": {"id": "p1"},
            "expires_at": "2999-01-01T00:00:00.000000Z",
        }});
        Answer::new(201, body).header("X-Subject-Token", name)
    };
    let keystone = ScriptedServer::start([token("tok-1"), token("tok-2")]);
    let session = Session::new(security(json!({
        "auth_uri": keystone.url, "user_name": "ada", "project_name": "demo", "password": "sesame-of-ada",
    })));
    network(&session).get("/networks").await.unwrap();
    let networks = network(&session).get("/networks").key("networks");
    assert_eq!(networks.await.unwrap(), json!(["second"]));
    let tokens: Vec<_> = server
        .received()
        .iter()
        .map(|request| request.header("x-auth-token").unwrap().to_owned())
        .collect();
    assert_eq!(tokens, ["tok-1", "tok-1", "tok-2"]);
    let logins = keystone.received();
    assert_eq!(logins.len(), 2);
    assert_eq!(
        logins[0].body["auth"]["identity"]["password"]["user"]["password"],
        "sesame-of-ada"
    );
}

#[tokio::test]
async fn refused_login_is_reported_with_user_and_keystone() {
    let refusal = json!({"error": {"message": "The request requires authentication."}});
    let keystone = ScriptedServer::start([Answer::new(401, refusal)]);
    let session = Session::new(security(
        json!({"auth_uri": keystone.url, "user_name": "eve", "password": "guess-of-eve"}),
    ));
    let error = network(&session).get("/networks").await.unwrap_err();
    let expected = format!(
        "login of `eve` to Keystone at {}/v3: The request requires authentication. (HTTP 401)",
        keystone.url
    );
    assert_eq!(error.to_string(), expected);
    assert_eq!(error.reason(), expected);
    assert!(!error.is_of_service());
}

#[tokio::test]
async fn missing_credentials_are_reported_with_their_sources() {
    let session = Session::new(SecurityContext::default());
    let error = network(&session).get("/networks").await.unwrap_err();
    assert_eq!(
        error.to_string(),
        "OpenStack: no credentials: the context has neither a token nor credentials with Keystone's URL. In a \
         workflow they come from Mistral if it authenticates its users; on the command line from OS_* variables, \
         `--os-cloud` or `--context`"
    );
}

#[tokio::test]
async fn unreadable_authorities_are_reported_with_their_path() {
    let mut context = security(ScriptedServer::start([]).context("network", "tok-ca"));
    context.auth_cacert = Some("nowhere/ca.pem".into());
    let error = network(&Session::new(context)).get("/networks").await;
    let error = error.unwrap_err().to_string();
    assert!(
        error.contains("cannot read the certificate authorities in nowhere/ca.pem"),
        "{error}"
    );
}
