//! Tests with the options that deployment tools write into `mistral.conf`: those of all services at once.

use std::path::PathBuf;

use mistral_cloud::keystone::{Domain, Scope, User};

use super::options::OPTIONS;
use super::others::OF_PACKS;
use super::*;

/// `ansible/roles/mistral/templates/mistral.conf.j2` of kolla-ansible 22.2, with every branch.
const KOLLA: &str = include_str!("deployments/kolla-ansible.conf");
/// `mistral/values.yaml` and `mistral/templates/configmap-etc.yaml` of openstack-helm, October 2026.
const HELM: &str = include_str!("deployments/openstack-helm.conf");
pub(super) const HELM_LOGGING: &str = include_str!("deployments/openstack-helm-logging.conf");

/// Reads a rendered file; returns the configuration, the remarks, and the options that are neither read nor named.
fn read(conf: &str) -> (Config, Remarks, Vec<String>) {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name);
    std::fs::write(path("logging.conf"), HELM_LOGGING).unwrap();
    let logging_conf = path("logging.conf").display().to_string();
    let conf = conf.replace("LOGGING_CONF", &logging_conf);
    std::fs::write(path("mistral.conf"), conf).unwrap();
    let files: [PathBuf; 1] = [path("mistral.conf")];
    let mut sources = Sources::read(&files, &[]);
    let remarks = Remarks::on(&sources);
    let lines: Vec<String> = remarks.lines().into_iter().map(|(_, line)| line).collect();
    let lines = lines.join("\n");
    let silent = sources.places().filter_map(|(group, name, _)| {
        let is_read = OPTIONS.iter().any(|opt| opt.spec().has_name(group, name));
        let is_named = lines.contains(&format!("[{group}] {name} "));
        let is_ignored = !is_read && !is_named && !OF_PACKS.contains(&group);
        is_ignored.then(|| format!("[{group}] {name}"))
    });
    let silent = silent.collect();
    let config = Config::for_worker(&mut sources).unwrap();
    (config, remarks, silent)
}

#[test]
fn each_option_of_kolla_ansible_is_read_or_named() {
    let (config, remarks, silent) = read(KOLLA);
    assert_eq!(silent, [""; 0]);
    assert_eq!(remarks.misspelt, [""; 0]);
    let names = |options: &[String]| -> Vec<String> {
        let names = options.iter().filter_map(|option| option.split_once(" ("));
        names.map(|(name, _)| name.to_owned()).collect()
    };
    assert_eq!(
        names(&remarks.unknown),
        [
            "[coordination] backend_url",
            "[mistral] url",
            "[oslo_messaging_rabbit] heartbeat_in_pthread"
        ]
    );
    assert_eq!(
        remarks.without_effect.len(),
        4,
        "{:#?}",
        remarks.without_effect
    );
    let keystone = config.keystone.unwrap();
    let default = || Domain::Id("default".to_owned());
    assert_eq!(keystone.user, User::Name("mistral".to_owned(), default()));
    let project = Scope::Project("service".to_owned(), default());
    assert_eq!(keystone.project, project);
    assert_eq!(config.slots, 64);
    assert!(config.rabbit.stream_fanout && config.rabbit.quorum && config.rabbit.tls.is_some());
}

#[test]
fn each_option_of_openstack_helm_is_read_or_named() {
    let (config, remarks, silent) = read(HELM);
    assert_eq!(silent, [""; 0]);
    // The chart misspells it, so that its queues are durable classic ones.
    let [misspelt] = &remarks.misspelt[..] else {
        panic!("{:#?}", remarks.misspelt)
    };
    assert!(
        misspelt.ends_with("did you mean `rabbit_quorum_queue`?"),
        "{misspelt}"
    );
    assert!(config.rabbit.durable && !config.rabbit.quorum);
    let domain = || Domain::Name("service".to_owned());
    let user = User::Name("mistral".to_owned(), domain());
    assert_eq!(config.keystone.unwrap().user, user);
    let conf = config.log.conf.unwrap();
    let handlers = conf.handlers_of("mistral_worker::serve", tracing::Level::INFO);
    let to_stdout = |index: &usize| conf.handlers[*index].destination == Destination::Stdout;
    assert!(handlers.iter().any(to_stdout), "{conf:#?}");
}
