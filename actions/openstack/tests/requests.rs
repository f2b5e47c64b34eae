//! What is sent, and sent again.

use mistral_actions::prelude::*;
use mistral_actions_openstack::OpenStack;

use crate::service::{Answer, Service};

fn networks(names: &[&str]) -> Value {
    names.iter().map(|name| json!({"name": name})).collect()
}

#[tokio::test]
async fn a_busy_service_is_asked_again_when_it_says() {
    let service = Service::start([
        Answer::new(503, json!({})).header("Retry-After", "0"),
        Answer::new(429, json!({})).header("Retry-After", "0"),
        Answer::new(200, json!({"network": {"id": "n"}})),
    ]);
    let os = OpenStack::new(service.context("network", "tok-busy"));
    // Also a request that changes something: who is busy has done nothing.
    let made = os
        .network()
        .post("/networks")
        .json(json!({"network": {}}))
        .key("network")
        .await
        .unwrap();
    assert_eq!(made, json!({"id": "n"}));
    let got = service.got();
    assert_eq!(got.len(), 3);
    assert!(
        got.iter()
            .all(|got| got.line == "POST /v2.0/networks" && got.body == json!({"network": {}}))
    );
}

#[tokio::test]
async fn a_service_that_stays_busy_is_left_in_peace() {
    let busy =
        || Answer::new(429, json!({"error": {"message": "slow down"}})).header("Retry-After", "0");
    let service = Service::start((0..9).map(|_| busy()));
    let os = OpenStack::new(service.context("network", "tok-peace"));
    let error = os.network().get("/networks").await.unwrap_err();
    assert_eq!(
        error.to_string(),
        "GET /networks of network: slow down (HTTP 429)"
    );
    assert_eq!(service.got().len(), 5);
}

#[tokio::test]
async fn a_service_that_wants_more_patience_than_we_have_is_not_waited_for() {
    let service = Service::start([
        Answer::new(503, json!({"message": "tomorrow"})).header("Retry-After", "86400")
    ]);
    let os = OpenStack::new(service.context("network", "tok-later"));
    let error = os.network().get("/networks").await.unwrap_err();
    assert_eq!(error.status(), Some(503));
    assert_eq!(service.got().len(), 1);
}

#[tokio::test]
async fn what_was_perhaps_done_is_not_done_again() {
    let service = Service::start([Answer::none(), Answer::new(200, json!({}))]);
    let os = OpenStack::new(service.context("network", "tok-once"));
    let error = os
        .network()
        .post("/networks")
        .json(json!({}))
        .await
        .unwrap_err();
    assert!(
        error
            .to_string()
            .starts_with("POST /networks of network: no answer from http://127.0.0.1:"),
        "{error}"
    );
    assert_eq!(service.got().len(), 1);
    // To read twice is as good as once.
    os.network().get("/networks").await.unwrap();
}

#[tokio::test]
async fn all_pages_are_one_list_and_lead_nowhere_else() {
    let next = |url: &str| json!([{"rel": "next", "href": url}]);
    let service = Service::start([
        Answer::new(
            200,
            json!({"networks": networks(&["a"]), "networks_links": next("http://elsewhere.example/?marker=a")}),
        ),
        Answer::new(
            200,
            json!({"networks": networks(&["b"]), "networks_links": next("http://elsewhere.example/?marker=b")}),
        ),
        Answer::new(200, json!({"networks": networks(&["c"])})),
    ]);
    let os = OpenStack::new(service.context("network", "tok-pages"));
    let all = os
        .network()
        .get("/networks")
        .query("name", "x y")
        .all("networks")
        .await
        .unwrap();
    assert_eq!(Value::from(all), networks(&["a", "b", "c"]));
    let lines: Vec<String> = service.got().into_iter().map(|got| got.line).collect();
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
async fn a_circle_of_pages_ends() {
    let page = || {
        Answer::new(
            200,
            json!({"networks": networks(&["a"]), "networks_links": [{"rel": "next", "href": "/?marker=a"}]}),
        )
    };
    let service = Service::start((0..9).map(|_| page()));
    let os = OpenStack::new(service.context("network", "tok-circle"));
    let all = os.network().get("/networks").all("networks").await.unwrap();
    assert_eq!(all.len(), 2);
}

#[tokio::test]
async fn a_redirect_does_not_get_the_token() {
    let elsewhere = Service::start([Answer::new(200, json!({}))]);
    let service =
        Service::start([Answer::new(302, json!({})).header("Location", elsewhere.url.clone())]);
    let os = OpenStack::new(service.context("network", "tok-redirect"));
    assert_eq!(
        os.network().get("/networks").await.unwrap_err().status(),
        Some(302)
    );
    assert!(elsewhere.got().is_empty());
}

#[tokio::test]
async fn microversions_are_those_that_both_sides_know() {
    let versions = json!({"version": {"id": "v2.1", "version": "2.60", "min_version": "2.1"}});
    let service = Service::start([
        Answer::new(200, versions),
        Answer::new(200, json!({"servers": []})),
        Answer::new(200, json!({"servers": []})),
    ]);
    let os = OpenStack::new(service.context("compute", "tok-versions"));
    os.compute().get("/servers").await.unwrap();
    os.compute()
        .get("/servers")
        .microversion("2.37")
        .await
        .unwrap();
    let got = service.got();
    // Asked for once.
    assert_eq!(got[0].line, "GET /v2.1/");
    assert_eq!(got[1].header("openstack-api-version"), Some("compute 2.60"));
    assert_eq!(got[1].header("x-openstack-nova-api-version"), Some("2.60"));
    assert_eq!(got[2].header("openstack-api-version"), Some("compute 2.37"));
}

#[tokio::test]
async fn a_service_that_is_not_there_is_told_with_what_there_is() {
    let service = Service::start([]);
    let os = OpenStack::new(service.context("network", "tok-absent"));
    assert_eq!(
        os.image().get("/images").await.unwrap_err().to_string(),
        "image: no public endpoint in the service catalog; the catalog has network"
    );
    assert_eq!(
        os.region("three")
            .network()
            .get("/networks")
            .await
            .unwrap_err()
            .to_string(),
        "network: no public endpoint in region `three` in the service catalog; it is in the regions one, two"
    );
}

#[test]
fn connections_of_a_runtime_that_ended_harm_nobody() {
    let service = Service::start((0..6).map(|_| Answer::new(200, json!({}))));
    for _ in 0..3 {
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()
            .unwrap();
        let os = OpenStack::new(service.context("network", "tok-runtimes"));
        runtime.block_on(async { os.network().get("/networks").await.unwrap() });
        runtime.shutdown_background();
    }
    // One that is there, and does nothing any more.
    let idle = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap();
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap();
    for runtime in [&idle, &runtime] {
        let os = OpenStack::new(service.context("network", "tok-runtimes"));
        runtime.block_on(async { os.network().get("/networks").await.unwrap() });
    }
}
