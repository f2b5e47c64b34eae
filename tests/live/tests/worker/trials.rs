//! Runs of the tests: each with its broker and its kind of queue.

use std::sync::Arc;

use libtest_mimic::Trial;
use live_tests::Result;

use crate::broker::Brokers;
use crate::fixture::Fixture;
use crate::kinds::Kind;
use crate::{BROKER, BY_KIND, LIMITED, LIMITED_BY_KIND, PARALLEL, SERIAL, SERIAL_BY_KIND};

/// A test on one of the brokers, with its name.
type Run = Box<dyn FnOnce(&Brokers, &str) -> Result<()> + Send>;

/// Returns the tests: all, or those that depend on the version of the broker.
pub(crate) fn trials(brokers: &Arc<Brokers>) -> Vec<Trial> {
    let mut trials = Vec::new();
    let mut add = |name: String, run: Run| {
        let brokers = Arc::clone(brokers);
        trials.push(Trial::test(name.clone(), move || Ok(run(&brokers, &name)?)));
    };
    for &(name, run) in SERIAL {
        let test =
            move |brokers: &Brokers, name: &str| Fixture::run_test(name, &brokers.serial(), run);
        add(name.to_owned(), Box::new(test));
    }
    for &(name, run) in LIMITED {
        let test =
            move |brokers: &Brokers, name: &str| Fixture::run_test(name, brokers.limited(), run);
        add(name.to_owned(), Box::new(test));
    }
    for kind in Kind::ALL {
        let name_of = |name: &str| format!("{name}::{}", kind.name());
        for &(name, run) in SERIAL_BY_KIND.iter().filter(|_| kind.is_durable()) {
            let test = move |brokers: &Brokers, name: &str| {
                Fixture::run_with(name, &brokers.serial(), kind, run)
            };
            add(name_of(name), Box::new(test));
        }
        for &(name, run) in LIMITED_BY_KIND.iter().filter(|_| kind.is_durable()) {
            let test = move |brokers: &Brokers, name: &str| {
                Fixture::run_with(name, brokers.limited(), kind, run)
            };
            add(name_of(name), Box::new(test));
        }
        for &(name, run) in BY_KIND {
            let test = move |brokers: &Brokers, name: &str| {
                let broker = match kind {
                    Kind::Transient => brokers.transient(),
                    Kind::Durable | Kind::Quorum => brokers.parallel(),
                };
                Fixture::run_with(name, broker, kind, run)
            };
            add(name_of(name), Box::new(test));
        }
    }
    let others = if selects_broker_tests() {
        &[][..]
    } else {
        PARALLEL
    };
    for &(name, run) in BROKER.iter().chain(others) {
        let test =
            move |brokers: &Brokers, name: &str| Fixture::run_test(name, brokers.parallel(), run);
        add(name.to_owned(), Box::new(test));
    }
    trials
}

/// Returns whether only those tests are run that depend on the version of the broker.
fn selects_broker_tests() -> bool {
    std::env::var("LIVE_TESTS_PART").is_ok_and(|part| part == "broker")
}
