//! Workflows of an OpenStack user: a real Keystone, a Mistral that requires its tokens, and the worker.
//!
//! The tests run one after the other. The first one starts the services and installs missing packages; the services
//! stop when the tests end.

mod access;
mod check;
mod cli;
mod delivery;
mod harness;
mod identity;
mod parity;
mod reuse;
mod secrets;
mod workflows;

use std::sync::{Arc, Mutex, PoisonError};

use harness::Harness;
use libtest_mimic::{Arguments, Trial};
use live_tests::{Result, is_skipped, named_tests, setup_failed};
// The packs whose actions are compared.
use mistral_actions_openstack as _;
// For the use cases that the tests call themselves, without the worker.
use mistral_actions_std as _;
use openstack as _;

type Test = fn(&mut Harness) -> Result<()>;

const TESTS: &[(&str, Test)] = named_tests![
    access::missing_or_invalid_token_is_rejected,
    access::revoked_token_is_rejected,
    identity::action_runs_as_workflow_user,
    check::valid_login_finds_mistral,
    check::failures_are_reported_without_password,
    delivery::configured_login_delivers,
    delivery::revoked_token_is_renewed,
    delivery::given_token_delivers,
    delivery::invalid_token_fails,
    delivery::token_of_other_project_fails,
    reuse::mistral_action_runs_for_user,
    cli::openrc_variables_are_read,
    cli::clouds_yaml_is_read,
    cli::trust_scoped_token_is_accepted,
    workflows::server_boots_with_volume,
    workflows::instance_is_created_and_deleted,
    workflows::vm_is_created_without_network,
    workflows::vm_is_cloned_with_volumes,
    workflows::first_image_and_project_are_found,
    workflows::volume_is_attached_or_removed,
    workflows::vm_is_configured_over_ssh,
    parity::reads::input_free_reads_match,
    parity::nova::server_operations_match,
    parity::nova::flavor_keypair_and_group_operations_match,
    parity::storage::volume_operations_match,
    parity::storage::image_operations_match,
    parity::network::network_operations_match,
    parity::identity::identity_operations_match,
    parity::errors::errors_match,
    // The last test: it searches the log that the worker has written during all others.
    secrets::secrets_stay_out_of_worker_log,
];

fn main() {
    if is_skipped("openstack") {
        return;
    }
    let mut arguments = Arguments::from_args();
    // The tests share the worker and the engine.
    arguments.test_threads = Some(1);
    let harness: Arc<Mutex<Option<Harness>>> = Arc::default();
    let tests = TESTS.iter().map(|(name, run)| {
        let harness = Arc::clone(&harness);
        Trial::test(*name, move || {
            let mut harness = harness.lock().unwrap_or_else(PoisonError::into_inner);
            let harness = harness.get_or_insert_with(|| {
                Harness::new().unwrap_or_else(|failure| setup_failed(&failure))
            });
            Ok(harness.run(*run)?)
        })
    });
    let conclusion = libtest_mimic::run(&arguments, tests.collect());
    drop(harness);
    conclusion.exit();
}
