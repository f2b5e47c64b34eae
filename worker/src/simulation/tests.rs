//! The guarantees over many seeds, and the repetition of a seed.

use std::thread;
use std::time::Duration;

use super::engine::Request;
use super::history::Event;
use super::plan::Plan;
use super::run;
use super::world::run_plan;

/// Seeds of the test command; `cargo xtask simulate` runs as many as wanted.
const SEEDS: u64 = 2_000;

#[test]
fn guarantees_hold_for_two_thousand_seeds() {
    let threads = thread::available_parallelism().map_or(1, usize::from);
    let threads = u64::try_from(threads).unwrap();
    let failed: Vec<String> = thread::scope(|scope| {
        let check = |first: u64| {
            let seeds = (first..=SEEDS).step_by(usize::try_from(threads).unwrap());
            let reports = seeds
                .map(run)
                .filter(|report| !report.violations.is_empty());
            reports
                .map(|report| format!("seed {}: {}", report.seed, report.violations.join("; ")))
                .collect::<Vec<String>>()
        };
        let handles: Vec<_> = (1..=threads)
            .map(|first| scope.spawn(move || check(first)))
            .collect();
        handles
            .into_iter()
            .flat_map(|handle| handle.join().unwrap())
            .collect()
    });
    assert!(failed.is_empty(), "{}", failed.join("\n"));
}

#[test]
fn seed_repeats_to_the_byte() {
    let history = |seed| {
        let entries = run(seed).history;
        entries
            .iter()
            .map(ToString::to_string)
            .collect::<Vec<String>>()
            .join("\n")
    };
    for seed in (SEEDS + 1)..=(SEEDS + 10) {
        assert_eq!(history(seed), history(seed));
    }
}

#[test]
fn caller_has_signs_of_life_while_a_worker_asks_others() {
    let request = Request {
        id: 1,
        millis: 0,
        is_safe: false,
        is_asynchronous: false,
        is_newer: true,
        timeout: None,
        caller_timeout: Some(3),
    };
    let second = Duration::from_secs(1);
    let report = run_plan(Plan::of_requests(1, vec![(second, request)]), 1);
    let events = report.history.into_iter().map(|entry| entry.event);
    let seen: Vec<Event> = events
        .filter(|event| matches!(event, Event::Alive(_) | Event::Completed(..)))
        .collect();
    // The question takes two seconds.
    assert_eq!(seen, [Event::Alive(1), Event::Completed(1, "unknown")]);
    assert_eq!(report.violations, <[String; 0]>::default());
}

#[test]
fn seeds_differ() {
    assert_ne!(run(1).history, run(2).history);
}
