//! [`Metrics`]: the worker's metrics, under oslo.messaging's names
//! (`oslo_metrics/metrics/oslo_messaging.py`) where they exist.

pub(crate) mod monitoring;

use std::time::Duration;

use prometheus_client::encoding::EncodeLabelSet;
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::gauge::Gauge;
use prometheus_client::metrics::histogram::Histogram;
use prometheus_client::registry::Registry;

use mistral_actions::ActionResult;

use crate::config::Config;
use crate::job::outcome::Outcome;

/// oslo's buckets, in seconds.
const BUCKETS: [f64; 17] = [
    0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1.0, 2.5, 5.0, 7.5, 10.0, 25.0, 50.0, 75.0,
    100.0,
];

/// oslo's labels.
#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Labels {
    exchange: String,
    topic: String,
    server: String,
    endpoint: String,
    namespace: String,
    version: String,
    method: String,
    process: String,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Ending {
    outcome: &'static str,
}

/// The worker's metrics.
#[derive(Debug)]
pub(crate) struct Metrics {
    registry: Registry,
    started: Counter,
    ended: Counter,
    seconds: Histogram,
    outcomes: Family<Ending, Counter>,
    running: Gauge,
    consuming: Gauge,
    sending: Gauge,
}

impl Metrics {
    pub(crate) fn new(config: &Config) -> Self {
        let labels = Labels {
            exchange: config.control_exchange.clone(),
            topic: config.topic.clone(),
            server: config.host.clone(),
            endpoint: "ExecutorServer".to_owned(),
            namespace: String::new(),
            version: "1.0".to_owned(),
            method: "run_action".to_owned(),
            process: "mistral-executor".to_owned(),
        };
        let (started, ended) = (
            Family::<Labels, Counter>::default(),
            Family::<Labels, Counter>::default(),
        );
        let seconds = Family::<Labels, Histogram>::new_with_constructor(|| Histogram::new(BUCKETS));
        let outcomes = Family::<Ending, Counter>::default();
        let [running, slots, consuming, sending] = std::array::from_fn(|_| Gauge::default());
        let mut registry = Registry::default();
        let oslo = registry.sub_registry_with_prefix("oslo_messaging_rpc_server");
        oslo.register(
            "invocation_start",
            "Requests whose action was started",
            started.clone(),
        );
        oslo.register(
            "invocation_end",
            "Requests whose action has ended",
            ended.clone(),
        );
        oslo.register("processing_seconds", "Duration of actions", seconds.clone());
        let ours = registry.sub_registry_with_prefix("mistral_executor");
        ours.register("actions", "Ended actions by outcome", outcomes.clone());
        ours.register("running_actions", "Running actions", running.clone());
        ours.register("slots", "Upper bound on running actions", slots.clone());
        ours.register(
            "consumed_queues",
            "Request queues that are being consumed from",
            consuming.clone(),
        );
        ours.register(
            "sending_connected",
            "1 while the connection for results is open",
            sending.clone(),
        );
        slots.set(config.slots.into());
        Self {
            started: started.get_or_create_owned(&labels),
            ended: ended.get_or_create_owned(&labels),
            seconds: seconds.get_or_create_owned(&labels),
            registry,
            outcomes,
            running,
            consuming,
            sending,
        }
    }

    /// Counts an action that starts.
    pub(crate) fn started(&self) {
        self.started.inc();
    }

    /// Counts an action that has ended.
    pub(crate) fn ended(&self, took: Duration, outcome: &Outcome) {
        self.ended.inc();
        self.seconds.observe(took.as_secs_f64());
        let outcome = match outcome {
            Outcome::Result(ActionResult::Data(_)) => "success",
            Outcome::Result(ActionResult::Error { .. }) => "error",
            Outcome::Result(ActionResult::Cancel) => "cancel",
            Outcome::Started => "asynchronous",
            Outcome::Forwarded => "forwarded",
            Outcome::Abandoned => return,
        };
        self.outcomes.get_or_create(&Ending { outcome }).inc();
    }

    /// Counts a requeued action.
    pub(crate) fn given_back(&self) {
        self.outcomes
            .get_or_create(&Ending {
                outcome: "given_back",
            })
            .inc();
    }

    /// Formats the metrics as Prometheus's text.
    pub(crate) fn text(&self, running: usize, consuming: usize, is_sending: bool) -> String {
        self.running.set(i64::try_from(running).unwrap_or(i64::MAX));
        self.consuming
            .set(i64::try_from(consuming).unwrap_or(i64::MAX));
        self.sending.set(is_sending.into());
        let mut text = String::new();
        match prometheus_client::encoding::text::encode(&mut text, &self.registry) {
            Ok(()) => text,
            Err(error) => unreachable!("writing to a String cannot fail: {error}"),
        }
    }
}
