//! [`Env`]: the surroundings of a worker except its messages.

use std::fmt::Debug;
use std::pin::Pin;

/// A task of a worker.
pub(crate) type Task = Pin<Box<dyn Future<Output = ()> + Send>>;

/// The surroundings of a worker. Time is tokio's, which a simulation can set.
pub(crate) trait Env: Debug + Send + Sync + 'static {
    /// Returns the task to spawn. A simulation stops it, delays it or ends it where it waits.
    fn task(&self, task: Task) -> Task;
}

/// The surroundings of a process.
#[derive(Debug)]
pub(crate) struct System;

impl Env for System {
    fn task(&self, task: Task) -> Task {
        task
    }
}
