//! Mistral's API: the login of the process, the delivery of results, actions that Mistral runs.

use std::sync::Arc;

use mistral_actions::async_result::{ResultSink, ResultTarget};
use mistral_actions::serde_json::json;
use mistral_actions::testing::ActionTest;
use mistral_actions::{ActionResult, Secret};
use mistral_cloud::http::Trust;
use mistral_cloud::keystone::{Credentials, Domain, Identity, Scope, User};
use mistral_cloud::mistral::{ApiSink, MistralActions, MistralApi};
use test_servers::scripted::{Answer, ScriptedServer, catalog};

use crate::services::security;

fn login(keystone: &ScriptedServer) -> Identity {
    let credentials = Credentials::password(
        User::Name("worker".to_owned(), Domain::Name("Default".to_owned())),
        Secret::new("sesame-of-the-worker".to_owned()),
        Some(Scope::Project("service".to_owned(), Domain::default())),
    );
    Identity::new(&*keystone.url, credentials, Trust::System)
}

fn token(name: &str, mistral: &ScriptedServer) -> Answer {
    let body = json!({"token": catalog("workflowv2", &format!("{}/v2/", mistral.url))});
    Answer::new(201, body).header("X-Subject-Token", name)
}

async fn deliver(sink: &ApiSink) -> Result<(), String> {
    let mut target = ResultTarget::default();
    target.action_execution_id = Some("e1".to_owned());
    let delivered = sink.deliver(&target, ActionResult::Data(json!(3))).await;
    delivered.map_err(|error| error.to_string())
}

#[tokio::test]
async fn login_finds_mistral_in_its_catalog() {
    let mistral = ScriptedServer::start([Answer::new(200, json!({"action_executions": []}))]);
    let keystone = ScriptedServer::start([token("tok-check", &mistral)]);
    let api = MistralApi::new()
        .login(login(&keystone))
        .region(Some("two".to_owned()));
    assert_eq!(api.check().await, Ok(format!("{}/v2", mistral.url)));
    let received = mistral.received();
    assert_eq!(received[0].line, "GET /v2/action_executions?limit=1");
    assert_eq!(received[0].header("x-auth-token"), Some("tok-check"));
    let scope = &keystone.received()[0].body["auth"]["scope"];
    assert_eq!(
        scope["project"],
        json!({"name": "service", "domain": {"id": "default"}})
    );
}

#[tokio::test]
async fn refused_login_is_reported_by_check() {
    let refusal = json!({"error": {"message": "The request requires authentication."}});
    let keystone = ScriptedServer::start([Answer::new(401, refusal)]);
    let checked = MistralApi::new().login(login(&keystone)).check().await;
    assert_eq!(
        checked,
        Err(format!(
            "login of `worker` to Keystone at {}/v3: The request requires authentication. (HTTP 401)",
            keystone.url
        ))
    );
}

#[tokio::test]
async fn result_is_delivered_with_a_new_token_after_401() {
    let mistral = ScriptedServer::start([
        Answer::new(401, json!({"error": {"message": "revoked"}})),
        Answer::new(200, json!({})),
    ]);
    let keystone = ScriptedServer::start([token("tok-1", &mistral), token("tok-2", &mistral)]);
    let sink = ApiSink::from(MistralApi::new().login(login(&keystone)));
    deliver(&sink).await.unwrap();
    let received = mistral.received();
    let tokens: Vec<_> = received
        .iter()
        .map(|request| request.header("x-auth-token").unwrap())
        .collect();
    assert_eq!(tokens, ["tok-1", "tok-2"]);
    assert_eq!(received[1].line, "PUT /v2/action_executions/e1");
    assert_eq!(
        received[1].body,
        json!({"state": "SUCCESS", "output": {"result": 3}})
    );
}

#[tokio::test]
async fn rejected_result_is_an_error_without_traceback() {
    let fault = json!({"faultstring": "Action Execution not found\nTraceback"});
    let mistral = ScriptedServer::start([Answer::new(404, fault)]);
    let sink = ApiSink::with_token(&mistral.url, Secret::new("tok".to_owned())).unwrap();
    assert_eq!(
        deliver(&sink).await.unwrap_err(),
        "Mistral rejected the result of action execution e1: 404 Not Found: Action Execution not found"
    );
    assert_eq!(mistral.received()[0].header("x-auth-token"), Some("tok"));
}

#[test]
fn invalid_url_is_refused() {
    assert_eq!(
        ApiSink::new("localhost:8989").map(drop),
        Err("expected an http:// or https:// URL, got `***`".to_owned())
    );
}

#[test]
fn unknown_action_runs_at_mistral_with_the_users_token() {
    let mistral = ScriptedServer::start([
        Answer::new(201, json!({"id": "e2", "state": "RUNNING"})),
        Answer::new(
            200,
            json!({"id": "e2", "state": "SUCCESS", "output": "{\"result\": 7}"}),
        ),
    ]);
    let provider = MistralActions::new(Arc::new(MistralApi::new()));
    let test = ActionTest::new()
        .security(security(mistral.context("workflowv2", "tok-user")))
        .configure(|builder| builder.provider(provider));
    test.run("only.mistrals", json!({"x": 1})).assert_data(7);
    let received = mistral.received();
    assert_eq!(received[0].line, "POST /action_executions");
    assert_eq!(received[0].header("x-auth-token"), Some("tok-user"));
    assert_eq!(received[0].body["name"], "only.mistrals");
    assert_eq!(received[1].line, "GET /action_executions/e2");
}
