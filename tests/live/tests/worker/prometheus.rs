//! `deploy/monitoring`: rules and dashboard, with a real Prometheus that scrapes a worker.

use std::collections::BTreeSet;
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::Command;

use live_tests::serde_json::{self, Value, json};
use live_tests::{Failure, Process, Result, until};

use crate::fixture::Fixture;
use crate::monitoring::MonitoringClient;
use crate::operators_view::MANUAL;
use crate::request::Request;

const FOLDER: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../deploy/monitoring");
const CONFIG: &str = include_str!("../../../../deploy/monitoring/prometheus.yml");
const RULES: &str = include_str!("../../../../deploy/monitoring/rules.yml");
const RULES_TEST: &str = include_str!("../../../../deploy/monitoring/rules_test.yml");
const DASHBOARD: &str = include_str!("../../../../deploy/monitoring/dashboard.json");

pub(crate) fn dashboard_and_rules_return_data_under_load(fixture: &Fixture) -> Result<()> {
    let settings = fixture
        .settings()?
        .set("mistral_actions", "monitoring_address", "127.0.0.1:0");
    let worker = fixture.worker(&settings)?;
    let target = MonitoringClient::of(&worker)?.address().to_owned();
    let prometheus = Prometheus::start(fixture, &target)?;
    let dashboard: Value = serde_json::from_str(DASHBOARD)?;
    let mut expressions: Vec<String> = texts(&dashboard, "expr").map(queryable).collect();
    assert!(expressions.len() > 30, "{expressions:#?}");
    // Alerts that fire are annotations; there are none.
    expressions.retain(|expression| !expression.starts_with("ALERTS"));
    expressions.extend(names(RULES, "- record: ").into_iter().map(str::to_owned));
    let engine = fixture.engine()?;
    let mut round = 0;
    until("every expression returns data", || {
        round += 1;
        let request = |number: u32, action: &str, input: &Value| {
            Request::new(&format!("{round}-{number}-{action}"), action, input)
        };
        let echoes = (0..40).map(|number| request(number, "test.echo", &json!({"value": "x"})));
        let failures = (0..4).map(|number| request(number, "test.fail", &json!({"message": "m"})));
        engine.send_all(&echoes.chain(failures).collect::<Vec<_>>())?;
        let mut without_data = Vec::new();
        for expression in &expressions {
            if !prometheus.has_data(expression)? {
                without_data.push(expression);
            }
        }
        // The timeout names the first one.
        Ok(without_data.is_empty().then_some(()))
    })
    .map_err(|failure| prometheus.explain(&failure, &expressions))?;
    for rule in prometheus.rules()? {
        assert_eq!(rule["health"], "ok", "{rule:#}");
        // Actions fail here on purpose; no other alert may be on its way.
        let is_expected = rule["state"] == "inactive" || rule["name"] == "MistralExecutorFailures";
        assert!(rule["type"] == "recording" || is_expected, "{rule:#}");
    }
    worker.terminate()
}

/// promtool checks the rules and runs their tests, which cover every alert.
pub(crate) fn rules_pass_their_tests(_: &Fixture) -> Result<()> {
    let promtool = program()?.with_file_name("promtool");
    for arguments in [
        ["check", "rules", "rules.yml"],
        ["check", "config", "prometheus.yml"],
        ["test", "rules", "rules_test.yml"],
    ] {
        let output = Command::new(&promtool)
            .args(arguments)
            .current_dir(FOLDER)
            .output()?;
        let said = [output.stdout, output.stderr].concat();
        let said = String::from_utf8_lossy(&said);
        assert!(output.status.success(), "promtool {arguments:?}: {said}");
    }
    let tested: BTreeSet<&str> = names(RULES_TEST, "alertname: ").into_iter().collect();
    let alerts: BTreeSet<&str> = names(RULES, "- alert: ").into_iter().collect();
    assert_eq!(tested, alerts);
    Ok(())
}

pub(crate) fn manual_explains_every_alert_and_dashboard_shows_every_metric(
    _: &Fixture,
) -> Result<()> {
    let rows = MANUAL.lines().filter_map(|line| line.strip_prefix("| `"));
    let rows: Vec<&str> = rows.filter_map(|row| row.split('`').next()).collect();
    let alerts = rows
        .iter()
        .filter(|name| name.starts_with("MistralExecutor"));
    let alerts: Vec<&str> = alerts.copied().collect();
    assert_eq!(alerts, names(RULES, "- alert: "));
    let dashboard: Value = serde_json::from_str(DASHBOARD)?;
    let expressions: String = texts(&dashboard, "expr").collect::<Vec<_>>().join("\n");
    let metrics = rows.into_iter().filter(|name| {
        name.starts_with("mistral_executor_") || name.starts_with("oslo_messaging_rpc")
    });
    let missing: Vec<&str> = metrics
        .filter(|metric| !expressions.contains(metric))
        .collect();
    assert_eq!(missing, [""; 0]);
    Ok(())
}

/// A Prometheus that scrapes one worker.
struct Prometheus {
    process: Process,
    agent: ureq::Agent,
    url: String,
}

impl Prometheus {
    fn start(fixture: &Fixture, target: &str) -> Result<Self> {
        let config = CONFIG
            .replace(" 15s", " 1s")
            .replace("- rules.yml", &format!("- {FOLDER}/rules.yml"))
            .replace(
                r#"["executor-1.example.org:9100", "executor-2.example.org:9100"]"#,
                &format!(r#"["{target}"]"#),
            );
        assert!(config.contains(target), "{config}");
        let path = fixture.path("prometheus.yml");
        std::fs::write(&path, config)?;
        // The port most likely stays free, because the system assigns other ports first.
        let address = TcpListener::bind("127.0.0.1:0")?.local_addr()?;
        let mut command = Command::new(program()?);
        command
            .arg(format!("--config.file={}", path.display()))
            .arg(format!(
                "--storage.tsdb.path={}",
                fixture.path("prometheus").display()
            ))
            .arg(format!("--web.listen-address={address}"));
        let services = fixture.broker.services();
        let log = fixture.path("prometheus.log");
        let process = Process::spawn(&mut command, &[], log, services)?;
        let agent = ureq::Agent::config_builder()
            .http_status_as_error(false)
            .proxy(None)
            .build();
        let prometheus = Self {
            process,
            agent: agent.into(),
            url: format!("http://{address}"),
        };
        until("Prometheus is ready", || {
            let ready = prometheus
                .agent
                .get(format!("{}/-/ready", prometheus.url))
                .call();
            Ok(ready
                .is_ok_and(|response| response.status() == 200)
                .then_some(()))
        })
        .map_err(|failure| {
            Failure::new(format_args!("{failure}\n{}", prometheus.process.log_tail()))
        })?;
        Ok(prometheus)
    }

    /// Calls the API.
    fn get(&self, path: &str, query: &[(&str, &str)]) -> Result<Value> {
        let request = self.agent.get(format!("{}/api/v1/{path}", self.url));
        let mut response = request.query_pairs(query.iter().copied()).call()?;
        let response: Value = serde_json::from_str(&response.body_mut().read_to_string()?)?;
        match response["status"].as_str() {
            Some("success") => Ok(response["data"].clone()),
            _ => Err(Failure::new(format_args!("{query:?}: {response:#}"))),
        }
    }

    /// Returns whether an expression has a value that is a number.
    fn has_data(&self, expression: &str) -> Result<bool> {
        let data = self.get("query", &[("query", expression)])?;
        let series = data["result"].as_array().into_iter().flatten();
        let mut values = series.filter_map(|series| series["value"][1].as_str());
        Ok(values.any(|value| value != "NaN"))
    }

    /// Returns all rules with their states.
    fn rules(&self) -> Result<Vec<Value>> {
        let data = self.get("rules", &[])?;
        let groups = data["groups"].as_array().into_iter().flatten();
        let rules = groups
            .filter_map(|group| group["rules"].as_array())
            .flatten();
        Ok(rules.cloned().collect())
    }

    /// Adds the expressions without data to a failure.
    fn explain(&self, failure: &Failure, expressions: &[String]) -> Failure {
        let mut without_data = expressions.iter();
        let without_data: Vec<&String> = without_data
            .by_ref()
            .filter(|expression| !self.has_data(expression).unwrap_or(false))
            .collect();
        Failure::new(format_args!("{failure}\nwithout data: {without_data:#?}"))
    }
}

/// Returns the path of Prometheus, which is installed if needed.
fn program() -> Result<PathBuf> {
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("../stack/provision");
    let output = Command::new(script)
        .args(["debian", "prometheus"])
        .output()?;
    if !output.status.success() {
        return Err(Failure::new(String::from_utf8_lossy(&output.stderr)));
    }
    Ok(PathBuf::from(String::from_utf8(output.stdout)?.trim()))
}

/// Returns all texts under a key, at any depth.
fn texts<'a>(value: &'a Value, key: &'a str) -> Box<dyn Iterator<Item = &'a str> + 'a> {
    match value {
        Value::Object(members) => Box::new(members.iter().flat_map(move |(name, value)| {
            let own = value.as_str().filter(|_| name == key);
            own.into_iter().chain(texts(value, key))
        })),
        Value::Array(items) => Box::new(items.iter().flat_map(move |item| texts(item, key))),
        _ => Box::new(std::iter::empty()),
    }
}

/// Replaces the variables of the dashboard, as Grafana does for "All".
fn queryable(expression: &str) -> String {
    ["$job", "$instance", "$action"]
        .iter()
        .fold(expression.to_owned(), |text, name| text.replace(name, ".*"))
        .replace("$__rate_interval", "10s")
}

/// Returns the rests of the lines that begin with a key.
fn names<'a>(text: &'a str, key: &str) -> Vec<&'a str> {
    let lines = text.lines().map(str::trim);
    lines.filter_map(|line| line.strip_prefix(key)).collect()
}
