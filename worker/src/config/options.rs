//! The options that the worker reads, with Mistral's, oslo's and its own defaults.
//!
//! An option is one row of the table below: a constant with its type, which [`Values::get`](super::Values::get) reads.

use std::time::Duration;

use mistral_actions::Secret;

use super::kinds::{
    address, boolean, failover_strategy, hold_time, http_url, interval, login_method, name,
    optional, patterns, positive, seconds, secret, text, transport_url, whole,
};
use super::log_kinds::{date_format, facility};
use super::opt::{AnyOpt, Opt, Spec};

/// Declares a constant for each option, and the list of all options in the order in which they are shown.
macro_rules! options {
    ($($group:literal {
        $($constant:ident: $type:ty = $kind:ident($name:literal, $default:literal)
            $(.renamed($aliases:expr))?, $help:literal;)*
    })*) => {
        $($(
            #[doc = $help]
            pub(crate) const $constant: Opt<$type> =
                $kind(Spec::new($group, $name, $default, $help))$(.renamed($aliases))?;
        )*)*

        /// All options, in the order in which they are shown.
        pub(crate) static OPTIONS: &[&dyn AnyOpt] = &[$($(&$constant),*),*];
    };
}

#[rustfmt::skip]
options! {
    "DEFAULT" {
        TRANSPORT_URL: String = transport_url("transport_url", "rabbit://"),
            "the brokers: rabbit://user:password@host:port[,…]/vhost";
        CONTROL_EXCHANGE: String = text("control_exchange", "openstack"),
            "exchange of the topics";
        EXECUTOR_THREAD_POOL_SIZE: u64 = positive("executor_thread_pool_size", "64").renamed(&["rpc_thread_pool_size"]),
            "number of actions that run at once";
        RPC_PING_ENABLED: bool = boolean("rpc_ping_enabled", "false"),
            "reply to oslo_rpc_server_ping";
        GRACEFUL_SHUTDOWN_TIMEOUT: Duration = seconds("graceful_shutdown_timeout", "60"),
            "seconds that running actions have to finish after SIGTERM; 0: no limit";
        DEBUG: bool = boolean("debug", "false"),
            "log at level DEBUG; read again on SIGHUP";
        LOG_FILE: Option<String> = optional("log_file", "").renamed(&["logfile"]),
            "file to log to instead of standard error; a file that was moved away is created again";
        LOG_DIR: Option<String> = optional("log_dir", "").renamed(&["logdir"]),
            "folder of a relative log_file; without log_file, of a file named after the binary";
        LOG_CONFIG_APPEND: Option<String> = optional("log_config_append", "").renamed(&["log_config"]),
            "file of loggers and handlers in the form of Python's logging.config, which replaces the other options of the log";
        USE_STDERR: bool = boolean("use_stderr", "false"),
            "log to standard error as well";
        USE_JOURNAL: bool = boolean("use_journal", "false"),
            "log to standard error as well, each line with its severity in the form that systemd's journal reads";
        USE_SYSLOG: bool = boolean("use_syslog", "false"),
            "log to syslog as well";
        SYSLOG_LOG_FACILITY: u8 = facility("syslog_log_facility", "LOG_USER"),
            "facility of the lines in syslog: LOG_USER, LOG_DAEMON, LOG_LOCAL0…";
        USE_JSON: bool = boolean("use_json", "false"),
            "log lines of JSON";
        LOG_DATE_FORMAT: String = date_format("log_date_format", "%Y-%m-%d %H:%M:%S"),
            "strftime format of a log line's date";
        DEFAULT_LOG_LEVELS: String = text("default_log_levels", "lapin=CRITICAL,hyper=WARN,reqwest=WARN,rustls=WARN"),
            "logger=LEVEL,…; a logger that is not listed keeps its default level; read again on SIGHUP";
    }
    "executor" {
        HOST: String = text("host", "0.0.0.0"),
            "name of this server: its own queue is <topic>.<host>";
        EXECUTOR_TOPIC: String = name("topic", "mistral_executor"),
            "topic from which actions are taken";
    }
    "engine" {
        ENGINE_TOPIC: String = name("topic", "mistral_engine"),
            "topic to which results are sent";
        EXECUTION_FIELD_SIZE_LIMIT_KB: u64 = whole("execution_field_size_limit_kb", "1024"),
            "size of a result above which the engine would fail the task; 0 or less: unlimited";
    }
    "action_heartbeat" {
        CHECK_INTERVAL: u64 = whole("check_interval", "20"),
            "seconds between heartbeats of running actions; 0: no heartbeats";
        MAX_MISSED_HEARTBEATS: u64 = whole("max_missed_heartbeats", "15"),
            "0: no heartbeats";
    }
    "oslo_messaging_rabbit" {
        AMQP_DURABLE_QUEUES: bool = boolean("amqp_durable_queues", "false"),
            "queues survive a restart of the broker";
        AMQP_AUTO_DELETE: bool = boolean("amqp_auto_delete", "false"),
            "the broker deletes a topic queue with its last consumer";
        RABBIT_QUORUM_QUEUE: bool = boolean("rabbit_quorum_queue", "false"),
            "topic queues are quorum queues";
        RABBIT_QUORUM_DELIVERY_LIMIT: u64 = whole("rabbit_quorum_delivery_limit", "0"),
            "x-delivery-limit of quorum queues; 0: none";
        RABBIT_QUORUM_MAX_MEMORY_LENGTH: u64 = whole("rabbit_quorum_max_memory_length", "0"),
            "x-max-in-memory-length of quorum queues; 0: none";
        RABBIT_QUORUM_MAX_MEMORY_BYTES: u64 = whole("rabbit_quorum_max_memory_bytes", "0"),
            "x-max-in-memory-bytes of quorum queues; 0: none";
        RABBIT_TRANSIENT_QUORUM_QUEUE: bool = boolean("rabbit_transient_quorum_queue", "false"),
            "fanout queues are quorum queues";
        RABBIT_STREAM_FANOUT: bool = boolean("rabbit_stream_fanout", "false"),
            "fanouts are streams";
        RABBIT_TRANSIENT_QUEUES_TTL: u64 = whole("rabbit_transient_queues_ttl", "1800"),
            "seconds after which the broker deletes an unused fanout queue; 0: never";
        USE_QUEUE_MANAGER: bool = boolean("use_queue_manager", "false"),
            "derive the names of fanout queues from hostname and processname";
        HOSTNAME: Option<String> = optional("hostname", ""),
            "for use_queue_manager; default: the machine's name";
        PROCESSNAME: String = text("processname", "mistral-executor"),
            "for use_queue_manager";
        RABBIT_QOS_PREFETCH_COUNT: u64 = whole("rabbit_qos_prefetch_count", "0"),
            "limits the number of actions at once below executor_thread_pool_size; 0: no further limit";
        RABBIT_LOGIN_METHOD: &'static str = login_method("rabbit_login_method", "AMQPLAIN"),
            "PLAIN, AMQPLAIN or EXTERNAL";
        HEARTBEAT_TIMEOUT_THRESHOLD: u64 = whole("heartbeat_timeout_threshold", "60"),
            "seconds without a heartbeat of the broker after which the connection is closed; 0: the broker's own value";
        RABBIT_RETRY_INTERVAL: Duration = interval("rabbit_retry_interval", "1"),
            "seconds before the first reconnect";
        RABBIT_RETRY_BACKOFF: Duration = seconds("rabbit_retry_backoff", "2"),
            "seconds added to the wait before each further reconnect";
        RABBIT_INTERVAL_MAX: Duration = seconds("rabbit_interval_max", "30"),
            "longest wait between reconnects, in seconds";
        KOMBU_RECONNECT_SPLAY: Duration = seconds("kombu_reconnect_splay", "0"),
            "upper bound on a random wait, in seconds, that is added before the reconnect after a lost connection";
        KOMBU_MISSING_CONSUMER_RETRY_TIMEOUT: Duration = seconds("kombu_missing_consumer_retry_timeout", "60").renamed(&["kombu_reconnect_timeout"]),
            "seconds for which a reply is retried while its queue is missing";
        KOMBU_FAILOVER_STRATEGY: &'static str = failover_strategy("kombu_failover_strategy", "round-robin"),
            "order of several brokers: round-robin or shuffle";
        SSL: bool = boolean("ssl", "false").renamed(&["rabbit_use_ssl"]),
            "connect over TLS";
        SSL_CA_FILE: Option<String> = optional("ssl_ca_file", "").renamed(&["kombu_ssl_ca_certs"]),
            "PEM file of certificate authorities to trust in addition to the system's";
        SSL_CERT_FILE: Option<String> = optional("ssl_cert_file", "").renamed(&["kombu_ssl_certfile"]),
            "PEM file of the client's certificate";
        SSL_KEY_FILE: Option<String> = optional("ssl_key_file", "").renamed(&["kombu_ssl_keyfile"]),
            "PEM file of the client's key";
        SSL_ENFORCE_HOSTNAME_VERIFICATION: bool = boolean("ssl_enforce_hostname_verification", "true"),
            "no effect, as in oslo.messaging: the broker's certificate must always match its name";
    }
    "mistral_actions" {
        FORWARD_TOPIC: Option<String> = optional("forward_topic", ""),
            "front mode: topic to which actions are forwarded that this binary does not have";
        MISTRAL_URL: Option<String> = http_url("mistral_url", ""),
            "Mistral's API, such as http://localhost:8989/v2: receives results of asynchronous actions and runs actions that only Mistral has; default: the endpoint in the user's service catalog";
        THREADS: u64 = whole("threads", "0"),
            "number of processor cores that actions may use; 0: all";
        PARK_AFTER: Duration = seconds("park_after", "900"),
            "seconds after which the message of a running action moves to a separate queue; must be less than the broker's consumer_timeout";
        HOLD_TIME: Duration = hold_time("hold_time", "60"),
            "seconds for which a redelivered request is held back before it is refused, if its action must not run twice; 2 or more";
        ALLOW: Vec<String> = patterns("allow", "*"),
            "actions that requests may run: names separated by commas, with * and ?";
        DENY: Vec<String> = patterns("deny", ""),
            "actions that requests must not run, such as std.ssh*, std.javascript; counts more than allow";
        AUDIT_LOG: Option<String> = optional("audit_log", ""),
            "file that gets a line of JSON for each action that ends: who ran what and how it ended, without values; a file that was moved away is created again";
        MONITORING_ADDRESS: Option<String> = address("monitoring_address", ""),
            "address of /metrics (Prometheus), /healthz, /livez and /readyz, such as 127.0.0.1:9100";
        OTLP_ENDPOINT: Option<String> = http_url("otlp_endpoint", ""),
            "collector that receives traces, such as http://127.0.0.1:4318/v1/traces; needs the Cargo feature otel";
    }
    "keystone_authtoken" {
        AUTH_URL: Option<String> = http_url("auth_url", ""),
            "Keystone, for the login that delivers results of asynchronous actions";
        WWW_AUTHENTICATE_URI: Option<String> = http_url("www_authenticate_uri", "").renamed(&["auth_uri"]),
            "Keystone, if auth_url is not set";
        AUTH_TYPE: String = text("auth_type", "password").renamed(&["auth_plugin"]),
            "kind of login: password or v3password; with another one, Mistral's API is called without a token";
        USERNAME: Option<String> = optional("username", "").renamed(&["user_name"]),
            "user that delivers results; without username and user_id, Mistral's API is called without a token";
        USER_ID: Option<String> = optional("user_id", ""),
            "id of the user, in place of username and its domain";
        PASSWORD: Secret<String> = secret("password", ""),
            "password of the user";
        PROJECT_NAME: String = text("project_name", "service").renamed(&["tenant_name"]),
            "project of the user";
        PROJECT_ID: Option<String> = optional("project_id", "").renamed(&["tenant_id"]),
            "id of the project, in place of project_name and its domain";
        USER_DOMAIN_NAME: String = text("user_domain_name", "Default"),
            "domain of the user";
        USER_DOMAIN_ID: Option<String> = optional("user_domain_id", ""),
            "id of the user's domain, in place of user_domain_name";
        PROJECT_DOMAIN_NAME: String = text("project_domain_name", "Default"),
            "domain of the project";
        PROJECT_DOMAIN_ID: Option<String> = optional("project_domain_id", ""),
            "id of the project's domain, in place of project_domain_name";
        REGION_NAME: Option<String> = optional("region_name", ""),
            "region of Mistral in the service catalog; default: the first one";
        CAFILE: Option<String> = optional("cafile", ""),
            "PEM file of certificate authorities to trust in addition to the system's";
        INSECURE: bool = boolean("insecure", "false"),
            "do not verify certificates";
    }
}

/// Returns the option of this name.
pub(super) fn find(group: &str, name: &str) -> Option<&'static Spec> {
    let mut specs = OPTIONS.iter().map(|opt| opt.spec());
    specs.find(|spec| spec.group == group && spec.name == name)
}
