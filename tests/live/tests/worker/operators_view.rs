//! What an operator sees of actions: log, audit log, permissions, metrics.

use std::collections::BTreeSet;

use live_tests::serde_json::{self, Value, json};
use live_tests::{Result, Signal, until};

use crate::fixture::Fixture;
use crate::monitoring::MonitoringClient;
use crate::request::Request;

pub(crate) const MANUAL: &str = include_str!("../../../../docs/operating.md");

pub(crate) fn every_end_is_in_log_and_audit_log_without_values(fixture: &Fixture) -> Result<()> {
    let engine = fixture.engine()?;
    let audit_log = fixture.path("audit.log");
    let settings = fixture
        .settings()?
        .set("mistral_actions", "audit_log", audit_log.display())
        .set("mistral_actions", "deny", "test.panic, test.w?rk")
        .set("mistral_actions", "monitoring_address", "127.0.0.1:0");
    let mut worker = fixture.worker(&settings)?;
    for (id, action, input) in [
        ("a", "test.echo", json!({"value": "s3cret"})),
        ("b", "test.fail", json!({"message": "broken"})),
        ("c", "test.echo", json!({"valeu": 1})),
        ("d", "test.unknown", json!({})),
        ("e", "test.work", json!({"journal": "", "item": ""})),
        ("f", "test.cancel", json!({})),
    ] {
        engine.send(&Request::new(id, action, &input))?;
    }
    let forbidden = engine.result("e")?;
    let expected = "the operator of this executor does not allow `test.work`: [mistral_actions] deny has `test.w?rk`";
    assert_eq!(forbidden["error"], expected);
    let ends = BTreeSet::from([
        ("a", "test.echo", "success"),
        ("b", "test.fail", "error"),
        ("c", "test.echo", "invalid_input"),
        ("d", "other", "unknown_action"),
        ("e", "other", "not_allowed"),
        ("f", "test.cancel", "cancel"),
    ]);
    for (id, action, outcome) in &ends {
        engine.result(id)?;
        worker.wait_log(&format!("action `{action}` ended: {outcome}, 0."), 1)?;
    }
    let records = || -> Result<Vec<Value>> {
        let text = std::fs::read_to_string(&audit_log)?;
        let lines = text.lines().map(serde_json::from_str);
        Ok(lines.collect::<std::result::Result<_, _>>()?)
    };
    until("the audit log has all ends", || {
        Ok((records()?.len() == ends.len()).then_some(()))
    })?;
    let records = records()?;
    let text = |record: &Value, name: &str| record[name].as_str().unwrap_or_default().to_owned();
    let audited: BTreeSet<[String; 3]> = records
        .iter()
        .map(|record| ["action_execution_id", "action", "outcome"].map(|name| text(record, name)))
        .collect();
    let expected = ends
        .iter()
        .map(|(id, action, outcome)| [*id, *action, *outcome].map(str::to_owned));
    assert_eq!(audited, expected.collect());
    let of_a = records
        .iter()
        .find(|record| record["action_execution_id"] == "a");
    assert_eq!(
        of_a.map(|record| &record["inputs"]),
        Some(&json!(["value"]))
    );
    assert!(!std::fs::read_to_string(&audit_log)?.contains("s3cret"));

    // logrotate moves the file and sends SIGHUP.
    std::fs::rename(&audit_log, fixture.path("audit.log.1"))?;
    worker.signal(Signal::HUP)?;
    worker.wait_log("log levels were read again", 1)?;
    fixture.assert_serves("g")?;
    until("the new audit log has a line", || {
        let text = std::fs::read_to_string(&audit_log)?;
        Ok(text.contains(r#""action_execution_id":"g""#).then_some(()))
    })?;
    let client = MonitoringClient::of(&worker)?;
    let metrics = client.get("/metrics")?.1;
    for line in [
        r#"mistral_executor_actions_total{action="test.echo",outcome="invalid_input"} 1"#,
        r#"mistral_executor_actions_total{action="other",outcome="not_allowed"} 1"#,
        r#"mistral_executor_actions_total{action="test.block",outcome="timed_out"} 0"#,
        r#"mistral_executor_action_duration_seconds_count{action="test.echo"} 3"#,
    ] {
        assert!(
            metrics.lines().any(|other| other == line),
            "{line}\n{metrics}"
        );
    }
    worker.terminate()
}

pub(crate) fn full_audit_log_stops_no_action(fixture: &Fixture) -> Result<()> {
    let settings = fixture
        .settings()?
        .set("mistral_actions", "audit_log", "/dev/full")
        .set("mistral_actions", "monitoring_address", "127.0.0.1:0");
    let mut worker = fixture.worker(&settings)?;
    for id in ["a", "b"] {
        fixture.assert_serves(id)?;
    }
    worker.wait_log("cannot write to the audit log: ", 1)?;
    let client = MonitoringClient::of(&worker)?;
    until("both failures are counted", || {
        let metrics = client.get("/metrics")?.1;
        Ok(metrics
            .contains("mistral_executor_audit_failures_total 2\n")
            .then_some(()))
    })?;
    assert_eq!(
        worker
            .log()?
            .matches("cannot write to the audit log")
            .count(),
        1
    );
    assert_eq!(client.get("/livez")?, (200, "ok\n".to_owned()));
    assert_eq!(client.get("/readyz")?.0, 200);
    worker.terminate()
}

pub(crate) fn manual_lists_the_metrics(fixture: &Fixture) -> Result<()> {
    let settings = fixture
        .settings()?
        .set("mistral_actions", "monitoring_address", "127.0.0.1:0");
    let worker = fixture.worker(&settings)?;
    fixture.assert_serves("a")?;
    let client = MonitoringClient::of(&worker)?;
    let metrics = until("the end of the action is counted", || {
        let metrics = client.get("/metrics")?.1;
        let ended = r#"duration_seconds_count{action="test.echo"} 1"#;
        Ok(metrics.contains(ended).then_some(metrics))
    })?;
    let scraped: BTreeSet<(&str, Vec<&str>)> = metrics
        .lines()
        .filter(|line| !line.starts_with('#'))
        .filter_map(|line| {
            let (series, _) = line.rsplit_once(' ')?;
            let (name, labels) = series.split_once('{').unwrap_or((series, ""));
            let name = ["_bucket", "_sum", "_count"]
                .iter()
                .find_map(|end| name.strip_suffix(end))
                .unwrap_or(name);
            let labels = labels
                .split(',')
                .filter_map(|label| Some(label.split_once('=')?.0));
            Some((name, labels.filter(|label| *label != "le").collect()))
        })
        .collect();
    let oslo = [
        "exchange",
        "topic",
        "server",
        "endpoint",
        "namespace",
        "version",
        "method",
        "process",
    ];
    let listed: BTreeSet<(&str, Vec<&str>)> = MANUAL
        .lines()
        .filter_map(|line| {
            let mut cells = line.strip_prefix("| `")?.split('|').map(str::trim);
            let name = cells.next()?.strip_suffix('`')?;
            let labels = cells.next()?;
            let is_metric = ["mistral_executor_", "oslo_messaging_"]
                .iter()
                .any(|prefix| name.starts_with(prefix));
            let labels = if labels == "oslo's" {
                oslo.to_vec()
            } else {
                labels
                    .split(", ")
                    .filter(|label| !label.is_empty())
                    .map(|label| label.trim_matches('`'))
                    .collect()
            };
            is_metric.then_some((name, labels))
        })
        .collect();
    assert_eq!(scraped, listed);
    worker.terminate()
}

pub(crate) fn action_that_blocks_is_named_in_the_log(fixture: &Fixture) -> Result<()> {
    let (engine, journal) = (fixture.engine()?, fixture.journal());
    let mut worker = fixture.worker(&fixture.settings()?)?;
    engine.send(&Request::new("a", "test.block", &journal.gated("a")))?;
    worker.wait_log(
        "action `test.block` has blocked its thread for over a second",
        1,
    )?;
    journal.open_gate()?;
    engine.result("a")?;
    worker.terminate()
}

pub(crate) fn start_names_binary_files_and_options_without_effect(fixture: &Fixture) -> Result<()> {
    let settings = fixture
        .settings()?
        .set("oslo_messaging_rabbit", "rabbit_quorum_queues", "true")
        .set("oslo_messaging_rabbit", "kombu_compression", "gzip")
        .set("database", "connection", "sqlite://");
    let mut worker = fixture.worker(&settings)?;
    for line in [
        "[oslo_messaging_rabbit] rabbit_quorum_queues is no option of Mistral; did you mean `rabbit_quorum_queue`?",
        "without effect here, unlike in Mistral's executor: [oslo_messaging_rabbit] kombu_compression (",
        "only other services of Mistral read: [database] connection (",
        "configuration: ",
        &format!(" {} starts with ", env!("CARGO_PKG_VERSION")),
    ] {
        worker.wait_log(line, 1)?;
    }
    worker.terminate()?;
    let settings = settings.set("mistral_actions", "forward_topik", "elsewhere");
    let mut refused = fixture.spawn(&settings)?;
    assert_eq!(refused.wait_exit()?.code(), Some(3));
    let log = refused.log()?;
    let problem =
        "[mistral_actions] forward_topik: there is no such option; did you mean `forward_topic`?";
    assert!(log.contains(problem), "{log}");
    Ok(())
}
