//! `/healthz` and `/metrics`.

use live_tests::serde_json::json;
use live_tests::{Failure, Result, Signal, Worker, until};

use crate::fixture::Fixture;
use crate::proxy::Proxy;
use crate::request::Request;

pub(crate) fn health_and_metrics_follow_state(fixture: &Fixture) -> Result<()> {
    let (engine, journal) = (fixture.engine()?, fixture.journal());
    let proxy = Proxy::to(fixture.broker.address()?)?;
    let url = format!("rabbit://guest:guest@{}/", proxy.address());
    let settings = fixture
        .settings()?
        .set("DEFAULT", "transport_url", url)
        .set("mistral_actions", "monitoring_address", "127.0.0.1:0");
    let mut worker = fixture.spawn(&settings)?;
    worker.wait_log("/healthz", 1)?;
    let client = MonitoringClient::of(&worker)?;
    assert_eq!(client.get("/healthz")?.0, 503);
    proxy.open()?;
    client.wait_status(200)?;
    worker.wait_ready()?;

    fixture.assert_serves("a")?;
    engine.send(&Request::new("b", "test.fail", &json!({"message": "m"})))?;
    engine.result("b")?;
    engine.send(&Request::new("c", "test.work", &journal.gated("c")))?;
    journal.wait("begin", "c")?;
    let expected = [
        (
            "oslo_messaging_rpc_server_invocation_start_total",
            "method=\"run_action\"",
            "3",
        ),
        (
            "oslo_messaging_rpc_server_invocation_end_total",
            "method=\"run_action\"",
            "2",
        ),
        (
            "oslo_messaging_rpc_server_processing_seconds_count",
            "method=\"run_action\"",
            "2",
        ),
        ("mistral_executor_actions_total", "outcome=\"success\"", "1"),
        ("mistral_executor_actions_total", "outcome=\"error\"", "1"),
        ("mistral_executor_running_actions", "", "1"),
        ("mistral_executor_consumed_queues", "", "3"),
        ("mistral_executor_sending_connected", "", "1"),
    ];
    for (name, label, value) in expected {
        until(&format!("{name} {label} is {value}"), || {
            let metrics = client.get("/metrics")?.1;
            let mut lines = metrics
                .lines()
                .filter(|line| line.split(['{', ' ']).next() == Some(name) && line.contains(label));
            Ok(lines
                .any(|line| line.ends_with(&format!(" {value}")))
                .then_some(()))
        })?;
    }
    let (status, metrics) = client.get("/metrics")?;
    assert!(status == 200 && metrics.ends_with("# EOF\n"), "{metrics}");
    let topic = format!("topic=\"{}\"", fixture.topic());
    assert!(metrics.contains(&topic), "{metrics}");
    assert_eq!(client.get("/elsewhere")?.0, 404);

    let reconnects = |times: u32| {
        until(
            &format!("both connections were opened {times} times again"),
            || {
                let metrics = client.get("/metrics")?.1;
                let is_counted = |connection: &str| {
                    let name = "mistral_executor_reconnects_total";
                    metrics.contains(&format!("{name}{{connection=\"{connection}\"}} {times}\n"))
                };
                Ok((is_counted("receiving") && is_counted("sending")).then_some(()))
            },
        )
    };
    reconnects(0)?;
    proxy.close();
    client.wait_status(503)?;
    proxy.open()?;
    client.wait_status(200)?;
    reconnects(1)?;
    worker.signal(Signal::TERM)?;
    client.wait_status(503)?;
    assert_eq!(client.get("/healthz")?.1, "draining\n");
    journal.open_gate()?;
    let status = worker.wait_exit()?;
    assert!(status.success(), "{status}");
    Ok(())
}

/// A client of the worker's monitoring endpoint.
pub(crate) struct MonitoringClient {
    agent: ureq::Agent,
    address: String,
}

impl MonitoringClient {
    /// Creates a client of the address in the worker's log.
    pub(crate) fn of(worker: &Worker) -> Result<Self> {
        let log = worker.log()?;
        let after = log.split_once("monitoring at http://");
        let address = after.and_then(|(_, rest)| rest.split_once('/'));
        let address =
            address.ok_or_else(|| Failure::new("the worker's log has no monitoring address"))?;
        let agent = ureq::Agent::config_builder()
            .http_status_as_error(false)
            .proxy(None)
            .build();
        Ok(Self {
            agent: agent.into(),
            address: address.0.to_owned(),
        })
    }

    /// The address that the worker listens on.
    pub(crate) fn address(&self) -> &str {
        &self.address
    }

    pub(crate) fn get(&self, path: &str) -> Result<(u16, String)> {
        let mut response = self
            .agent
            .get(format!("http://{}{path}", self.address))
            .call()?;
        Ok((
            response.status().as_u16(),
            response.body_mut().read_to_string()?,
        ))
    }

    fn wait_status(&self, status: u16) -> Result<()> {
        until(&format!("/healthz returns {status}"), || {
            Ok((self.get("/healthz")?.0 == status).then_some(()))
        })
    }
}
