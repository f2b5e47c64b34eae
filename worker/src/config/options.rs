//! The options that the worker honours, with their defaults: Mistral's, oslo's and our own.

/// How the value of an option is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    Text,
    /// A text that is not shown.
    Secret,
    /// A URL whose password is not shown.
    Url,
    Bool,
    /// A whole number, at least this large.
    Whole(u64),
    /// Seconds, possibly with a fraction.
    Seconds,
    /// Texts, separated by commas.
    List,
}

/// An option that the worker honours.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Opt {
    pub(crate) group: &'static str,
    pub(crate) name: &'static str,
    /// Older names.
    pub(crate) aliases: &'static [&'static str],
    pub(crate) kind: Kind,
    /// What holds if nobody sets it, as it would be written.
    pub(crate) default: &'static str,
    /// What it does, in a line.
    pub(crate) help: &'static str,
}

const fn opt(
    group: &'static str,
    name: &'static str,
    kind: Kind,
    default: &'static str,
    help: &'static str,
) -> Opt {
    Opt {
        group,
        name,
        aliases: &[],
        kind,
        default,
        help,
    }
}

const fn renamed(aliases: &'static [&'static str], opt: Opt) -> Opt {
    Opt { aliases, ..opt }
}

use Kind::{Bool, List, Seconds, Secret, Text, Url, Whole};

const RABBIT: &str = "oslo_messaging_rabbit";
const OURS: &str = "mistral_actions";
const AUTH: &str = "keystone_authtoken";

/// All of them, in the order in which they are shown.
#[rustfmt::skip]
pub(crate) static OPTIONS: &[Opt] = &[
    opt("DEFAULT", "transport_url", Url, "rabbit://", "the brokers: rabbit://user:password@host:port[,…]/vhost"),
    opt("DEFAULT", "control_exchange", Text, "openstack", "exchange of the topics"),
    renamed(&["rpc_thread_pool_size"],
        opt("DEFAULT", "executor_thread_pool_size", Whole(1), "64", "how many actions run at once")),
    opt("DEFAULT", "rpc_ping_enabled", Bool, "false", "answer oslo_rpc_server_ping"),
    opt("DEFAULT", "graceful_shutdown_timeout", Seconds, "60", "how long running actions may take after SIGTERM; 0: as long as they need"),
    opt("DEFAULT", "debug", Bool, "false", "log at level DEBUG; read again on SIGHUP"),
    renamed(&["logfile"],
        opt("DEFAULT", "log_file", Text, "", "log to this file instead of standard error; one that was moved away is made anew")),
    renamed(&["logdir"],
        opt("DEFAULT", "log_dir", Text, "", "folder of a relative log_file; without one, of a file called after the binary")),
    opt("DEFAULT", "use_stderr", Bool, "false", "log to standard error as well"),
    opt("DEFAULT", "use_journal", Bool, "false", "log to standard error as well, each line with its severity, as systemd puts it into the journal"),
    opt("DEFAULT", "use_syslog", Bool, "false", "log to the system's log as well"),
    opt("DEFAULT", "syslog_log_facility", Text, "LOG_USER", "as what: LOG_USER, LOG_DAEMON, LOG_LOCAL0…"),
    opt("DEFAULT", "use_json", Bool, "false", "log lines of JSON"),
    opt("DEFAULT", "log_date_format", Text, "%Y-%m-%d %H:%M:%S", "format of a log line's date"),
    opt("DEFAULT", "default_log_levels", List, "lapin=CRITICAL,hyper=WARN,reqwest=WARN,rustls=WARN", "logger=LEVEL,…; the default ones hold besides, if not given here; read again on SIGHUP"),
    opt("executor", "host", Text, "0.0.0.0", "name of this server: its own queue is <topic>.<host>"),
    opt("executor", "topic", Text, "mistral_executor", "topic to take actions from"),
    opt("engine", "topic", Text, "mistral_engine", "topic that results go to"),
    opt("engine", "execution_field_size_limit_kb", Whole(0), "1024", "size of a result above which the engine would fail the task; 0 or less: unlimited"),
    opt("action_heartbeat", "check_interval", Whole(0), "20", "seconds between heartbeats of running actions; 0: none"),
    opt("action_heartbeat", "max_missed_heartbeats", Whole(0), "15", "0: no heartbeats"),
    opt(RABBIT, "amqp_durable_queues", Bool, "false", "queues outlive the broker"),
    opt(RABBIT, "amqp_auto_delete", Bool, "false", "topic queues go with their last consumer"),
    opt(RABBIT, "rabbit_quorum_queue", Bool, "false", "topic queues are replicated"),
    opt(RABBIT, "rabbit_quorum_delivery_limit", Whole(0), "0", "x-delivery-limit of quorum queues; 0: none"),
    opt(RABBIT, "rabbit_quorum_max_memory_length", Whole(0), "0", "x-max-in-memory-length of quorum queues; 0: none"),
    opt(RABBIT, "rabbit_quorum_max_memory_bytes", Whole(0), "0", "x-max-in-memory-bytes of quorum queues; 0: none"),
    opt(RABBIT, "rabbit_transient_quorum_queue", Bool, "false", "fanout queues are replicated too"),
    opt(RABBIT, "rabbit_stream_fanout", Bool, "false", "fanouts are streams"),
    opt(RABBIT, "rabbit_transient_queues_ttl", Whole(0), "1800", "seconds after which an unused fanout queue goes; 0: never"),
    opt(RABBIT, "use_queue_manager", Bool, "false", "names of fanout queues are made of hostname and processname"),
    opt(RABBIT, "hostname", Text, "", "for use_queue_manager; without it, the machine's"),
    opt(RABBIT, "processname", Text, "mistral-executor", "for use_queue_manager"),
    opt(RABBIT, "rabbit_qos_prefetch_count", Whole(0), "0", "fewer actions at once than executor_thread_pool_size; 0: no further bound"),
    opt(RABBIT, "rabbit_login_method", Text, "AMQPLAIN", "PLAIN, AMQPLAIN or EXTERNAL"),
    opt(RABBIT, "heartbeat_timeout_threshold", Whole(0), "60", "seconds without a sign of the broker after which the connection is given up; 0: as the broker wants it"),
    opt(RABBIT, "rabbit_retry_interval", Seconds, "1", "seconds before connecting again"),
    opt(RABBIT, "rabbit_retry_backoff", Seconds, "2", "seconds that each further attempt waits longer"),
    opt(RABBIT, "rabbit_interval_max", Seconds, "30", "most seconds between attempts"),
    renamed(&["kombu_reconnect_timeout"],
        opt(RABBIT, "kombu_missing_consumer_retry_timeout", Seconds, "60", "how long a reply queue may be missing before the reply is given up")),
    opt(RABBIT, "kombu_failover_strategy", Text, "round-robin", "round-robin or shuffle: which of several brokers comes next"),
    renamed(&["rabbit_use_ssl"], opt(RABBIT, "ssl", Bool, "false", "connect over TLS")),
    renamed(&["kombu_ssl_ca_certs"], opt(RABBIT, "ssl_ca_file", Text, "", "PEM file of the authorities to trust besides the system's")),
    renamed(&["kombu_ssl_certfile"], opt(RABBIT, "ssl_cert_file", Text, "", "PEM file of the client's certificate")),
    renamed(&["kombu_ssl_keyfile"], opt(RABBIT, "ssl_key_file", Text, "", "PEM file of the client's key")),
    opt(RABBIT, "ssl_enforce_hostname_verification", Bool, "true", "no effect, as in oslo.messaging: the broker's certificate must always bear its name"),
    opt(OURS, "forward_topic", Text, "", "front mode: topic to which actions go that this binary does not have"),
    opt(OURS, "mistral_url", Url, "", "Mistral's API, such as http://localhost:8989/v2: for results of asynchronous actions and for actions that only Mistral has; without it, the one of the user's service catalog"),
    opt(OURS, "threads", Whole(0), "0", "how many processor cores the actions may take; 0: all"),
    opt(OURS, "park_after", Seconds, "900", "seconds after which the message of a running action moves to a queue of its own; must be less than the broker's consumer_timeout"),
    opt(OURS, "monitoring_address", Text, "", "address, such as 127.0.0.1:9100, of /metrics (Prometheus) and /healthz"),
    opt(OURS, "otlp_endpoint", Url, "", "collector, such as http://127.0.0.1:4318/v1/traces, to send traces to; needs the Cargo feature otel"),
    opt(AUTH, "auth_url", Url, "", "Keystone, for the delivery of results of asynchronous actions"),
    opt(AUTH, "www_authenticate_uri", Url, "", "Keystone, if auth_url is not set"),
    opt(AUTH, "username", Text, "", "user that delivers results; without one, Mistral's API is called without a token"),
    opt(AUTH, "password", Secret, "", "the user's password"),
    opt(AUTH, "project_name", Text, "service", "the user's project"),
    opt(AUTH, "user_domain_name", Text, "Default", "domain of the user"),
    opt(AUTH, "project_domain_name", Text, "Default", "domain of the project"),
    opt(AUTH, "region_name", Text, "", "region of Mistral in the service catalog; without it, the first"),
    opt(AUTH, "cafile", Text, "", "PEM file of the authorities to trust besides the system's"),
    opt(AUTH, "insecure", Bool, "false", "do not verify certificates"),
];

/// The option of this name.
///
/// # Panics
///
/// If there is none: names are written in this crate only.
pub(crate) fn option(group: &str, name: &str) -> &'static Opt {
    find(group, name).unwrap_or_else(|| unreachable!("[{group}] {name} is not declared"))
}

pub(crate) fn find(group: &str, name: &str) -> Option<&'static Opt> {
    OPTIONS
        .iter()
        .find(|opt| opt.group == group && opt.name == name)
}
