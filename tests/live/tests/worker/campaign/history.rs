//! [`History`]: what happened in a run.

use std::collections::BTreeMap;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{SystemTime, UNIX_EPOCH};

use super::plan::Request;

/// Milliseconds since 1970, the same in all processes.
pub(crate) fn now() -> u64 {
    let time = SystemTime::now().duration_since(UNIX_EPOCH);
    time.map_or(0, |time| {
        u64::try_from(time.as_millis()).unwrap_or(u64::MAX)
    })
}

/// Requests, results and faults with their times.
#[derive(Debug, Default)]
pub(crate) struct History(Mutex<Inner>);

#[derive(Debug, Default)]
struct Inner {
    sent: BTreeMap<u32, Sent>,
    notes: Vec<(u64, String)>,
    processes: Vec<Process>,
}

/// A request with its results.
#[derive(Clone, Debug)]
pub(crate) struct Sent {
    pub(crate) request: Request,
    /// Time of the first publication.
    pub(crate) at: u64,
    /// Number of messages that the broker may have.
    pub(crate) messages: usize,
    /// The broker has confirmed one.
    pub(crate) is_accepted: bool,
    /// The broker may have lost the message by design.
    pub(crate) is_excused: bool,
    pub(crate) results: Vec<(u64, Outcome)>,
}

/// Result of an action.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Outcome {
    Done,
    Refused,
    TimedOut,
    /// The worker was stopped before the result of an asynchronous action.
    Stopped,
    Other(String),
}

/// A process of a worker.
#[derive(Clone, Debug)]
pub(crate) struct Process {
    pub(crate) name: String,
    /// It was killed, or gave up its actions after a second signal or at the end of its time.
    pub(crate) is_abrupt: bool,
    /// Times for which it was stopped.
    pub(crate) stops: Vec<(u64, u64)>,
}

impl Process {
    /// Returns whether the process was stopped at a time, or until shortly before.
    pub(crate) fn is_stopped(&self, from: u64, to: u64) -> bool {
        self.stops.iter().any(|stop| stop.0 < to && from < stop.1)
    }
}

impl History {
    /// Notes a fault or another event.
    pub(crate) fn note(&self, note: impl Into<String>) {
        self.lock().notes.push((now(), note.into()));
    }

    pub(crate) fn notes(&self) -> Vec<(u64, String)> {
        self.lock().notes.clone()
    }

    /// Notes that a request is about to be published.
    pub(crate) fn publishing(&self, request: &Request) {
        let mut inner = self.lock();
        let sent = inner.sent.entry(request.id).or_insert_with(|| Sent {
            request: request.clone(),
            at: now(),
            messages: 0,
            is_accepted: false,
            is_excused: false,
            results: Vec::new(),
        });
        sent.messages += 1;
    }

    /// Notes the broker's answer to a publication.
    pub(crate) fn published(&self, id: u32, is_accepted: bool) {
        if let Some(sent) = self.lock().sent.get_mut(&id) {
            sent.is_accepted |= is_accepted;
            sent.messages -= usize::from(!is_accepted);
        }
    }

    pub(crate) fn completed(&self, id: u32, outcome: Outcome) {
        if let Some(sent) = self.lock().sent.get_mut(&id) {
            sent.results.push((now(), outcome));
        }
    }

    /// Excuses the requests without a result: the broker has lost their messages by definition.
    pub(crate) fn excuse(&self) {
        for sent in self.lock().sent.values_mut() {
            sent.is_excused |= sent.results.is_empty();
        }
    }

    /// Returns the number of results, and the accepted requests that have none.
    pub(crate) fn progress(&self) -> (usize, Vec<u32>) {
        let inner = self.lock();
        let results = inner.sent.values().map(|sent| sent.results.len()).sum();
        let waiting = inner
            .sent
            .iter()
            .filter(|(_, sent)| sent.is_accepted && !sent.is_excused && sent.results.is_empty());
        (results, waiting.map(|(id, _)| *id).collect())
    }

    pub(crate) fn sent(&self) -> BTreeMap<u32, Sent> {
        self.lock().sent.clone()
    }

    pub(crate) fn started(&self, name: &str) {
        self.note(format!("{name} starts"));
        self.lock().processes.push(Process {
            name: name.to_owned(),
            is_abrupt: false,
            stops: Vec::new(),
        });
    }

    /// Notes that a process does not end in order.
    pub(crate) fn abrupt(&self, name: &str) {
        self.change(name, |process| process.is_abrupt = true);
    }

    /// Notes that a process was stopped for a time.
    pub(crate) fn stopped(&self, name: &str, from: u64) {
        self.change(name, |process| process.stops.push((from, now())));
    }

    pub(crate) fn processes(&self) -> BTreeMap<String, Process> {
        let inner = self.lock();
        let named = inner
            .processes
            .iter()
            .map(|it| (it.name.clone(), it.clone()));
        named.collect()
    }

    fn change(&self, name: &str, change: impl FnOnce(&mut Process)) {
        let mut inner = self.lock();
        if let Some(process) = inner.processes.iter_mut().find(|it| it.name == name) {
            change(process);
        }
    }

    fn lock(&self) -> MutexGuard<'_, Inner> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
