//! [`Rabbit`]: oslo.messaging's options for RabbitMQ.

use std::path::PathBuf;
use std::time::Duration;

use super::Values;
use super::opt::Opt;
use super::options::{
    AMQP_AUTO_DELETE, AMQP_DURABLE_QUEUES, HEARTBEAT_TIMEOUT_THRESHOLD, HOSTNAME,
    KOMBU_FAILOVER_STRATEGY, KOMBU_RECONNECT_SPLAY, PROCESSNAME, RABBIT_INTERVAL_MAX,
    RABBIT_LOGIN_METHOD, RABBIT_QOS_PREFETCH_COUNT, RABBIT_QUORUM_DELIVERY_LIMIT,
    RABBIT_QUORUM_MAX_MEMORY_BYTES, RABBIT_QUORUM_MAX_MEMORY_LENGTH, RABBIT_QUORUM_QUEUE,
    RABBIT_RETRY_BACKOFF, RABBIT_RETRY_INTERVAL, RABBIT_STREAM_FANOUT, RABBIT_TRANSIENT_QUEUES_TTL,
    RABBIT_TRANSIENT_QUORUM_QUEUE, SSL, SSL_CA_FILE, SSL_CERT_FILE, SSL_KEY_FILE,
    USE_QUEUE_MANAGER,
};

/// `[oslo_messaging_rabbit]`
#[derive(Clone, Debug)]
#[allow(clippy::struct_excessive_bools, reason = "oslo's options")]
pub(crate) struct Rabbit {
    pub(crate) durable: bool,
    pub(crate) auto_delete: bool,
    pub(crate) quorum: bool,
    pub(crate) quorum_delivery_limit: u64,
    pub(crate) quorum_max_memory_length: u64,
    pub(crate) quorum_max_memory_bytes: u64,
    pub(crate) transient_quorum: bool,
    pub(crate) stream_fanout: bool,
    pub(crate) transient_ttl: Duration,
    /// Last part of the fanout queue's name. `None`: random.
    pub(crate) queue_manager: Option<QueueManager>,
    pub(crate) login_method: String,
    /// Seconds; 0: no heartbeats.
    pub(crate) heartbeat: u16,
    pub(crate) retry_interval: Duration,
    pub(crate) retry_backoff: Duration,
    pub(crate) retry_max: Duration,
    /// Upper bound on a random wait after the end of a connection.
    pub(crate) reconnect_splay: Duration,
    pub(crate) shuffles: bool,
    pub(crate) tls: Option<Tls>,
}

/// Parts of the name of a fanout queue.
#[derive(Clone, Debug)]
pub(crate) struct QueueManager {
    pub(crate) host: String,
    pub(crate) process: String,
}

/// Files of TLS.
#[derive(Clone, Debug, Default)]
pub(crate) struct Tls {
    pub(crate) authorities: Option<PathBuf>,
    pub(crate) certificate: Option<PathBuf>,
    /// `None`: the key is in the file of the certificate, if there is one.
    pub(crate) key: Option<PathBuf>,
}

impl Rabbit {
    pub(super) fn from_values(values: &mut Values<'_>) -> Self {
        let tls = values.get(&SSL).then(|| Tls::from_values(values));
        let queue_manager = values.get(&USE_QUEUE_MANAGER).then(|| QueueManager {
            host: values.get(&HOSTNAME).unwrap_or_else(super::machine_name),
            process: values.get(&PROCESSNAME),
        });
        let quorum = values.get(&RABBIT_QUORUM_QUEUE);
        let stream_fanout = values.get(&RABBIT_STREAM_FANOUT);
        let transient_quorum = values.get(&RABBIT_TRANSIENT_QUORUM_QUEUE);
        // As oslo.messaging, which ends with these problems.
        if stream_fanout && values.get(&RABBIT_QOS_PREFETCH_COUNT) == 0 {
            let problem = "needs rabbit_qos_prefetch_count of 1 or more";
            values.refuse(&RABBIT_STREAM_FANOUT, problem);
        }
        if stream_fanout && !transient_quorum {
            let problem = "needs rabbit_transient_quorum_queue = true";
            values.refuse(&RABBIT_STREAM_FANOUT, problem);
        }
        Self {
            // Quorum queues are durable by nature.
            durable: values.get(&AMQP_DURABLE_QUEUES) || quorum,
            auto_delete: values.get(&AMQP_AUTO_DELETE),
            quorum,
            quorum_delivery_limit: values.get(&RABBIT_QUORUM_DELIVERY_LIMIT),
            quorum_max_memory_length: values.get(&RABBIT_QUORUM_MAX_MEMORY_LENGTH),
            quorum_max_memory_bytes: values.get(&RABBIT_QUORUM_MAX_MEMORY_BYTES),
            transient_quorum,
            stream_fanout,
            transient_ttl: Duration::from_secs(values.get(&RABBIT_TRANSIENT_QUEUES_TTL)),
            queue_manager,
            login_method: values.get(&RABBIT_LOGIN_METHOD).to_owned(),
            heartbeat: u16::try_from(values.get(&HEARTBEAT_TIMEOUT_THRESHOLD)).unwrap_or(u16::MAX),
            retry_interval: values.get(&RABBIT_RETRY_INTERVAL),
            retry_backoff: values.get(&RABBIT_RETRY_BACKOFF),
            retry_max: values.get(&RABBIT_INTERVAL_MAX),
            reconnect_splay: values.get(&KOMBU_RECONNECT_SPLAY),
            shuffles: values.get(&KOMBU_FAILOVER_STRATEGY) == "shuffle",
            tls,
        }
    }
}

impl Tls {
    fn from_values(values: &mut Values<'_>) -> Self {
        let mut file = |opt: &Opt<Option<String>>| values.get(opt).map(PathBuf::from);
        let tls = Self {
            authorities: file(&SSL_CA_FILE),
            certificate: file(&SSL_CERT_FILE),
            key: file(&SSL_KEY_FILE),
        };
        if tls.key.is_some() && tls.certificate.is_none() {
            let problem = "a client certificate also needs ssl_cert_file";
            values.refuse(&SSL_KEY_FILE, problem);
        }
        tls
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::{Source, Sources};

    fn problems(options: &[(&str, &str)]) -> Vec<String> {
        let mut sources = Sources::default();
        for (line, (name, value)) in (1..).zip(options) {
            let path = PathBuf::from("mistral.conf");
            let source = Source::File { path, line };
            sources.set("oslo_messaging_rabbit", name, (*value).to_owned(), source);
        }
        let mut values = Values::new(&sources);
        Rabbit::from_values(&mut values);
        values.problems
    }

    #[test]
    fn unknown_choices_are_refused_with_their_place() {
        assert_eq!(
            problems(&[
                ("rabbit_login_method", "plain"),
                ("kombu_failover_strategy", "random"),
            ]),
            [
                "mistral.conf:1: [oslo_messaging_rabbit] rabbit_login_method: expected PLAIN, AMQPLAIN or EXTERNAL, got `plain`",
                "mistral.conf:2: [oslo_messaging_rabbit] kombu_failover_strategy: expected round-robin or shuffle, got `random`",
            ]
        );
    }

    #[test]
    fn stream_without_its_other_options_is_refused() {
        let place = "mistral.conf:1: [oslo_messaging_rabbit] rabbit_stream_fanout:";
        assert_eq!(
            problems(&[("rabbit_stream_fanout", "true")]),
            [
                format!("{place} needs rabbit_qos_prefetch_count of 1 or more"),
                format!("{place} needs rabbit_transient_quorum_queue = true"),
            ]
        );
        let complete = [
            ("rabbit_stream_fanout", "true"),
            ("rabbit_transient_quorum_queue", "true"),
            ("rabbit_qos_prefetch_count", "1"),
        ];
        assert_eq!(problems(&complete), Vec::<String>::new());
    }

    #[test]
    fn key_without_certificate_is_refused_with_its_place() {
        assert_eq!(
            problems(&[("ssl", "true"), ("ssl_key_file", "half.pem")]),
            [
                "mistral.conf:2: [oslo_messaging_rabbit] ssl_key_file: a client certificate also needs ssl_cert_file"
            ]
        );
        // The key may be in the same file.
        let one_file = [("ssl", "true"), ("ssl_cert_file", "both.pem")];
        assert_eq!(problems(&one_file), Vec::<String>::new());
    }
}
