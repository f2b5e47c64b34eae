//! The actions that simulated workers run.

use std::time::Duration;

use mistral_actions::prelude::*;
use mistral_actions::{ActionDescriptor, ActionProvider, Registry, async_trait};

use super::history::{Event, Execution, History};
use super::process::Process;

/// The newer catalog: actions that the older one does not have.
#[derive(Debug)]
pub(super) struct Newer(pub(super) Registry);

#[async_trait]
impl ActionProvider for Newer {
    async fn find(&self, name: &str) -> Result<Option<ActionDescriptor>, ActionError> {
        let same = name.strip_prefix("newer.");
        let action = same.and_then(|name| self.0.find(&format!("simulation.{name}")));
        Ok(action.cloned())
    }

    async fn find_all(&self) -> Result<Vec<ActionDescriptor>, ActionError> {
        Ok(Vec::new())
    }
}

/// The process and the history of the actions of a worker.
#[derive(Clone, Debug)]
pub(super) struct Recorder {
    pub(super) worker: String,
    pub(super) process: Process,
    pub(super) history: History,
}

/// A run of an action. Records its end, also if it is dropped.
struct Run {
    recorder: Recorder,
    id: Execution,
    has_ended: bool,
}

impl Recorder {
    fn begin(&self, id: Execution) -> Run {
        self.history.add(Event::Begins(id, self.worker.clone()));
        Run {
            recorder: self.clone(),
            id,
            has_ended: false,
        }
    }
}

impl Run {
    async fn last(mut self, millis: u64) -> String {
        tokio::time::sleep(Duration::from_millis(millis)).await;
        self.has_ended = true;
        done(self.id)
    }
}

impl Drop for Run {
    fn drop(&mut self) {
        let worker = self.recorder.worker.clone();
        self.recorder.history.add(if self.has_ended {
            Event::Ends(self.id, worker)
        } else {
            Event::Stops(self.id, worker)
        });
    }
}

/// The result of an action.
pub(super) fn done(id: Execution) -> String {
    format!("done x{id}.")
}

/// Returns the recorder of the worker. It is no parameter, because every unit test has these actions.
fn recorder(context: &ActionContext) -> Recorder {
    match context.state::<Recorder>() {
        Some(recorder) => (**recorder).clone(),
        None => unreachable!("only simulated workers run these actions"),
    }
}

/// Takes some time.
#[mistral_action(name = "simulation.work")]
async fn work(context: &ActionContext, id: u32, millis: u64) -> String {
    recorder(context).begin(id).last(millis).await
}

/// Takes some time after it has returned.
#[mistral_action(name = "simulation.later", asynchronous)]
async fn later(context: &ActionContext, handle: &ResultHandle<String>, id: u32, millis: u64) {
    let recorder = recorder(context);
    let (run, process) = (recorder.begin(id), recorder.process);
    handle.spawn(async move {
        match process.wrap(run.last(millis)).await {
            Some(done) => Ok::<_, ActionError>(done),
            // The process is gone.
            None => std::future::pending().await,
        }
    });
}
