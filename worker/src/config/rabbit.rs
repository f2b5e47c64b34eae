//! [`Rabbit`]: how to speak to the brokers, by oslo.messaging's options.

use std::path::PathBuf;
use std::time::Duration;

use super::Values;

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
    /// What the name of the fanout queue ends in, if not in something random.
    pub(crate) queue_suffix: Option<String>,
    pub(crate) login_method: String,
    /// Seconds; 0: none.
    pub(crate) heartbeat: u16,
    pub(crate) retry_interval: Duration,
    pub(crate) retry_backoff: Duration,
    pub(crate) retry_max: Duration,
    pub(crate) shuffles: bool,
    pub(crate) tls: Option<Tls>,
}

/// Files of TLS.
#[derive(Clone, Debug, Default)]
pub(crate) struct Tls {
    pub(crate) authorities: Option<PathBuf>,
    pub(crate) certificate: Option<PathBuf>,
    pub(crate) key: Option<PathBuf>,
}

impl Rabbit {
    pub(super) fn from_values(values: &mut Values<'_>) -> Self {
        const GROUP: &str = "oslo_messaging_rabbit";
        let tls = values.bool(GROUP, "ssl").then(|| Tls::from_values(values));
        let queue_suffix = values.bool(GROUP, "use_queue_manager").then(|| {
            let host = values
                .set_text(GROUP, "hostname")
                .unwrap_or_else(super::machine_name);
            format!("{host}:{}:1", values.text(GROUP, "processname"))
        });
        let quorum = values.bool(GROUP, "rabbit_quorum_queue");
        Self {
            // Quorum queues are durable by nature.
            durable: values.bool(GROUP, "amqp_durable_queues") || quorum,
            auto_delete: values.bool(GROUP, "amqp_auto_delete"),
            quorum,
            quorum_delivery_limit: values.whole(GROUP, "rabbit_quorum_delivery_limit"),
            quorum_max_memory_length: values.whole(GROUP, "rabbit_quorum_max_memory_length"),
            quorum_max_memory_bytes: values.whole(GROUP, "rabbit_quorum_max_memory_bytes"),
            transient_quorum: values.bool(GROUP, "rabbit_transient_quorum_queue"),
            stream_fanout: values.bool(GROUP, "rabbit_stream_fanout"),
            transient_ttl: Duration::from_secs(values.whole(GROUP, "rabbit_transient_queues_ttl")),
            queue_suffix,
            login_method: values
                .choice(
                    GROUP,
                    "rabbit_login_method",
                    &["PLAIN", "AMQPLAIN", "EXTERNAL"],
                )
                .to_owned(),
            heartbeat: u16::try_from(values.whole(GROUP, "heartbeat_timeout_threshold"))
                .unwrap_or(u16::MAX),
            retry_interval: values.seconds(GROUP, "rabbit_retry_interval"),
            retry_backoff: values.seconds(GROUP, "rabbit_retry_backoff"),
            retry_max: values.seconds(GROUP, "rabbit_interval_max"),
            shuffles: values.choice(
                GROUP,
                "kombu_failover_strategy",
                &["round-robin", "shuffle"],
            ) == "shuffle",
            tls,
        }
    }
}

impl Tls {
    fn from_values(values: &mut Values<'_>) -> Self {
        const GROUP: &str = "oslo_messaging_rabbit";
        let file = |name| values.set_text(GROUP, name).map(PathBuf::from);
        let tls = Self {
            authorities: file("ssl_ca_file"),
            certificate: file("ssl_cert_file"),
            key: file("ssl_key_file"),
        };
        let halves = [
            ("ssl_cert_file", &tls.certificate),
            ("ssl_key_file", &tls.key),
        ];
        if let [(set, Some(_)), (missing, None)] | [(missing, None), (set, Some(_))] = halves {
            let problem = format!("a client's certificate needs {missing} as well");
            values.refuse(GROUP, set, problem);
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
    fn words_that_are_no_choice_are_told_with_their_place() {
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
    fn half_a_certificate_is_told_where_it_is() {
        for (set, missing) in [
            ("ssl_cert_file", "ssl_key_file"),
            ("ssl_key_file", "ssl_cert_file"),
        ] {
            assert_eq!(
                problems(&[("ssl", "true"), (set, "half.pem")]),
                [format!(
                    "mistral.conf:2: [oslo_messaging_rabbit] {set}: a client's certificate needs {missing} as well"
                )]
            );
        }
    }
}
