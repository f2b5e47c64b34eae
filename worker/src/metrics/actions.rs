//! [`ActionMetrics`]: the metrics that have the action's name as a label.

use std::collections::HashMap;
use std::time::Duration;

use prometheus_client::encoding::EncodeLabelSet;
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::{Family, MetricConstructor};
use prometheus_client::metrics::histogram::Histogram;
use prometheus_client::registry::Registry;

use super::ending::Ending;

/// The label of all actions that are not in the catalog: their names come from requests, and are unbounded.
pub(crate) const OTHER: &str = "other";

/// Buckets from milliseconds to a week, in seconds.
const DURATIONS: [f64; 16] = [
    0.005, 0.025, 0.1, 0.5, 1.0, 5.0, 15.0, 60.0, 300.0, 900.0, 3600.0, 14_400.0, 43_200.0,
    86_400.0, 259_200.0, 604_800.0,
];

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct OfAction {
    action: String,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct OfEnding {
    action: String,
    outcome: &'static str,
}

#[derive(Clone)]
struct Durations;

impl MetricConstructor<Histogram> for Durations {
    fn new_metric(&self) -> Histogram {
        Histogram::new(DURATIONS)
    }
}

/// The metrics that have the action's name as a label.
#[derive(Debug)]
pub(super) struct ActionMetrics {
    series: HashMap<String, Series>,
    /// A histogram exists from the first action on: most actions of a catalog are never used, and each has 18 series.
    durations: Family<OfAction, Histogram, Durations>,
}

#[derive(Debug)]
struct Series {
    started: Counter,
    /// In the order of [`Ending::ALL`].
    ended: [Counter; Ending::ALL.len()],
}

impl ActionMetrics {
    /// Registers the metrics. The counters of all these actions exist from the start.
    pub(super) fn new<'a>(registry: &mut Registry, actions: impl Iterator<Item = &'a str>) -> Self {
        let started = Family::<OfAction, Counter>::default();
        let ended = Family::<OfEnding, Counter>::default();
        let durations = Family::new_with_constructor(Durations);
        registry.register("action_starts", "Started actions", started.clone());
        registry.register("actions", "Ended actions by outcome", ended.clone());
        let help = "Time from the start of an action to its end, in seconds";
        registry.register("action_duration_seconds", help, durations.clone());
        let series = actions.chain([OTHER]).map(|name| {
            let action = name.to_owned();
            let of_ending = |ending: Ending| OfEnding {
                action: name.to_owned(),
                outcome: ending.name(),
            };
            let series = Series {
                started: started.get_or_create_owned(&OfAction { action }),
                ended: Ending::ALL.map(|ending| ended.get_or_create_owned(&of_ending(ending))),
            };
            (name.to_owned(), series)
        });
        Self {
            series: series.collect(),
            durations,
        }
    }

    /// Returns the label of an action, and its series.
    fn find<'a>(&'a self, action: &'a str) -> (&'a str, &'a Series) {
        match self.series.get(action) {
            Some(series) => (action, series),
            None => (OTHER, &self.series[OTHER]),
        }
    }

    pub(super) fn started(&self, action: &str) {
        self.find(action).1.started.inc();
    }

    pub(super) fn ended(&self, action: &str, ending: Ending, took: Duration) {
        let (label, series) = self.find(action);
        if let Some(at) = Ending::ALL.iter().position(|other| *other == ending) {
            series.ended[at].inc();
        }
        let action = label.to_owned();
        self.durations
            .get_or_create(&OfAction { action })
            .observe(took.as_secs_f64());
    }
}
