//! [`Bed`]: what the trials share.

use std::path::{Path, PathBuf};
use std::process::Command;

use live_tests::serde_json::Value;
use live_tests::{Ended, Failure, Mistral, Result, Settings, Stack, Worker, serde_json};

use crate::deployment::Deployment;
use crate::journal::Journal;
use crate::neighbours::Neighbours;

const WORKER: &str = env!("CARGO_BIN_EXE_live-worker");
const WORKER_WITH_STD: &str = env!("CARGO_BIN_EXE_live-worker-std");

/// The services, and the worker that the last trial left.
pub(crate) struct Bed {
    // Dropped in this order: the worker first.
    worker: Option<Worker>,
    deployment: Option<Deployment>,
    /// Whether the worker is the one that serves the `std.*` actions alone.
    has_std: bool,
    pub(crate) neighbours: Neighbours,
    pub(crate) mistral: Mistral,
    pub(crate) stack: Stack,
    journals: PathBuf,
    trials: u32,
}

impl Bed {
    pub(crate) fn new() -> Result<Self> {
        let home = Path::new(env!("CARGO_TARGET_TMPDIR"));
        let catalog = home.join("live-catalog.json");
        std::fs::write(&catalog, catalog_of_worker()?.to_string())?;
        let journals = home.join("live-journals");
        let _ = std::fs::remove_dir_all(&journals);
        std::fs::create_dir_all(&journals)?;
        let catalog = catalog.to_string_lossy().into_owned();
        let stack = Stack::up(home.join("live"), &["--provider", &catalog])?;
        Ok(Self {
            worker: None,
            deployment: None,
            has_std: false,
            neighbours: Neighbours::default(),
            mistral: Mistral::of(&stack)?,
            stack,
            journals,
            trials: 0,
        })
    }

    /// Runs a trial; a failure comes with the end of the worker's log.
    pub(crate) fn run(&mut self, trial: impl FnOnce(&mut Self) -> Result<()>) -> Result<()> {
        self.trials += 1;
        let caught = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| trial(self)));
        if let Ok(Ok(())) = caught {
            return Ok(());
        }
        // The next trial shall not suffer from what this one left.
        self.deployment = None;
        let log = self.worker.take().map(|worker| worker.log_end());
        let log = log.unwrap_or_default();
        match caught {
            Ok(failed) => failed.map_err(|failure| Failure::new(format_args!("{failure}\n{log}"))),
            Err(panic) => {
                eprintln!("{log}");
                std::panic::resume_unwind(panic)
            }
        }
    }

    /// Has one worker serve in this deployment, from an earlier trial if possible.
    pub(crate) fn deploy(&mut self, deployment: Deployment) -> Result<()> {
        if self.deployment != Some(deployment) || self.worker.is_none() {
            let settings = self.prepare(deployment)?;
            self.worker = Some(self.start_worker(&settings)?);
        }
        Ok(())
    }

    /// Has one worker with the `std.*` actions serve alone, from an earlier trial if possible.
    pub(crate) fn deploy_with_std(&mut self) -> Result<()> {
        if self.has_std && self.worker.is_some() {
            return Ok(());
        }
        let settings = self.prepare(Deployment::DropIn)?;
        // Not what another trial expects to be left.
        self.deployment = None;
        self.worker = Some(Worker::start(&self.stack, WORKER_WITH_STD, &settings)?);
        self.has_std = true;
        Ok(())
    }

    /// Makes everything ready for this deployment but our worker, and returns its settings.
    pub(crate) fn prepare(&mut self, deployment: Deployment) -> Result<Settings> {
        self.has_std = false;
        if let Some(worker) = self.worker.take() {
            worker.terminate()?;
        }
        if self.deployment.take() != Some(deployment) {
            deployment.prepare(&self.stack)?;
            self.deployment = Some(deployment);
        }
        let url = self.stack.variable("MISTRAL_API_URL")?;
        Ok(deployment
            .settings()
            .set("mistral_actions", "mistral_url", url)
            .set("DEFAULT", "graceful_shutdown_timeout", 10))
    }

    /// Starts a worker that is the trial's own.
    pub(crate) fn start_worker(&self, settings: &Settings) -> Result<Worker> {
        Worker::start(&self.stack, WORKER, settings)
    }

    /// Starts a worker and does not wait until it consumes.
    pub(crate) fn spawn_worker(&self, settings: &Settings) -> Result<Worker> {
        Worker::spawn(&self.stack, WORKER, settings)
    }

    /// Defines a workflow and runs it to its end.
    pub(crate) fn run_workflow(&self, name: &str, body: &str, input: &Value) -> Result<Ended> {
        self.mistral.define_workflows(body)?;
        self.mistral.start(name, input)?.wait()
    }

    /// A new file for actions to write to.
    pub(crate) fn journal(&self, name: &str) -> Journal {
        Journal::new(self.journals.join(format!("{}-{name}", self.trials)))
    }
}

/// The catalog that the engine reads. It is of another version than the worker: `live.gone` is not there
/// any more.
fn catalog_of_worker() -> Result<Value> {
    let output = Command::new(WORKER).arg("catalog").output()?;
    if !output.status.success() {
        return Err(Failure::new(String::from_utf8_lossy(&output.stderr)));
    }
    let mut catalog: Value = serde_json::from_slice(&output.stdout)?;
    let actions = catalog["actions"].as_array_mut();
    let actions = actions.ok_or_else(|| Failure::new("the catalog lists no actions"))?;
    let echo = actions.iter().find(|action| action["name"] == "live.fail");
    let mut gone = echo
        .cloned()
        .ok_or_else(|| Failure::new("there is no `live.fail`"))?;
    gone["name"] = "live.gone".into();
    actions.push(gone);
    Ok(catalog)
}
