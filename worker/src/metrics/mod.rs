//! [`Metrics`]: the worker's metrics, under oslo.messaging's names
//! (`oslo_metrics/metrics/oslo_messaging.py`) where they exist.

mod actions;
mod ending;
mod event;
pub(crate) mod monitoring;

pub(crate) use actions::OTHER;
pub(crate) use ending::Ending;
pub(crate) use event::Event;

use std::sync::atomic::Ordering;
use std::time::Duration;

use prometheus_client::encoding::EncodeLabelSet;
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::gauge::Gauge;
use prometheus_client::metrics::histogram::Histogram;
use prometheus_client::metrics::info::Info;
use prometheus_client::registry::Registry;

use actions::ActionMetrics;

use crate::config::{self, Config};

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

/// Buckets of the time that a request waits for its action to start, in seconds.
const WAITS: [f64; 10] = [0.001, 0.005, 0.025, 0.1, 0.5, 1.0, 5.0, 30.0, 120.0, 600.0];

/// Buckets of a result's size, in bytes of JSON.
const SIZES: [f64; 8] = [
    64.0,
    512.0,
    4096.0,
    32_768.0,
    262_144.0,
    1_048_576.0,
    8_388_608.0,
    67_108_864.0,
];

/// The worker's metrics.
#[derive(Debug)]
pub(crate) struct Metrics {
    registry: Registry,
    started: Counter,
    ended: Counter,
    seconds: Histogram,
    actions: ActionMetrics,
    waits: Histogram,
    sizes: Histogram,
    /// In the order of [`Event`]'s variants.
    events: [Counter; Event::ALL.len()],
    gauges: Gauges,
    /// Of the connections for receiving and for sending.
    reconnects: [Counter; 2],
}

/// What is measured when someone asks.
#[derive(Debug, Default)]
struct Gauges {
    running: Gauge,
    free: Gauge,
    outstanding: Gauge,
    consuming: Gauge,
    sending: Gauge,
}

/// The state of a worker.
pub(crate) struct State {
    pub(crate) running: usize,
    /// Slots in which another action could start.
    pub(crate) free: usize,
    /// Results that asynchronous actions have still to deliver.
    pub(crate) outstanding: usize,
    pub(crate) consuming: usize,
    pub(crate) is_sending: bool,
    /// Of the connections for receiving and for sending.
    pub(crate) reconnects: [u64; 2],
}

/// The label of a metric of both connections.
#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct OfConnection {
    connection: &'static str,
}

impl Metrics {
    /// Creates the metrics. The counters of all these actions exist from the start.
    pub(crate) fn new<'a>(config: &Config, actions: impl Iterator<Item = &'a str>) -> Self {
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
        let build = Info::new(vec![
            ("version", env!("CARGO_PKG_VERSION").to_owned()),
            ("binary", config::binary_name()),
        ]);
        ours.register("build", "Version and name of the executor's binary", build);
        let (waits, sizes) = (Histogram::new(WAITS), Histogram::new(SIZES));
        let help = "Time from the arrival of a request to the start of its action, in seconds";
        ours.register("waiting_seconds", help, waits.clone());
        ours.register(
            "result_bytes",
            "Size of results, in bytes of JSON",
            sizes.clone(),
        );
        let events = Event::ALL.map(|(name, help)| {
            let counter = Counter::default();
            ours.register(name, help, counter.clone());
            counter
        });
        let gauges = Gauges::default();
        let slots = Gauge::<i64>::default();
        slots.set(config.slots.into());
        for (name, help, gauge) in [
            ("running_actions", "Running actions", &gauges.running),
            ("slots", "Upper bound on running actions", &slots),
            (
                "free_slots",
                "Actions that could start at once",
                &gauges.free,
            ),
            (
                "outstanding_results",
                "Results that asynchronous actions have still to deliver",
                &gauges.outstanding,
            ),
            (
                "consumed_queues",
                "Request queues that are being consumed from",
                &gauges.consuming,
            ),
            (
                "sending_connected",
                "1 while the connection for results is open",
                &gauges.sending,
            ),
        ] {
            ours.register(name, help, gauge.clone());
        }
        let reconnects = Family::<OfConnection, Counter>::default();
        let help = "Connections to a broker that were opened after an earlier one had ended";
        ours.register("reconnects", help, reconnects.clone());
        let reconnects = ["receiving", "sending"]
            .map(|connection| reconnects.get_or_create_owned(&OfConnection { connection }));
        Self {
            started: started.get_or_create_owned(&labels),
            ended: ended.get_or_create_owned(&labels),
            seconds: seconds.get_or_create_owned(&labels),
            actions: ActionMetrics::new(ours, actions),
            registry,
            waits,
            sizes,
            events,
            gauges,
            reconnects,
        }
    }

    /// Counts an action that starts, and the time that its request has waited.
    pub(crate) fn started(&self, action: &str, waited: Duration) {
        self.started.inc();
        self.actions.started(action);
        self.waits.observe(waited.as_secs_f64());
    }

    /// Counts an action that has ended.
    pub(crate) fn ended(&self, action: &str, ending: Ending, took: Duration) {
        self.ended.inc();
        self.seconds.observe(took.as_secs_f64());
        self.actions.ended(action, ending, took);
    }

    pub(crate) fn count(&self, event: Event) {
        self.events[event as usize].inc();
    }

    /// Counts a result of this size.
    pub(crate) fn result(&self, bytes: usize) {
        // The sizes of a histogram need not be exact.
        self.sizes
            .observe(f64::from(u32::try_from(bytes).unwrap_or(u32::MAX)));
    }

    /// Formats the metrics as Prometheus's text.
    pub(crate) fn text(&self, state: &State) -> String {
        let whole = |number: usize| i64::try_from(number).unwrap_or(i64::MAX);
        let gauges = &self.gauges;
        gauges.running.set(whole(state.running));
        gauges.free.set(whole(state.free));
        gauges.outstanding.set(whole(state.outstanding));
        gauges.consuming.set(whole(state.consuming));
        gauges.sending.set(state.is_sending.into());
        for (counter, number) in self.reconnects.iter().zip(state.reconnects) {
            counter.inner().store(number, Ordering::Relaxed);
        }
        let mut text = String::new();
        match prometheus_client::encoding::text::encode(&mut text, &self.registry) {
            Ok(()) => text,
            Err(error) => unreachable!("writing to a String cannot fail: {error}"),
        }
    }
}
