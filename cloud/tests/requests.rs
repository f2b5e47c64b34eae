//! Requests, retries and microversions.

use mistral_actions::serde_json::json;
use mistral_cloud::Service;
use test_servers::scripted::{Answer, ScriptedServer};
use tokio::runtime::{Builder, Runtime};

use crate::services::{COMPUTE, IMAGE, network, session};

#[tokio::test]
async fn busy_service_is_asked_again_after_its_wait() {
    let server = ScriptedServer::start([
        Answer::new(503, json!({})).header("Retry-After", "0"),
        Answer::new(429, json!({})).header("Retry-After", "0"),
        Answer::new(200, json!({"network": {"id": "n"}})),
    ]);
    let session = session(&server, "network", "tok-busy");
    // Also a request that changes something: a busy service has not processed it.
    let made = network(&session)
        .post("/networks")
        .json(json!({"network": {}}))
        .key("network");
    assert_eq!(made.await.unwrap(), json!({"id": "n"}));
    let received = server.received();
    assert_eq!(received.len(), 3);
    for request in received {
        assert_eq!(request.line, "POST /v2.0/networks");
        assert_eq!(request.body, json!({"network": {}}));
    }
}

#[tokio::test]
async fn busy_service_is_asked_five_times() {
    let busy =
        || Answer::new(429, json!({"error": {"message": "slow down"}})).header("Retry-After", "0");
    let server = ScriptedServer::start((0..9).map(|_| busy()));
    let session = session(&server, "network", "tok-peace");
    let error = network(&session).get("/networks").await.unwrap_err();
    assert_eq!(
        error.to_string(),
        "GET /networks of network: slow down (HTTP 429)"
    );
    assert_eq!(server.received().len(), 5);
}

#[tokio::test]
async fn too_long_retry_after_is_not_waited_for() {
    let busy = Answer::new(503, json!({"message": "tomorrow"})).header("Retry-After", "86400");
    let server = ScriptedServer::start([busy]);
    let session = session(&server, "network", "tok-later");
    let error = network(&session).get("/networks").await.unwrap_err();
    assert_eq!(error.status(), Some(503));
    assert_eq!(server.received().len(), 1);
}

#[tokio::test]
async fn broken_connection_repeats_reading_requests_only() {
    let server =
        ScriptedServer::start([Answer::none(), Answer::none(), Answer::new(200, json!({}))]);
    let session = session(&server, "network", "tok-once");
    let post = network(&session).post("/networks").json(json!({}));
    let error = post.await.unwrap_err().to_string();
    assert!(
        error.starts_with("POST /networks of network: no answer from http://127.0.0.1:"),
        "{error}"
    );
    assert_eq!(server.received().len(), 1);
    network(&session).get("/networks").await.unwrap();
    assert_eq!(server.received().len(), 3);
}

#[tokio::test]
async fn dot_segments_are_refused_before_sending() {
    let server = ScriptedServer::start([]);
    let session = session(&server, "network", "tok-dots");
    let network = network(&session);
    for request in [
        network.get(["networks", ".."]),
        network.get("/networks/%2e%2E/x"),
        network.get("/networks/./x"),
    ] {
        let error = request.await.unwrap_err().to_string();
        assert!(
            error.ends_with("a segment of the path must not be `.` or `..`"),
            "{error}"
        );
    }
    assert!(server.received().is_empty());
}

#[tokio::test]
async fn redirect_does_not_receive_the_token() {
    let elsewhere = ScriptedServer::start([Answer::new(200, json!({}))]);
    let redirect = Answer::new(302, json!({})).header("Location", elsewhere.url.clone());
    let server = ScriptedServer::start([redirect]);
    let session = session(&server, "network", "tok-redirect");
    let error = network(&session).get("/networks").await.unwrap_err();
    assert_eq!(error.status(), Some(302));
    assert!(elsewhere.received().is_empty());
}

#[tokio::test]
async fn highest_common_microversion_is_sent() {
    let versions = json!({"version": {"id": "v2.1", "version": "2.60", "min_version": "2.1"}});
    let server = ScriptedServer::start([
        Answer::new(200, versions),
        Answer::new(200, json!({"servers": []})),
        Answer::new(200, json!({"servers": []})),
    ]);
    let compute = Service::new(session(&server, "compute", "tok-versions"), &COMPUTE);
    compute.get("/servers").await.unwrap();
    let request = compute.get("/servers").microversion("2.37");
    request.await.unwrap();
    let received = server.received();
    // The versions are requested once.
    assert_eq!(received[0].line, "GET /v2.1/");
    let header = "openstack-api-version";
    assert_eq!(received[1].header(header), Some("compute 2.60"));
    assert_eq!(
        received[1].header("x-openstack-nova-api-version"),
        Some("2.60")
    );
    assert_eq!(received[2].header(header), Some("compute 2.37"));
}

#[tokio::test]
async fn missing_endpoint_is_reported_with_alternatives() {
    let server = ScriptedServer::start([]);
    let session = session(&server, "network", "tok-absent");
    let image = Service::new(session.clone(), &IMAGE);
    assert_eq!(
        image.get("/images").await.unwrap_err().to_string(),
        "image: no public endpoint in the service catalog; the catalog has network"
    );
    let elsewhere = network(&session.region("three"));
    assert_eq!(
        elsewhere.get("/networks").await.unwrap_err().to_string(),
        "network: no public endpoint in region `three` in the service catalog; it is in the regions one, two"
    );
}

#[test]
fn runtimes_do_not_share_connections() {
    fn runtime() -> Runtime {
        Builder::new_current_thread().enable_all().build().unwrap()
    }
    let server = ScriptedServer::start((0..6).map(|_| Answer::new(200, json!({}))));
    let ask = |runtime: &Runtime| {
        let session = session(&server, "network", "tok-runtimes");
        runtime.block_on(async { network(&session).get("/networks").await.unwrap() });
    };
    for _ in 0..3 {
        let ended = runtime();
        ask(&ended);
        ended.shutdown_background();
    }
    // The first of these two exists while the second one asks, but drives no connection.
    for runtime in [&runtime(), &runtime()] {
        ask(runtime);
    }
}
