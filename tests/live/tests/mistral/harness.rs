//! [`Harness`]: services and workers that the tests share.

use std::path::{Path, PathBuf};
use std::process::Command;

use live_tests::serde_json::Value;
use live_tests::{
    Failure, FinishedExecution, Mistral, Result, Settings, Stack, Worker, serde_json,
};

use crate::deployment::Deployment;
use crate::external_servers::ExternalServers;
use crate::journal::Journal;

const WORKER: &str = env!("CARGO_BIN_EXE_live-worker");
const WORKER_WITH_STD: &str = env!("CARGO_BIN_EXE_live-worker-std");

/// The services, and the worker of the previous test.
pub(crate) struct Harness {
    // Fields are dropped in this order, so that the worker stops first.
    worker: Option<Worker>,
    deployment: Option<Deployment>,
    /// The running worker is the one that serves only the `std.*` actions.
    has_std: bool,
    pub(crate) external: ExternalServers,
    pub(crate) mistral: Mistral,
    pub(crate) stack: Stack,
    journals: PathBuf,
    tests: u32,
}

impl Harness {
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
            external: ExternalServers::default(),
            mistral: Mistral::new(&stack)?,
            stack,
            journals,
            tests: 0,
        })
    }

    /// Runs a test. A failure includes the end of the worker's log.
    pub(crate) fn run(&mut self, test: impl FnOnce(&mut Self) -> Result<()>) -> Result<()> {
        self.tests += 1;
        let caught = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| test(self)));
        if let Ok(Ok(())) = caught {
            return Ok(());
        }
        // The next test starts a new worker in a fresh deployment.
        self.deployment = None;
        let log = self.worker.take().map(|worker| worker.log_tail());
        let log = log.unwrap_or_default();
        match caught {
            Ok(failed) => failed.map_err(|failure| Failure::new(format_args!("{failure}\n{log}"))),
            Err(panic) => {
                eprintln!("{log}");
                std::panic::resume_unwind(panic)
            }
        }
    }

    /// Ensures that one worker serves in this deployment, and reuses the worker of an earlier test.
    pub(crate) fn deploy(&mut self, deployment: Deployment) -> Result<()> {
        if self.deployment != Some(deployment) || self.worker.is_none() {
            let settings = self.prepare(deployment)?;
            self.worker = Some(self.start_worker(&settings)?);
        }
        Ok(())
    }

    /// Ensures that one worker with the `std.*` actions serves alone, and reuses the worker of an earlier test.
    pub(crate) fn deploy_with_std(&mut self) -> Result<()> {
        if self.has_std && self.worker.is_some() {
            return Ok(());
        }
        let settings = self.prepare(Deployment::DropIn)?;
        // The next `deploy` must not reuse this worker.
        self.deployment = None;
        self.worker = Some(Worker::start(&self.stack, WORKER_WITH_STD, &settings)?);
        self.has_std = true;
        Ok(())
    }

    /// Prepares all of this deployment except the worker, and returns the worker's settings.
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

    /// Starts a worker that the test owns.
    pub(crate) fn start_worker(&self, settings: &Settings) -> Result<Worker> {
        Worker::start(&self.stack, WORKER, settings)
    }

    /// Starts a worker without waiting until it consumes.
    pub(crate) fn spawn_worker(&self, settings: &Settings) -> Result<Worker> {
        Worker::spawn(&self.stack, WORKER, settings)
    }

    /// Creates a workflow, runs it and waits for its end.
    pub(crate) fn run_workflow(
        &self,
        name: &str,
        body: &str,
        input: &Value,
    ) -> Result<FinishedExecution> {
        self.mistral.define_workflows(body)?;
        self.mistral.start(name, input)?.wait()
    }

    /// Returns a new journal for actions.
    pub(crate) fn journal(&self, name: &str) -> Journal {
        Journal::new(self.journals.join(format!("{}-{name}", self.tests)))
    }
}

/// Returns the catalog that the engine reads. It differs from the worker's by `live.gone`, an action that the worker
/// does not have.
fn catalog_of_worker() -> Result<Value> {
    let output = Command::new(WORKER).arg("catalog").output()?;
    if !output.status.success() {
        return Err(Failure::new(String::from_utf8_lossy(&output.stderr)));
    }
    let mut catalog: Value = serde_json::from_slice(&output.stdout)?;
    let actions = catalog["actions"].as_array_mut();
    let actions = actions.ok_or_else(|| Failure::new("the catalog has no actions"))?;
    let fail = actions.iter().find(|action| action["name"] == "live.fail");
    let mut gone = fail
        .cloned()
        .ok_or_else(|| Failure::new("the catalog has no `live.fail`"))?;
    gone["name"] = "live.gone".into();
    actions.push(gone);
    Ok(catalog)
}
