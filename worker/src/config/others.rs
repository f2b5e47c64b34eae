//! The options of Mistral and its tools that this worker does not read.

/// The options that Mistral and its libraries read.
const UPSTREAM: &str = include_str!("upstream_options.txt");

/// Options that the provider in Mistral's engine reads from the same file and group
/// (`provider/src/mistral_actions_provider/opts.py`).
pub(super) const OF_PROVIDER: [&str; 2] = ["catalogs", "relay_topic"];

/// Options of the login of `[keystone_authtoken]`, which a plugin of keystoneauth reads and no entry point lists.
pub(super) const OF_LOGIN: [&str; 10] = [
    "application_credential_id",
    "application_credential_name",
    "application_credential_secret",
    "default_domain_id",
    "default_domain_name",
    "domain_id",
    "domain_name",
    "passcode",
    "system_scope",
    "trust_id",
];

/// Options that earlier versions of Mistral and its libraries had, and that deployment tools still write.
const FORMER: [(&str, &[&str]); 5] = [
    (
        "DEFAULT",
        &["notification_driver", "rpc_backend", "verbose"],
    ),
    ("coordination", &["backend_url", "heartbeat_interval"]),
    (
        "keystone_authtoken",
        &[
            "admin_password",
            "admin_tenant_name",
            "admin_user",
            "auth_host",
            "auth_port",
            "auth_protocol",
            "hash_algorithms",
            "identity_uri",
            "revocation_cache_time",
            "signing_dir",
        ],
    ),
    ("mistral", &["url"]),
    (
        "oslo_messaging_rabbit",
        &[
            "fake_rabbit",
            "heartbeat_in_pthread",
            "rabbit_host",
            "rabbit_hosts",
            "rabbit_max_retries",
            "rabbit_password",
            "rabbit_port",
            "rabbit_userid",
            "rabbit_virtual_host",
        ],
    ),
];

/// Groups that packs of actions read.
pub(super) const OF_PACKS: [&str; 3] = ["action_logging", "action_std_http", "openstack_actions"];

/// Returns whether an earlier version had an option.
pub(super) fn is_former(group: &str, name: &str) -> bool {
    let mut groups = FORMER.iter();
    groups.any(|(former, names)| *former == group && names.contains(&name))
}

/// Returns the names of upstream's options in a group.
pub(super) fn upstream(group: &str) -> impl Iterator<Item = &'static str> + use<> {
    let heading = format!("[{group}]");
    let mut lines = UPSTREAM.lines();
    // If there is no such group, nothing is left.
    lines.by_ref().find(|line| *line == heading);
    lines.take_while(|line| !line.starts_with('['))
}
