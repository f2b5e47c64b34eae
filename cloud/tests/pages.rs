//! Lists that arrive in pages.

use mistral_actions::serde_json::{Value, json};
use test_servers::scripted::{Answer, ScriptedServer};

use crate::services::{network, session};

fn page(names: &[&str], next: Option<&str>) -> Answer {
    let networks: Value = names.iter().map(|name| json!({"name": name})).collect();
    let mut body = json!({"networks": networks});
    if let Some(address) = next {
        body["networks_links"] = json!([{"rel": "next", "href": address}]);
    }
    Answer::new(200, body)
}

#[tokio::test]
async fn next_page_uses_query_and_ignores_host() {
    let server = ScriptedServer::start([
        page(&["a"], Some("http://elsewhere.example/?marker=a")),
        page(&["b"], Some("http://elsewhere.example/?marker=b")),
        page(&["c"], None),
    ]);
    let session = session(&server, "network", "tok-pages");
    let request = network(&session).get("/networks").query("name", "x y");
    let all = request.all("networks").await.unwrap();
    assert_eq!(
        Value::from(all),
        json!([{"name": "a"}, {"name": "b"}, {"name": "c"}])
    );
    let lines: Vec<String> = server
        .received()
        .into_iter()
        .map(|request| request.line)
        .collect();
    assert_eq!(
        lines,
        [
            "GET /v2.0/networks?name=x+y",
            "GET /v2.0/networks?marker=a",
            "GET /v2.0/networks?marker=b"
        ]
    );
}

#[tokio::test]
async fn limit_stops_further_pages() {
    let server = ScriptedServer::start([page(&["a", "b"], Some("/?marker=b"))]);
    let session = session(&server, "network", "tok-limit");
    let first = network(&session).get("/networks").first(1, "networks");
    assert_eq!(first.await.unwrap(), [json!({"name": "a"})]);
    assert_eq!(server.received().len(), 1);
}

#[tokio::test]
async fn repeated_page_ends_the_list() {
    let server = ScriptedServer::start((0..9).map(|_| page(&["a"], Some("/?marker=a"))));
    let session = session(&server, "network", "tok-circle");
    let all = network(&session).get("/networks").all("networks");
    assert_eq!(all.await.unwrap().len(), 2);
}

#[tokio::test]
async fn response_without_the_list_is_an_error() {
    let server = ScriptedServer::start([Answer::new(200, json!({"network": {}}))]);
    let session = session(&server, "network", "tok-no-list");
    let all = network(&session).get("/networks").all("networks");
    assert_eq!(
        all.await.unwrap_err().to_string(),
        "GET /networks of network: the answer has no list `networks`"
    );
}
