//! [`Worker`]: a binary of actions that runs with `serve`.

use std::ops::{Deref, DerefMut};
use std::path::Path;
use std::process::Command;
use std::sync::atomic::{AtomicU32, Ordering};

use crate::{Process, Result, Services, Settings, Stack};

static STARTED: AtomicU32 = AtomicU32::new(1);

/// A worker process. It is killed when this value is dropped.
#[derive(Debug)]
pub struct Worker {
    process: Process,
    topic: String,
}

impl Worker {
    /// Starts a binary with `serve`, and waits until it consumes. It reads the engine's `mistral.conf` and then
    /// the given settings.
    ///
    /// # Errors
    ///
    /// If it ends before; the error contains the end of its log.
    pub fn start(stack: &Stack, binary: impl AsRef<Path>, settings: &Settings) -> Result<Self> {
        let mut worker = Self::spawn(stack, binary, settings)?;
        worker.wait_ready()?;
        Ok(worker)
    }

    /// Starts a binary with `serve` without waiting.
    ///
    /// # Errors
    ///
    /// If the binary does not start.
    pub fn spawn(stack: &Stack, binary: impl AsRef<Path>, settings: &Settings) -> Result<Self> {
        let name = format!("worker-{}", STARTED.fetch_add(1, Ordering::Relaxed));
        let mut command = Command::new(binary.as_ref());
        command.args(["serve", "--config-file", stack.variable("MISTRAL_CONF")?]);
        let folder = stack.log_folder();
        Self::launch(
            &mut command,
            &[],
            &folder,
            &name,
            settings,
            stack.services(),
        )
    }

    /// Starts a command as a worker, with a file of settings and with environment variables. Settings and log are
    /// `NAME.conf` and `NAME.log` in the folder. The worker ends together with the services at the latest.
    ///
    /// # Errors
    ///
    /// If the command does not start.
    pub fn launch(
        command: &mut Command,
        environment: &[(&str, String)],
        folder: &Path,
        name: &str,
        settings: &Settings,
        services: &Services,
    ) -> Result<Self> {
        let conf = folder.join(format!("{name}.conf"));
        let named = match settings.get("executor", "host") {
            Some(_) => settings.clone(),
            None => settings.clone().set("executor", "host", name),
        };
        std::fs::write(&conf, named.to_string())?;
        command.arg("--config-file").arg(&conf);
        let log = folder.join(format!("{name}.log"));
        let topic = settings
            .get("executor", "topic")
            .unwrap_or("mistral_executor");
        Ok(Self {
            process: Process::spawn(command, environment, log, services)?,
            topic: topic.to_owned(),
        })
    }

    /// Waits until the worker consumes.
    ///
    /// # Errors
    ///
    /// If it ends before.
    pub fn wait_ready(&mut self) -> Result<()> {
        let ready = format!("consuming from {}\n", self.topic);
        self.process.wait_log(&ready, 1)
    }

    /// Sends SIGTERM and waits until the worker has ended.
    ///
    /// # Errors
    ///
    /// See [`Process::terminate`].
    pub fn terminate(self) -> Result<()> {
        self.process.terminate()
    }

    /// Kills the worker, which simulates a crash.
    ///
    /// # Errors
    ///
    /// If the system cannot kill it.
    pub fn kill(self) -> Result<()> {
        self.process.kill()
    }
}

impl Deref for Worker {
    type Target = Process;

    fn deref(&self) -> &Process {
        &self.process
    }
}

impl DerefMut for Worker {
    fn deref_mut(&mut self) -> &mut Process {
        &mut self.process
    }
}
