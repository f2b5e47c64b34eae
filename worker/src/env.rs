//! Time and tasks of a worker: what differs from run to run, and what a simulation decides.
//!
//! `clippy.toml` forbids the direct way for all code but that which talks to the operating system or the network.
#![expect(clippy::disallowed_methods, reason = "the only place for them")]

use std::fmt::Debug;
use std::pin::Pin;

use tokio::runtime::Handle;
use tokio::task::{JoinHandle, JoinSet};
use tokio::time::Instant;
use tokio_util::task::TaskTracker;

/// A task of a worker.
pub(crate) type Task = Pin<Box<dyn Future<Output = ()> + Send>>;

/// The surroundings of a worker except its messages.
pub(crate) trait Env: Debug + Send + Sync + 'static {
    /// Returns the task to spawn. A simulation stops it, delays it or ends it where it waits.
    fn task(&self, task: Task) -> Task;

    /// Spawns a task on a runtime.
    fn spawn(&self, runtime: &Handle, task: Task) -> JoinHandle<()> {
        runtime.spawn(self.task(task))
    }

    /// Spawns a task that ends with the set.
    fn spawn_in(&self, tasks: &mut JoinSet<()>, task: Task) {
        tasks.spawn(self.task(task));
    }

    /// Spawns a task on the current runtime, and counts it.
    fn spawn_tracked(&self, tasks: &TaskTracker, task: Task) {
        tasks.spawn(self.task(task));
    }
}

/// The surroundings of a process.
#[derive(Debug)]
pub(crate) struct System;

impl Env for System {
    fn task(&self, task: Task) -> Task {
        task
    }
}

/// Returns the time. It is tokio's, which a simulation sets.
pub(crate) fn now() -> Instant {
    Instant::now()
}
