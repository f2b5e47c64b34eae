//! The operator's `mistral.conf`, read as oslo.config reads it.

#[cfg(test)]
mod deployments;
mod grammar;
mod keystone;
mod kinds;
mod location;
mod log;
mod log_kinds;
mod logging_conf;
mod opt;
mod options;
mod others;
mod passwords;
mod rabbit;
mod remarks;
mod sources;
mod transport_url;
mod values;

pub(crate) use keystone::Keystone;
pub use location::{ConfigLocation, ConfigPath};
pub(crate) use log::Log;
pub(crate) use logging_conf::{Destination, LoggingConf};
pub(crate) use opt::AnyOpt;
pub(crate) use options::OPTIONS;
pub(crate) use rabbit::{Rabbit, Tls};
pub(crate) use remarks::{OF_OTHERS, Remarks, UNKNOWN, WITHOUT_EFFECT};
pub(crate) use sources::{Source, Sources};
pub(crate) use transport_url::{Broker, TransportUrl};
pub(crate) use values::Values;

use std::path::{Path, PathBuf};
use std::time::Duration;

use mistral_actions::settings::Settings;

use crate::permissions::Permissions;

use options::{
    ALLOW, AUDIT_LOG, CAFILE, CHECK_INTERVAL, CONTROL_EXCHANGE, DENY, ENGINE_TOPIC,
    EXECUTION_FIELD_SIZE_LIMIT_KB, EXECUTOR_THREAD_POOL_SIZE, EXECUTOR_TOPIC, FORWARD_TOPIC,
    GRACEFUL_SHUTDOWN_TIMEOUT, HOLD_TIME, HOST, INSECURE, KOMBU_MISSING_CONSUMER_RETRY_TIMEOUT,
    MAX_MISSED_HEARTBEATS, MISTRAL_URL, MONITORING_ADDRESS, OTLP_ENDPOINT, PARK_AFTER,
    RABBIT_QOS_PREFETCH_COUNT, RABBIT_STREAM_FANOUT, RPC_PING_ENABLED, THREADS, TRANSPORT_URL,
};

/// Reason for refusing `otlp_endpoint` in a binary that cannot send traces.
pub(crate) const WITHOUT_TRACES: &str = "this binary was built without the Cargo feature `otel`";

/// The worker's configuration.
#[derive(Clone, Debug)]
pub(crate) struct Config {
    pub(crate) transport: TransportUrl,
    pub(crate) rabbit: Rabbit,
    pub(crate) control_exchange: String,
    pub(crate) host: String,
    pub(crate) topic: String,
    pub(crate) engine_topic: String,
    /// Upper bound on actions that run at the same time.
    pub(crate) slots: u16,
    /// Number of threads for actions. `None`: one for each core.
    pub(crate) threads: Option<usize>,
    pub(crate) reply_timeout: Duration,
    pub(crate) answers_pings: bool,
    /// Time that running actions have to finish after SIGTERM. `None`: unlimited.
    pub(crate) drain_timeout: Option<Duration>,
    /// Upper bound on a result, in bytes. `None`: unlimited.
    pub(crate) result_limit: Option<usize>,
    /// `None`: no heartbeats.
    pub(crate) heartbeat_interval: Option<Duration>,
    pub(crate) forward_topic: Option<String>,
    pub(crate) park_after: Duration,
    /// Time for which a redelivered request of an action that must not run twice is held back.
    pub(crate) hold_time: Duration,
    pub(crate) mistral_url: Option<String>,
    pub(crate) permissions: Permissions,
    pub(crate) audit_log: Option<PathBuf>,
    pub(crate) monitoring_address: Option<String>,
    pub(crate) keystone: Option<Keystone>,
    pub(crate) cafile: Option<PathBuf>,
    pub(crate) insecure: bool,
    pub(crate) log: Log,
}

impl Config {
    /// Reads the configuration.
    ///
    /// # Errors
    ///
    /// Returns all problems, each with its place.
    pub(crate) fn read(sources: &mut Sources) -> Result<Self, Vec<String>> {
        Self::read_and(sources, |_, _| {})
    }

    /// Reads the configuration and refuses values with which a worker cannot run.
    pub(crate) fn for_worker(sources: &mut Sources) -> Result<Self, Vec<String>> {
        let misspelt = Remarks::on(sources).errors;
        Self::read_and(sources, |config, values| {
            values.problems.extend(misspelt);
            config.refuse_for_worker(values, cfg!(feature = "otel"));
        })
    }

    fn read_and(
        sources: &mut Sources,
        check: impl FnOnce(&Self, &mut Values<'_>),
    ) -> Result<Self, Vec<String>> {
        let transport = read_transport(sources);
        let mut values = Values::new(sources);
        let transport = transport.unwrap_or_else(|problem| {
            values.problems.push(problem);
            TransportUrl::parse("rabbit://")
                .unwrap_or_else(|_| unreachable!("the default is valid"))
        });
        let config = Self::from_values(transport, &mut values);
        check(&config, &mut values);
        if values.problems.is_empty() {
            Ok(config)
        } else {
            Err(values.problems)
        }
    }

    /// Refuses values that are valid in a file that other programs read as well, but not for a worker.
    fn refuse_for_worker(&self, values: &mut Values<'_>, sends_traces: bool) {
        if self.forward_topic.as_ref() == Some(&self.topic) {
            values.refuse(
                &FORWARD_TOPIC,
                "equals [executor] topic: forwarded actions would come back",
            );
        }
        if self.log.otlp_endpoint.is_some() && !sends_traces {
            values.refuse(&OTLP_ENDPOINT, WITHOUT_TRACES);
        }
    }

    fn from_values(transport: TransportUrl, values: &mut Values<'_>) -> Self {
        let interval = values.get(&CHECK_INTERVAL);
        let missable = values.get(&MAX_MISSED_HEARTBEATS);
        let drain = values.get(&GRACEFUL_SHUTDOWN_TIMEOUT);
        let limit = values.get(&EXECUTION_FIELD_SIZE_LIMIT_KB);
        let threads = values.get(&EXECUTOR_THREAD_POOL_SIZE);
        let prefetch = match values.get(&RABBIT_QOS_PREFETCH_COUNT) {
            0 => threads,
            // A stream needs the option, which deployments set to 1. It bounds no threads of oslo.messaging.
            _ if values.get(&RABBIT_STREAM_FANOUT) => threads,
            prefetch => prefetch,
        };
        let keystone = Keystone::from_values(values);
        Self {
            transport,
            rabbit: Rabbit::from_values(values),
            control_exchange: values.get(&CONTROL_EXCHANGE),
            host: values.get(&HOST),
            topic: values.get(&EXECUTOR_TOPIC),
            engine_topic: values.get(&ENGINE_TOPIC),
            slots: u16::try_from(threads.min(prefetch)).unwrap_or(u16::MAX),
            threads: usize::try_from(values.get(&THREADS))
                .ok()
                .filter(|threads| *threads > 0),
            reply_timeout: values.get(&KOMBU_MISSING_CONSUMER_RETRY_TIMEOUT),
            answers_pings: values.get(&RPC_PING_ENABLED),
            drain_timeout: Some(drain).filter(|timeout| !timeout.is_zero()),
            result_limit: usize::try_from(limit * 1024)
                .ok()
                .filter(|limit| *limit > 0),
            heartbeat_interval: (interval > 0 && missable > 0)
                .then(|| Duration::from_secs(interval)),
            forward_topic: values.get(&FORWARD_TOPIC),
            park_after: values.get(&PARK_AFTER),
            hold_time: values.get(&HOLD_TIME),
            mistral_url: values.get(&MISTRAL_URL),
            permissions: Permissions::new(&values.get(&ALLOW), &values.get(&DENY)),
            audit_log: values.get(&AUDIT_LOG).map(PathBuf::from),
            monitoring_address: values.get(&MONITORING_ADDRESS),
            keystone,
            cafile: values.get(&CAFILE).map(PathBuf::from),
            insecure: values.get(&INSECURE),
            log: Log::from_values(values),
        }
    }
}

/// Reads the URL before all other options, because its query overrides them.
fn read_transport(sources: &mut Sources) -> Result<TransportUrl, String> {
    let url = Values::new(sources).get(&TRANSPORT_URL);
    let source = sources
        .raw("DEFAULT", &["transport_url"])
        .map_or(Source::Default, |(_, source)| source.clone());
    let transport = TransportUrl::parse(&url)
        .map_err(|problem| format!("{source}: [DEFAULT] transport_url: {problem}"))?;
    for (name, value) in &transport.query {
        sources.set(
            "oslo_messaging_rabbit",
            name,
            value.clone(),
            Source::TransportUrl,
        );
    }
    Ok(transport)
}

/// Returns all options that the operator set, for packs that read options.
pub(crate) fn settings(sources: &Sources) -> Settings {
    let options = sources.all();
    Settings::new(options.map(|(group, name, value)| {
        let value = sources
            .substitute(group, value, &|_, _| None)
            .unwrap_or_else(|| value.to_owned());
        (group, name, value)
    }))
}

/// Reads group, name and value of all options that the operator set, for a command that runs actions without a worker.
///
/// # Errors
///
/// If a file cannot be read.
pub fn options(
    location: &ConfigLocation,
) -> Result<Vec<(String, String, String)>, crate::error::WorkerError> {
    let sources = location.read();
    if !sources.problems.is_empty() {
        return Err(crate::error::WorkerError::Configuration(sources.problems));
    }
    let options = sources.all().map(|(group, name, value)| {
        let value = sources
            .substitute(group, value, &|_, _| None)
            .unwrap_or_else(|| value.to_owned());
        (group.to_owned(), name.to_owned(), value)
    });
    Ok(options.collect())
}

/// Reads which actions requests may run.
///
/// # Errors
///
/// If a file cannot be read.
pub fn permissions(location: &ConfigLocation) -> Result<Permissions, crate::error::WorkerError> {
    let sources = location.read();
    if !sources.problems.is_empty() {
        return Err(crate::error::WorkerError::Configuration(sources.problems));
    }
    let mut values = Values::new(&sources);
    Ok(Permissions::new(&values.get(&ALLOW), &values.get(&DENY)))
}

/// Returns the name of this binary, for the log.
pub(crate) fn binary_name() -> String {
    let path = std::env::args_os().next().map(PathBuf::from);
    let name = path.as_deref().and_then(Path::file_name);
    name.map_or_else(
        || "mistral-executor".to_owned(),
        |name| name.to_string_lossy().into_owned(),
    )
}

pub(crate) fn machine_name() -> String {
    gethostname::gethostname().to_string_lossy().into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(options: &[(&str, &str, &str)]) -> Result<Config, Vec<String>> {
        let mut sources = Sources::default();
        for (group, name, value) in options {
            sources.set(group, name, (*value).to_owned(), Source::Default);
        }
        Config::read(&mut sources)
    }

    #[test]
    fn query_of_the_url_overrides_the_file() {
        let config = read(&[
            (
                "DEFAULT",
                "transport_url",
                "rabbit://h/?heartbeat_timeout_threshold=7&amqp_durable_queues=1",
            ),
            ("oslo_messaging_rabbit", "heartbeat_timeout_threshold", "30"),
        ])
        .unwrap();
        assert_eq!(config.rabbit.heartbeat, 7);
        assert!(config.rabbit.durable);
    }

    #[test]
    fn zero_and_negative_values_turn_features_off() {
        let config = read(&[
            ("engine", "execution_field_size_limit_kb", "-1"),
            ("action_heartbeat", "max_missed_heartbeats", "0"),
            ("DEFAULT", "graceful_shutdown_timeout", "0"),
        ])
        .unwrap();
        assert_eq!(config.result_limit, None);
        assert_eq!(config.heartbeat_interval, None);
        assert_eq!(config.drain_timeout, None);
    }

    #[test]
    fn prefetch_of_a_stream_bounds_no_actions() {
        let group = "oslo_messaging_rabbit";
        let one = (group, "rabbit_qos_prefetch_count", "1");
        assert_eq!(read(&[one]).unwrap().slots, 1);
        let stream = [
            one,
            (group, "rabbit_stream_fanout", "true"),
            (group, "rabbit_transient_quorum_queue", "true"),
        ];
        assert_eq!(read(&stream).unwrap().slots, 64);
    }

    #[test]
    fn reports_all_problems() {
        let problems = read(&[
            ("DEFAULT", "transport_url", "kafka://h"),
            ("oslo_messaging_rabbit", "ssl", "1"),
            ("oslo_messaging_rabbit", "ssl_key_file", "c.pem"),
            ("DEFAULT", "executor_thread_pool_size", "many"),
        ])
        .unwrap_err();
        assert_eq!(problems.len(), 3, "{problems:#?}");
    }

    #[test]
    fn empty_topics_are_refused() {
        let problems = read(&[("executor", "topic", ""), ("engine", "topic", "")]).unwrap_err();
        assert_eq!(
            problems,
            [
                "default: [executor] topic: expected a name, got nothing",
                "default: [engine] topic: expected a name, got nothing"
            ]
        );
    }

    #[test]
    fn hold_time_below_two_seconds_is_refused() {
        let read = |seconds| read(&[("mistral_actions", "hold_time", seconds)]);
        assert_eq!(read("2").unwrap().hold_time, Duration::from_secs(2));
        for seconds in ["1.9", "0", "-4", "soon"] {
            assert_eq!(
                read(seconds).unwrap_err(),
                [format!(
                    "default: [mistral_actions] hold_time: expected a number of seconds, 2 or more, got `{seconds}`"
                )]
            );
        }
    }

    #[test]
    fn worker_refuses_own_topic_and_traces_without_otel() {
        let options = [
            ("executor", "topic", "t"),
            ("mistral_actions", "forward_topic", "t"),
            (
                "mistral_actions",
                "otlp_endpoint",
                "http://127.0.0.1:4318/v1/traces",
            ),
        ];
        // A program that only delivers results may read the same file.
        let config = read(&options).unwrap();
        let problems = |sends_traces| {
            let sources = Sources::default();
            let mut values = Values::new(&sources);
            config.refuse_for_worker(&mut values, sends_traces);
            values.problems
        };
        assert_eq!(
            problems(false),
            [
                "default: [mistral_actions] forward_topic: equals [executor] topic: forwarded actions would come back",
                "default: [mistral_actions] otlp_endpoint: this binary was built without the Cargo feature `otel`",
            ]
        );
        assert_eq!(problems(true).len(), 1);
    }
}
