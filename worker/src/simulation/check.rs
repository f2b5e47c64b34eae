//! The guarantees of a worker, checked over a history.

use std::collections::{BTreeMap, BTreeSet};

use std::time::Duration;

use super::history::{Entry, Event, Execution};

/// What is known of an action execution.
#[derive(Default)]
struct Known {
    requests: usize,
    is_safe: bool,
    begins: usize,
    is_excused: bool,
    /// Workers on which the action runs.
    runs: Vec<String>,
    /// Workers that began the action and were killed, or told to end at once.
    results: Vec<&'static str>,
    is_disturbed: bool,
}

/// Returns the violated guarantees.
pub(super) fn violations(history: &[Entry]) -> Vec<String> {
    let mut known: BTreeMap<Execution, Known> = BTreeMap::new();
    let mut killed: BTreeSet<&str> = BTreeSet::new();
    let mut violations = Vec::new();
    let mut frozen: BTreeMap<&str, Duration> = BTreeMap::new();
    for Entry { at, event } in history {
        match event {
            Event::Requested(id, is_safe) => {
                let it = known.entry(*id).or_default();
                it.requests += 1;
                it.is_safe = *is_safe;
            }
            Event::Excused(id) => known.entry(*id).or_default().is_excused = true,
            Event::Begins(id, worker) => {
                let it = known.entry(*id).or_default();
                it.begins += 1;
                it.runs.push(worker.clone());
            }
            Event::Ends(id, worker) | Event::Stops(id, worker) => {
                let it = known.entry(*id).or_default();
                it.runs.retain(|runs| runs != worker);
            }
            Event::Completed(id, result) => {
                let it = known.entry(*id).or_default();
                // Of requests that the engine has sent twice, both may run.
                let thaws = |worker: &String| frozen.get(&**worker).copied().unwrap_or_default();
                let runs = it.runs.iter().any(|worker| thaws(worker) <= *at);
                let is_wrong = it.results.is_empty() && runs && it.requests == 1;
                if *result == "refused" && is_wrong {
                    let runs = it.runs.join(", ");
                    violations.push(format!("x{id} is refused while it runs on {runs}"));
                }
                it.results.push(result);
            }
            Event::Killed(worker) => {
                killed.insert(worker);
                for it in known.values_mut() {
                    it.is_disturbed |= it.runs.contains(worker);
                }
            }
            Event::Frozen(worker, until) => {
                frozen.insert(worker, *until);
            }
            Event::Exited(_) | Event::Note(_) | Event::Violation(_) => {}
        }
    }
    for (id, it) in known {
        if it.requests > 0 && it.results.is_empty() && !it.is_excused {
            violations.push(format!("x{id} is lost"));
        }
        if let [first, .., last] = it.results[..]
            && it.requests == 1
            && first == "refused"
            && last != "refused"
        {
            violations.push(format!("x{id} is refused and then {last}"));
        }
        if !it.is_safe && it.begins > it.requests {
            violations.push(format!("x{id} begins {} times", it.begins));
        }
    }
    violations
}
