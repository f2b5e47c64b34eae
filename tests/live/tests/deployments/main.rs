//! The executor as kolla-ansible and openstack-helm start Mistral's own, with a real Mistral and RabbitMQ 4.3.
//!
//! The files of kolla-ansible are rendered from its package; those of openstack-helm are transcribed in
//! `openstack-helm/`. The tests run the command of each deployment with its environment, files and user in a container
//! (`tests/stack/container`). They need root.

mod container;
mod engine;
mod harness;
mod kolla;
mod manifest;
mod openstack_helm;

use std::sync::{Arc, Mutex, PoisonError};

use harness::Harness;
use libtest_mimic::{Arguments, Trial};
use live_tests::{Result, is_skipped, named_tests, setup_failed};

type Test = fn(&Harness) -> Result<()>;

const TESTS: &[(&str, Test)] = named_tests![
    kolla::container_of_kolla_ansible_serves_and_is_healthy_while_connected,
    openstack_helm::deployment_of_the_chart_serves,
    openstack_helm::deployment_with_probes_serves_with_a_read_only_root,
];

fn main() {
    if is_skipped("deployments") {
        return;
    }
    let mut arguments = Arguments::from_args();
    // The tests share the broker and the engine.
    arguments.test_threads = Some(1);
    let harness = Arc::new(Mutex::new(None));
    let tests = TESTS.iter().map(|&(name, run)| test(&harness, name, run));
    let conclusion = libtest_mimic::run(&arguments, tests.collect());
    drop(harness);
    conclusion.exit();
}

fn test(harness: &Arc<Mutex<Option<Harness>>>, name: &str, run: Test) -> Trial {
    let harness = Arc::clone(harness);
    Trial::test(name, move || {
        let mut harness = harness.lock().unwrap_or_else(PoisonError::into_inner);
        let harness = harness
            .get_or_insert_with(|| Harness::new().unwrap_or_else(|failure| setup_failed(&failure)));
        Ok(run(harness)?)
    })
}
