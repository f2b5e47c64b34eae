//! Workflows that a real Mistral runs with our workers, one after the other.
//!
//! The first trial brings the services up, which installs what is missing; all of it goes down at the end.

mod bed;
mod broker;
mod crash;
mod deployment;
mod documentation;
mod drain;
mod journal;
mod neighbours;
mod outcomes;
mod scale;
mod secrets;
mod std_actions;
mod std_servers;
mod stopped_early;
mod time;
mod wrong;

use std::sync::{Arc, Mutex, PoisonError};

use bed::Bed;
use deployment::Deployment;
use libtest_mimic::{Arguments, Trial};
use live_tests::Result;
use std_actions::Runner;

/// Trials that are the same whatever the deployment.
type OfDeployment = fn(&mut Bed, Deployment) -> Result<()>;

const EVERYWHERE: &[(&str, OfDeployment)] = &[
    ("success", outcomes::success),
    ("error_result", outcomes::error_result),
    ("raised_error", outcomes::raised_error),
    ("panic", outcomes::panic),
    ("cancel", outcomes::cancel),
    ("contexts", outcomes::contexts),
    ("ad_hoc_action", outcomes::ad_hoc_action),
    ("run_action", outcomes::run_action),
    ("action_of_mistral", outcomes::action_of_mistral),
    ("bad_input", wrong::bad_input),
    ("unknown_to_engine", wrong::unknown_to_engine),
    ("unknown_to_worker", wrong::unknown_to_worker),
    ("async_result", time::async_result),
    ("stored_handle", time::stored_handle),
    ("retry", time::retry),
    ("timeout", time::timeout),
    ("large_result", scale::large_result),
    ("too_large_result", scale::too_large_result),
    ("thousand_items", scale::thousand_items),
    ("secrets", secrets::stay_secret),
    ("crash", crash::without_safe_rerun),
    ("crash_safe_rerun", crash::with_safe_rerun),
];

type OfRunner = fn(&mut Bed, Runner) -> Result<()>;

const STD: &[(&str, OfRunner)] = &[
    ("results", std_actions::results),
    ("run_action", std_actions::run_action),
    ("http", std_actions::http),
    ("ad_hoc_http", std_actions::ad_hoc_http),
    ("async_noop", std_actions::async_noop),
    ("ssh_with_items", std_servers::ssh_with_items),
    ("email", std_servers::email),
];

/// What Mistral's own executor needs more for than is among its requirements.
const ONLY_NATIVE: &[(&str, Alone)] = &[
    ("javascript", std_actions::javascript),
    ("documentation_uuid", documentation::javascript::uuid),
    ("documentation_date", documentation::javascript::date),
];

type Alone = fn(&mut Bed) -> Result<()>;

const ONCE: &[(&str, Alone)] = &[
    ("drain", drain::finishes_what_runs_and_returns_the_rest),
    ("two_workers", drain::two_workers_share_the_load),
    ("worker_before_broker", broker::worker_before_broker),
    ("broker_crash", broker::crash),
    (
        "broker_restart_durable",
        broker::restart_with_durable_queues,
    ),
];

fn main() {
    let mut arguments = Arguments::from_args();
    // They share the broker, the queues and the engine.
    arguments.test_threads = Some(1);
    let bed = SharedBed::default();
    let mut trials = Vec::new();
    for deployment in Deployment::ALL {
        for (name, run) in EVERYWHERE {
            let name = format!("{deployment}::{name}");
            trials.push(trial(&bed, &name, move |bed| run(bed, deployment)));
        }
    }
    for runner in Runner::ALL {
        for (name, run) in STD {
            let name = format!("std::{runner}::{name}");
            trials.push(trial(&bed, &name, move |bed| run(bed, runner)));
        }
    }
    for (name, run) in ONLY_NATIVE {
        let name = format!("std::{}::{name}", Runner::Native);
        trials.push(trial(&bed, &name, *run));
    }
    // Mistral's own executor runs them as well, in three times the time.
    for (name, run) in documentation::WORKFLOWS {
        let runner = Runner::Native;
        let name = format!("documentation::{runner}::{name}");
        trials.push(trial(&bed, &name, move |bed| run(bed, runner)));
    }
    for (name, run) in ONCE {
        trials.push(trial(&bed, name, *run));
    }
    let conclusion = libtest_mimic::run(&arguments, trials);
    drop(bed);
    conclusion.exit();
}

type SharedBed = Arc<Mutex<Option<Bed>>>;

fn trial(
    bed: &SharedBed,
    name: &str,
    run: impl FnOnce(&mut Bed) -> Result<()> + Send + 'static,
) -> Trial {
    let bed = Arc::clone(bed);
    Trial::test(name, move || {
        let mut bed = bed.lock().unwrap_or_else(PoisonError::into_inner);
        let bed = bed.get_or_insert_with(|| {
            Bed::new().unwrap_or_else(|failure| stopped_early::exit(&failure))
        });
        Ok(bed.run(run)?)
    })
}
