//! [`History`]: all that happened in a simulation, in its order.

use std::fmt;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use tokio::time::Instant;

use crate::env;

/// Number of an action execution.
pub type Execution = u32;

/// An event.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Event {
    /// The broker has a request.
    Requested {
        /// The action execution.
        id: Execution,
        /// The action may run a second time.
        is_safe: bool,
        /// The action has a result after it has returned.
        is_asynchronous: bool,
        /// Some worker certainly has the action.
        has_worker: bool,
        /// Time limit of the action.
        limit: Option<Duration>,
    },
    /// A worker begins the action.
    Begins(Execution, String),
    /// The action has returned.
    Ends(Execution, String),
    /// The action was dropped before it returned.
    Stops(Execution, String),
    /// The engine has a result: `ok`, `refused`, `unknown` (no worker has the action) or another error.
    Completed(Execution, &'static str),
    /// A caller has a sign of life.
    Alive(Execution),
    /// The broker lost the request without a worker's fault.
    Excused(Execution),
    /// A process is gone at once.
    Killed(String),
    /// A process has given up its unfinished actions.
    Abandoned(String),
    /// A process is stopped until a time.
    Frozen(String, Duration),
    /// A process has ended in order.
    Exited(String),
    /// A fault, or a remark of the broker.
    Note(String),
    /// A violated guarantee.
    Violation(String),
}

impl fmt::Display for Event {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Requested {
                id,
                is_safe,
                is_asynchronous,
                has_worker,
                limit,
            } => {
                write!(f, "request x{id}")?;
                if *is_asynchronous {
                    f.write_str(", asynchronous")?;
                }
                if *is_safe {
                    f.write_str(", safe to rerun")?;
                }
                if !*has_worker {
                    f.write_str(", perhaps unknown")?;
                }
                match limit {
                    Some(limit) => write!(f, ", at most {} s", limit.as_secs()),
                    None => Ok(()),
                }
            }
            Self::Begins(id, worker) => write!(f, "{worker} begins x{id}"),
            Self::Ends(id, worker) => write!(f, "{worker} ends x{id}"),
            Self::Stops(id, worker) => write!(f, "{worker} stops x{id}"),
            Self::Completed(id, result) => write!(f, "engine: x{id} {result}"),
            Self::Alive(id) => write!(f, "caller: x{id} is alive"),
            Self::Excused(id) => write!(f, "broker loses x{id}"),
            Self::Killed(worker) => write!(f, "{worker} is killed"),
            Self::Abandoned(worker) => write!(f, "{worker} gives up"),
            Self::Frozen(worker, until) => {
                write!(f, "{worker} stops until {:.3} s", until.as_secs_f64())
            }
            Self::Exited(worker) => write!(f, "{worker} exits"),
            Self::Note(note) => f.write_str(note),
            Self::Violation(violation) => write!(f, "VIOLATION: {violation}"),
        }
    }
}

/// An event with its time since the begin.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Entry {
    /// Time since the begin.
    pub at: Duration,
    /// The event.
    pub event: Event,
}

impl fmt::Display for Entry {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:9.3} s  {}", self.at.as_secs_f64(), self.event)
    }
}

/// All that happened, in its order. Cheap to clone.
#[derive(Clone, Debug)]
pub(super) struct History {
    began: Instant,
    entries: Arc<Mutex<Vec<Entry>>>,
    begun: Arc<AtomicUsize>,
}

impl History {
    pub(super) fn new() -> Self {
        Self {
            began: env::now(),
            entries: Arc::default(),
            begun: Arc::default(),
        }
    }

    pub(super) fn add(&self, event: Event) {
        if matches!(event, Event::Begins(..)) {
            self.begun.fetch_add(1, Ordering::Relaxed);
        }
        let entry = Entry {
            at: self.now(),
            event,
        };
        self.lock().push(entry);
    }

    /// Returns the time since the begin.
    pub(super) fn now(&self) -> Duration {
        env::now() - self.began
    }

    pub(super) fn entries(&self) -> Vec<Entry> {
        self.lock().clone()
    }

    /// Returns the result of a function of all entries.
    pub(super) fn read<T>(&self, reader: impl FnOnce(&[Entry]) -> T) -> T {
        reader(&self.lock())
    }

    /// Returns the number of begins of actions.
    pub(super) fn begun(&self) -> usize {
        self.begun.load(Ordering::Relaxed)
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, Vec<Entry>> {
        self.entries.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
