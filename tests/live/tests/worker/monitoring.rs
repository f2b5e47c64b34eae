//! `/healthz` and `/metrics`.

use live_tests::serde_json::json;
use live_tests::{Failure, Result, Signal, Worker, until};

use crate::proxy::Proxy;
use crate::request::Request;
use crate::scene::Scene;

pub(crate) fn health_and_metrics(scene: &Scene) -> Result<()> {
    let (engine, journal) = (scene.engine()?, scene.journal());
    let proxy = Proxy::to(scene.broker.address()?)?;
    let url = format!("rabbit://guest:guest@{}/", proxy.address());
    let settings = scene.settings()?.set("DEFAULT", "transport_url", url).set(
        "mistral_actions",
        "monitoring_address",
        "127.0.0.1:0",
    );
    let mut worker = scene.spawn(&settings)?;
    worker.wait_log("/healthz", 1)?;
    let site = Site::of(&worker)?;
    assert_eq!(site.get("/healthz")?.0, 503);
    proxy.open()?;
    site.wait_status(200)?;
    worker.wait_ready()?;

    scene.still_works("a")?;
    engine.send(&Request::new("b", "trial.fail", &json!({"message": "m"})))?;
    engine.result("b")?;
    engine.send(&Request::new("c", "trial.work", &journal.gated("c")))?;
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
            let metrics = site.get("/metrics")?.1;
            let mut lines = metrics
                .lines()
                .filter(|line| line.split(['{', ' ']).next() == Some(name) && line.contains(label));
            Ok(lines
                .any(|line| line.ends_with(&format!(" {value}")))
                .then_some(()))
        })?;
    }
    let (status, metrics) = site.get("/metrics")?;
    assert!(status == 200 && metrics.ends_with("# EOF\n"), "{metrics}");
    let topic = format!("topic=\"{}\"", scene.topic());
    assert!(metrics.contains(&topic), "{metrics}");
    assert_eq!(site.get("/elsewhere")?.0, 404);

    proxy.close();
    site.wait_status(503)?;
    proxy.open()?;
    site.wait_status(200)?;
    worker.signal(Signal::TERM)?;
    site.wait_status(503)?;
    assert_eq!(site.get("/healthz")?.1, "stopping\n");
    journal.open_gate()?;
    let status = worker.wait_end()?;
    assert!(status.success(), "{status}");
    Ok(())
}

pub(crate) struct Site {
    agent: ureq::Agent,
    address: String,
}

impl Site {
    /// The worker says where it is.
    pub(crate) fn of(worker: &Worker) -> Result<Self> {
        let log = worker.log()?;
        let after = log.split_once("monitoring at http://");
        let address = after.and_then(|(_, rest)| rest.split_once('/'));
        let address = address.ok_or_else(|| Failure::new("the worker names no address"))?;
        let agent = ureq::Agent::config_builder()
            .http_status_as_error(false)
            .proxy(None)
            .build();
        Ok(Self {
            agent: agent.into(),
            address: address.0.to_owned(),
        })
    }

    pub(crate) fn get(&self, path: &str) -> Result<(u16, String)> {
        let mut answer = self
            .agent
            .get(format!("http://{}{path}", self.address))
            .call()?;
        Ok((
            answer.status().as_u16(),
            answer.body_mut().read_to_string()?,
        ))
    }

    fn wait_status(&self, status: u16) -> Result<()> {
        until(&format!("/healthz says {status}"), || {
            Ok((self.get("/healthz")?.0 == status).then_some(()))
        })
    }
}
