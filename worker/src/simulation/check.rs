//! The guarantees of a worker, checked over a history.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use super::history::{Entry, Event, Execution};

/// Time within which an action ends after its time limit.
const TOLERANCE: Duration = Duration::from_secs(1);

/// Parts of the notes about deliveries that a worker has lost.
const LOSSES: &[&str] = &[
    "loses a connection",
    "closes a channel",
    "cancels a consumer",
    "is deleted",
];

/// The state of an action execution.
#[derive(Default)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "they are independent of each other"
)]
struct Known<'a> {
    /// The engine may send a request twice; then nothing prevents two runs.
    requests: usize,
    is_safe: bool,
    is_asynchronous: bool,
    has_worker: bool,
    limit: Option<Duration>,
    begins: usize,
    is_excused: bool,
    /// Workers on which the action runs, each with its begin.
    runs: Vec<(&'a str, Duration)>,
    /// All workers on which it ran.
    ran: BTreeSet<&'a str>,
    results: Vec<&'static str>,
}

/// Returns the violated guarantees.
pub(super) fn violations(history: &[Entry]) -> Vec<String> {
    let mut checker = Checker::default();
    for entry in history {
        checker.read(entry);
    }
    checker.finish()
}

#[derive(Default)]
struct Checker<'a> {
    known: BTreeMap<Execution, Known<'a>>,
    /// Processes that were killed or gave up, or were stopped until a time.
    killed: BTreeSet<&'a str>,
    frozen: BTreeMap<&'a str, Duration>,
    /// An acknowledgement can be lost without a worker's fault.
    has_crashed: bool,
    /// The broker has delivered messages again that a worker had.
    has_lost_deliveries: bool,
    violations: Vec<String>,
}

impl<'a> Checker<'a> {
    fn read(&mut self, Entry { at, event }: &'a Entry) {
        match event {
            Event::Requested {
                id,
                is_safe,
                is_asynchronous,
                has_worker,
                limit,
            } => {
                let it = self.known.entry(*id).or_default();
                it.requests += 1;
                it.is_safe = *is_safe;
                it.is_asynchronous = *is_asynchronous;
                it.has_worker = *has_worker;
                it.limit = *limit;
            }
            Event::Excused(id) => self.known.entry(*id).or_default().is_excused = true,
            Event::Begins(id, worker) => {
                let it = self.known.entry(*id).or_default();
                // An action that must not run twice must not have two results either.
                if it.is_safe
                    && it.requests == 1
                    && it.results.contains(&"unknown")
                    && !self.has_lost_deliveries
                    && !self.has_crashed
                    && self.killed.is_empty()
                {
                    self.violations
                        .push(format!("x{id} begins after it was reported unknown"));
                }
                if !it.is_safe
                    && it.requests == 1
                    && it.results.contains(&"refused")
                    && !self.frozen.contains_key(worker.as_str())
                {
                    self.violations
                        .push(format!("x{id} begins after it was refused"));
                }
                it.begins += 1;
                it.runs.push((worker, *at));
                it.ran.insert(worker);
            }
            Event::Ends(id, worker) | Event::Stops(id, worker) => self.end(*id, worker, *at),
            Event::Completed(id, result) => self.complete(*id, result, *at),
            Event::Killed(worker) | Event::Abandoned(worker) => {
                self.killed.insert(worker);
            }
            Event::Frozen(worker, until) => {
                // Stops may overlap.
                let frozen = self.frozen.entry(worker).or_default();
                *frozen = (*until).max(*frozen);
            }
            // An alarm delays messages: those that were given up arrive all the same.
            Event::Note(note) => {
                self.has_crashed |= note.starts_with("Crash") || note.starts_with("Block");
                self.has_lost_deliveries |= LOSSES.iter().any(|loss| note.contains(loss));
            }
            Event::Alive(_) | Event::Exited(_) | Event::Violation(_) => {}
        }
    }

    fn end(&mut self, id: Execution, worker: &str, at: Duration) {
        let it = self.known.entry(id).or_default();
        let Some(place) = it.runs.iter().position(|(runs, _)| *runs == worker) else {
            return;
        };
        let (_, began) = it.runs.remove(place);
        let thawed = self.frozen.get(worker).copied().unwrap_or_default();
        if let Some(limit) = it.limit
            && at > (began + limit).max(thawed) + TOLERANCE
            && !self.killed.contains(worker)
        {
            self.violations
                .push(format!("x{id} runs past its time limit"));
        }
    }

    fn complete(&mut self, id: Execution, result: &'static str, at: Duration) {
        let it = self.known.entry(id).or_default();
        // A stopped process does nothing.
        let acts = |worker: &str| self.frozen.get(worker).copied().unwrap_or_default() <= at;
        let runs: Vec<&str> = it.runs.iter().map(|(worker, _)| *worker).collect();
        // A worker that is cut off for long cannot stop what an asynchronous action has started.
        if result == "refused"
            && !it.is_asynchronous
            && it.results.is_empty()
            && it.requests == 1
            && runs.iter().any(|worker| acts(worker))
        {
            let runs = runs.join(", ");
            self.violations
                .push(format!("x{id} is refused while it runs on {runs}"));
        }
        if result == "unknown" && it.has_worker {
            self.violations
                .push(format!("x{id} fails although a worker has its action"));
        }
        it.results.push(result);
    }

    fn finish(mut self) -> Vec<String> {
        for (id, it) in self.known {
            if it.requests > 0 && it.results.is_empty() && !it.is_excused {
                self.violations.push(format!("x{id} is lost"));
            }
            if it.requests != 1 || it.is_safe {
                continue;
            }
            if it.begins > 1 {
                self.violations
                    .push(format!("x{id} begins {} times", it.begins));
            }
            if let [first, .., last] = it.results[..] {
                let disturbs = |worker: &&str| {
                    self.killed.contains(worker) || self.frozen.contains_key(worker)
                };
                // The worker that reports an unknown action does not run it.
                let is_disturbed = it.ran.iter().any(disturbs)
                    || it.ran.is_empty() && !(self.killed.is_empty() && self.frozen.is_empty());
                // The same result can be published twice, if the confirm of the first one is lost.
                if first == "refused" && last != "refused" {
                    self.violations
                        .push(format!("x{id} is refused and then {last}"));
                } else if it.results.iter().any(|result| *result != first)
                    && !self.has_crashed
                    && !is_disturbed
                {
                    let results = it.results.join(", ");
                    self.violations
                        .push(format!("x{id} is completed twice: {results}"));
                }
            }
        }
        self.violations
    }
}
