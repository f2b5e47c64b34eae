//! Workflows that a real Mistral runs with the worker, one after the other.
//!
//! The first test starts the services and installs missing packages; the services stop when the tests end.
//!
//! `LIVE_MISTRAL` and `LIVE_MISTRAL_BROKER` choose the releases of Mistral and RabbitMQ, as in `tests/stack/mistral`. With
//! `LIVE_TESTS_PART=release`, only tests that depend on Mistral's release are run.

mod broker;
mod crash;
mod deployment;
mod documentation;
mod drain;
mod external_servers;
mod harness;
mod invalid_requests;
mod journal;
mod outcomes;
mod releases;
mod scale;
mod secrets;
mod std_actions;
mod std_network;
mod timing;
mod upgrade;

use std::sync::{Arc, Mutex, PoisonError};

use deployment::Deployment;
use harness::Harness;
use libtest_mimic::{Arguments, Trial};
use live_tests::{Result, is_skipped, named_tests, setup_failed};
use std_actions::Runner;

type DeploymentTest = fn(&mut Harness, Deployment) -> Result<()>;

/// Tests that run in every deployment.
const DEPLOYMENT_TESTS: &[(&str, DeploymentTest)] = named_tests![
    outcomes::result_is_published,
    outcomes::error_result_is_handled,
    outcomes::raised_error_fails_task,
    outcomes::panic_fails_only_its_task,
    outcomes::cancel_result_cancels_task,
    outcomes::contexts_reach_action,
    outcomes::ad_hoc_action_wraps_action,
    outcomes::run_action_returns_result,
    outcomes::mistral_action_is_forwarded_or_fails,
    invalid_requests::engine_rejects_invalid_input,
    invalid_requests::engine_rejects_unknown_action,
    invalid_requests::action_missing_from_worker_fails,
    timing::async_result_completes_task,
    timing::stored_handle_delivers_from_another_process,
    timing::retry_policy_runs_action_again,
    timing::timeout_policy_stops_action,
    scale::largest_result_is_passed_on,
    scale::oversized_result_fails_task,
    scale::many_items_complete,
    secrets::secrets_stay_out_of_logs,
    secrets::secrets_stay_out_of_stored_results,
    crash::crash_fails_unsafe_actions,
    crash::crash_reruns_safe_actions,
];

type RunnerTest = fn(&mut Harness, Runner) -> Result<()>;

/// Tests of the `std.*` actions that run with every runner.
const RUNNER_TESTS: &[(&str, RunnerTest)] = named_tests![
    std_actions::actions_return_results,
    std_actions::run_action_returns_result,
    std_actions::http_reports_status_and_errors,
    std_actions::http_denies_blocked_addresses,
    std_actions::ad_hoc_http_runs_for_items,
    std_actions::async_noop_completes_from_outside,
    std_network::ssh_runs_on_many_hosts,
    std_network::email_is_delivered_or_fails,
];

type Test = fn(&mut Harness) -> Result<()>;

/// Tests that Mistral's own executor cannot run, because they need a package that Mistral does not require.
const NATIVE_TESTS: &[(&str, Test)] = named_tests![
    std_actions::javascript_runs_and_times_out,
    documentation::javascript::uuid,
    documentation::javascript::date,
];

/// Tests that set up their own deployment.
const SINGLE_TESTS: &[(&str, Test)] = named_tests![
    drain::drain_finishes_running_and_requeues_rest,
    drain::two_workers_share_load,
    broker::worker_starts_before_broker,
    broker::broker_crash_keeps_running_actions,
    broker::broker_restart_keeps_durable_queues,
];

/// Tests with a worker of an earlier version.
const UPGRADE_TESTS: &[(&str, Test)] =
    named_tests![upgrade::newer_worker_replaces_older_one_under_load];

fn main() {
    if is_skipped("mistral") {
        return;
    }
    let mut arguments = Arguments::from_args();
    // The tests share the broker, the queues and the engine.
    arguments.test_threads = Some(1);
    let harness = SharedHarness::default();
    let mut tests = Vec::new();
    for deployment in Deployment::ALL {
        for (name, run) in DEPLOYMENT_TESTS {
            let name = format!("{deployment}::{name}");
            tests.push(test(&harness, &name, move |harness| {
                run(harness, deployment)
            }));
        }
    }
    for runner in Runner::ALL {
        for (name, run) in RUNNER_TESTS {
            let name = format!("{runner}::{name}");
            tests.push(test(&harness, &name, move |harness| run(harness, runner)));
        }
    }
    for (name, run) in NATIVE_TESTS {
        let name = format!("{}::{name}", Runner::Native);
        tests.push(test(&harness, &name, *run));
    }
    // Mistral's own executor passes these, too, in three times the time.
    for (name, run) in documentation::WORKFLOWS {
        let runner = Runner::Native;
        let name = format!("{runner}::documentation::{name}");
        tests.push(test(&harness, &name, move |harness| run(harness, runner)));
    }
    let with_older_worker = upgrade::older_worker().map_or(&[][..], |_| UPGRADE_TESTS);
    for (name, run) in SINGLE_TESTS.iter().chain(with_older_worker) {
        tests.push(test(&harness, name, *run));
    }
    let conclusion = libtest_mimic::run(&arguments, releases::select(tests));
    drop(harness);
    conclusion.exit();
}

type SharedHarness = Arc<Mutex<Option<Harness>>>;

fn test(
    harness: &SharedHarness,
    name: &str,
    run: impl FnOnce(&mut Harness) -> Result<()> + Send + 'static,
) -> Trial {
    let harness = Arc::clone(harness);
    Trial::test(name, move || {
        let mut harness = harness.lock().unwrap_or_else(PoisonError::into_inner);
        let harness = harness
            .get_or_insert_with(|| Harness::new().unwrap_or_else(|failure| setup_failed(&failure)));
        Ok(harness.run(run)?)
    })
}
