//! Workflows of an OpenStack user: a real Keystone, a Mistral that demands its tokens, and our worker, one
//! trial after the other.
//!
//! The first trial brings the services up, which installs what is missing; all of it goes down at the end.

mod access;
mod bed;
mod check;
mod cli;
mod delivery;
mod identity;
mod parity;
mod reuse;
mod secrets;
#[path = "../mistral/stopped_early.rs"]
mod stopped_early;
mod workflows;

use std::sync::{Arc, Mutex, PoisonError};

use bed::Bed;
use libtest_mimic::{Arguments, Trial};
use live_tests::Result;
// The packs whose actions are compared.
use mistral_actions_openstack as _;
// For the use cases that are called here, and not by the worker.
use mistral_actions_std as _;
use openstack as _;

type Run = fn(&mut Bed) -> Result<()>;

/// Trials of one service's actions have a module of that service's name.
const TRIALS: &[(&str, Run)] = &[
    ("access::no_token", access::no_token),
    ("access::revoked_token", access::revoked_token),
    ("identity::of_the_caller", identity::of_the_caller),
    ("check::good", check::good),
    ("check::wrong", check::wrong),
    ("delivery::own_login", delivery::own_login),
    ("delivery::own_login_revoked", delivery::own_login_revoked),
    ("delivery::token", delivery::token),
    ("delivery::refused", delivery::refused),
    ("delivery::other_project", delivery::other_project),
    ("reuse::action_of_mistral", reuse::action_of_mistral),
    ("cli::environment", cli::environment),
    ("cli::clouds_yaml", cli::clouds_yaml),
    ("cli::trust", cli::trust),
    ("workflows::boot_and_attach", workflows::boot_and_attach),
    ("workflows::instance", workflows::instance),
    ("workflows::create_vm", workflows::create_vm),
    ("workflows::clone_vm", workflows::clone_vm),
    ("workflows::first_ones", workflows::first_ones),
    ("workflows::volume_of_a_vm", workflows::volume_of_a_vm),
    ("workflows::configure_vm", workflows::configure_vm),
    ("parity::reads", parity::reads),
    ("parity::nova", parity::nova),
    ("parity::made_with", parity::made_with),
    ("parity::volumes", parity::volumes),
    ("parity::images", parity::images),
    ("parity::network", parity::network),
    ("parity::identity", parity::identity),
    ("parity::errors", parity::errors),
    // The last one: it looks at what the worker has said in all others.
    ("secrets", secrets::stay_secret),
];

fn main() {
    let mut arguments = Arguments::from_args();
    // They share the worker and the engine.
    arguments.test_threads = Some(1);
    let bed: Arc<Mutex<Option<Bed>>> = Arc::default();
    let trials = TRIALS.iter().map(|(name, run)| {
        let bed = Arc::clone(&bed);
        Trial::test(*name, move || {
            let mut bed = bed.lock().unwrap_or_else(PoisonError::into_inner);
            let bed = bed.get_or_insert_with(|| {
                Bed::new().unwrap_or_else(|failure| stopped_early::exit(&failure))
            });
            Ok(bed.run(*run)?)
        })
    });
    let conclusion = libtest_mimic::run(&arguments, trials.collect());
    drop(bed);
    conclusion.exit();
}
